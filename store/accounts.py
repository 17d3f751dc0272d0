"""Accounts as the database knows them: in step with the settings file, paused and resumed by people or by a refusal."""

from collections.abc import Sequence

from psycopg2.extensions import cursor as Cursor
from psycopg2.extras import execute_values
from sqlalchemy import Engine, text

from schemas.account import AccountRow, Side
from schemas.words import Entity

ENTITIES = {Side.SHOP: (Entity.ORDERS, Entity.AFTER_SALES), Side.COURIER: (Entity.TRACES,)}

_UPSERT = """
INSERT INTO core.account AS a (account, platform, side, since, auth_expires_at, position) VALUES %s
ON CONFLICT (account) DO UPDATE SET
    platform = excluded.platform, side = excluded.side, since = excluded.since,
    auth_expires_at = excluded.auth_expires_at, position = excluded.position,
    status = CASE WHEN a.status <> 'retired' THEN a.status WHEN a.paused_reason IS NULL THEN 'active' ELSE 'paused' END,
    updated_at = now()
WHERE (a.platform, a.side, a.since, a.auth_expires_at, a.position) IS DISTINCT FROM
      (excluded.platform, excluded.side, excluded.since, excluded.auth_expires_at, excluded.position)
   OR a.status = 'retired'
"""


class UnknownAccount(Exception):
    """No account of that name is configured, or it is of the other side: a courier for a shop's flow."""

    def __str__(self) -> str:
        """Return what an operator reads, in Prefect's UI."""
        return f"No account that fits is called {self.args[0]}; `shouhou accounts` lists the names."


def register(cursor: Cursor, rows: Sequence[AccountRow]) -> None:
    """Keep `core.account` in step with the settings: in file order; those no longer in the file are retired."""
    if rows:
        values = [(r.account, r.platform, r.side, r.since, r.auth_expires_at, n) for n, r in enumerate(rows)]
        execute_values(cursor, _UPSERT, values)
        cursors = [(r.account, entity) for r in rows for entity in ENTITIES[r.side]]
        execute_values(
            cursor, "INSERT INTO ops.sync_cursor (account, entity) VALUES %s ON CONFLICT DO NOTHING", cursors
        )
    cursor.execute(
        "UPDATE core.account SET status = 'retired', updated_at = now() WHERE status <> 'retired' AND account <> ALL(%s)",
        ([r.account for r in rows],),
    )


def pause(cursor: Cursor, account: str, reason: str) -> None:
    """Stop asking this account until somebody resumes it.

    Raises:
        UnknownAccount: no such account.
    """
    cursor.execute(
        "UPDATE core.account SET status = 'paused', paused_reason = %s, paused_at = now(), updated_at = now()"
        " WHERE account = %s AND status <> 'retired'",
        (reason, account),
    )
    _must_know(cursor, account)


def resume(cursor: Cursor, account: str) -> None:
    """Ask this account again; a told delay is forgotten too.

    Raises:
        UnknownAccount: no such account.
    """
    cursor.execute(
        "UPDATE core.account SET status = 'active', paused_reason = NULL, paused_at = NULL, updated_at = now()"
        " WHERE account = %s AND status <> 'retired'",
        (account,),
    )
    _must_know(cursor, account)
    cursor.execute(
        "UPDATE ops.sync_cursor SET not_before = NULL, updated_at = now() WHERE account = %s AND not_before IS NOT NULL",
        (account,),
    )


def _must_know(cursor: Cursor, account: str) -> None:
    if cursor.rowcount == 0:
        raise UnknownAccount(account)


def status(engine: Engine, account: str) -> tuple[str, str | None]:
    """Return an account's status and, if paused, why."""
    query = text("SELECT status, paused_reason FROM core.account WHERE account = :account")
    with engine.connect() as connection:
        row = connection.execute(query, {"account": account}).one()
    return row.status, row.paused_reason


def freshness(engine: Engine) -> list[dict[str, object]]:
    """List accounts with how far each entity is read: rows of the view, with why and until when they wait."""
    query = text("""
        SELECT f.platform, f.account, f.entity, f.status, f.watermark, f.last_success_at, f.lag_seconds,
               a.paused_reason, a.auth_expires_at, c.not_before, c.last_error
        FROM api.v1_freshness f JOIN core.account a USING (account) JOIN ops.sync_cursor c USING (account, entity)
        ORDER BY a.position, f.entity""")
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(query)]


def first_active(engine: Engine, platform: str, among: Sequence[str]) -> str | None:
    """Of several accounts of one courier the first active one in the file is asked."""
    query = text("""
        SELECT account FROM core.account
        WHERE platform = :platform AND status = 'active' AND account = ANY(:among) ORDER BY position LIMIT 1""")
    with engine.connect() as connection:
        return connection.execute(query, {"platform": platform, "among": list(among)}).scalar()


def with_waiting_pages(engine: Engine, among: Sequence[str], entity: Entity) -> list[str]:
    """Return those of these accounts that are active and have pages nobody has settled, in the file's order."""
    query = text("""
        SELECT account FROM core.account a
        WHERE status = 'active' AND account = ANY(:among)
          AND EXISTS (SELECT FROM raw.page p
                      WHERE p.account = a.account AND p.entity = :entity AND p.settled_at IS NULL)
        ORDER BY position""")
    with engine.connect() as connection:
        return list(connection.execute(query, {"among": list(among), "entity": entity}).scalars())
