"""Backfills: what was asked for, and which parts of it are done."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from psycopg2.extensions import cursor as Cursor
from psycopg2.extras import execute_values
from sqlalchemy import Engine, text

from schemas.backfill import BackfillRequest, Chunk, Progress


def plan(cursor: Cursor, request: BackfillRequest, chunks: Iterable[Chunk]) -> None:
    """Write a job and its parts, in the caller's transaction; what is there already stays as it is."""
    cursor.execute(
        "INSERT INTO ops.backfill_job (job, entity, start_at, end_at, chunk_s) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (request.job, request.entity, request.start, request.end, int(request.chunk.total_seconds())),
    )
    execute_values(
        cursor,
        "INSERT INTO ops.backfill_chunk (job, account, chunk_start, chunk_end) VALUES %s ON CONFLICT DO NOTHING",
        [(request.job, each.account, each.start, each.end) for each in chunks],
        page_size=1_000,
    )


def forget(cursor: Cursor, job: str, accounts: Sequence[str]) -> None:
    """Have every part of these accounts done again."""
    cursor.execute(
        "UPDATE ops.backfill_chunk SET done_at = NULL, run_id = NULL WHERE job = %s AND account = ANY(%s)",
        (job, list(accounts)),
    )


def waiting(engine: Engine, job: str, account: str) -> list[Chunk]:
    """Return the parts of one account that are still to be done, oldest first."""
    query = text("""
        SELECT chunk_start, chunk_end FROM ops.backfill_chunk
        WHERE job = :job AND account = :account AND done_at IS NULL ORDER BY chunk_start""")
    with engine.connect() as connection:
        rows = connection.execute(query, {"job": job, "account": account})
        return [Chunk(account=account, start=_utc(row.chunk_start), end=_utc(row.chunk_end)) for row in rows]


def is_waiting(engine: Engine, job: str, chunk: Chunk) -> bool:
    """Tell whether a part is still to be done."""
    query = text("""
        SELECT FROM ops.backfill_chunk
        WHERE job = :job AND account = :account AND chunk_start = :start AND done_at IS NULL""")
    values = {"job": job, "account": chunk.account, "start": chunk.start}
    with engine.connect() as connection:
        return connection.execute(query, values).first() is not None


def done(cursor: Cursor, job: str, chunk: Chunk, run_id: UUID) -> None:
    """Mark a part done, in the transaction that settled its last rows."""
    cursor.execute(
        "UPDATE ops.backfill_chunk SET done_at = clock_timestamp(), run_id = %s"
        " WHERE job = %s AND account = %s AND chunk_start = %s",
        (run_id, job, chunk.account, chunk.start),
    )


def progress(engine: Engine, job: str, accounts: Sequence[str] | None = None) -> Progress:
    """Count the parts of a job; `accounts`: of these only."""
    query = text("""
        SELECT count(done_at) AS done, count(*) AS total FROM ops.backfill_chunk
        WHERE job = :job AND (CAST(:accounts AS text[]) IS NULL OR account = ANY(:accounts))""")
    with engine.connect() as connection:
        row = connection.execute(query, {"job": job, "accounts": accounts and list(accounts)}).one()
    return Progress(done=row.done, total=row.total)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
