"""How far each account is read. The watermark moves in the transaction that settles, and never back."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Engine, text

from store.engine import transaction


class Position(Struct, frozen=True, kw_only=True):
    """Where one account and entity stands. `not_before`: the platform told us to wait until then."""

    watermark: datetime | None
    not_before: datetime | None


def position(engine: Engine, account: str, entity: str) -> Position:
    """Return where an account stands; both None if it was never read."""
    query = text("SELECT watermark, not_before FROM ops.sync_cursor WHERE account = :account AND entity = :entity")
    with engine.connect() as connection:
        row = connection.execute(query, {"account": account, "entity": entity}).one_or_none()
    if row is None:
        return Position(watermark=None, not_before=None)
    return Position(watermark=row.watermark, not_before=row.not_before)


def last_success(cursor: Cursor, account: str, entity: str) -> datetime | None:
    """Return `now` of the last run that read an account well; None: none has."""
    cursor.execute("SELECT last_success_at FROM ops.sync_cursor WHERE account = %s AND entity = %s", (account, entity))
    row = cursor.fetchone()
    return row[0] if row else None


def advance(cursor: Cursor, account: str, entity: str, *, watermark: datetime, now: datetime, run_id: UUID) -> None:
    """Move the watermark on, in the caller's transaction; a success clears failures and told delays."""
    cursor.execute(
        """
        INSERT INTO ops.sync_cursor AS c (account, entity, watermark, last_success_at, last_run)
        VALUES (%(account)s, %(entity)s, %(watermark)s, %(now)s, %(run)s)
        ON CONFLICT (account, entity) DO UPDATE SET
            watermark = greatest(c.watermark, excluded.watermark),
            last_success_at = greatest(c.last_success_at, excluded.last_success_at),
            last_run = excluded.last_run, consecutive_failures = 0, last_error = NULL, not_before = NULL,
            updated_at = greatest(now(), c.updated_at)""",
        {"account": account, "entity": entity, "watermark": watermark, "now": now, "run": run_id},
    )


def failed(engine: Engine, account: str, entity: str, *, error: str, not_before: datetime | None = None) -> None:
    """Record a failure; with `not_before`, later runs leave the account alone until then."""
    with transaction(engine) as cursor:
        cursor.execute(
            """
            INSERT INTO ops.sync_cursor AS c (account, entity, consecutive_failures, last_error, not_before)
            VALUES (%s, %s, 1, %s, %s)
            ON CONFLICT (account, entity) DO UPDATE SET
                consecutive_failures = c.consecutive_failures + 1, last_error = excluded.last_error,
                not_before = coalesce(excluded.not_before, c.not_before), updated_at = greatest(now(), c.updated_at)""",
            (account, entity, error, not_before),
        )
