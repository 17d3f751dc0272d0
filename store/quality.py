"""What checks came to, run by run, and accounts that were stopped by it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from psycopg2.extensions import cursor as Cursor
from psycopg2.extras import execute_values
from sqlalchemy import Engine, text

from schemas.quality import Checked, Stop
from store.landing import Source

Rows = list[dict[str, Any]]


def save(cursor: Cursor, source: Source, results: Iterable[Checked]) -> None:
    """Add a chunk's results to those of its run, in the transaction that settles the chunk."""
    rows = sorted(
        (
            str(source.run_id),
            source.account,
            source.entity,
            each.suite,
            each.rule,
            each.severity,
            each.checked,
            each.failed,
        )
        for each in results
    )
    if rows:
        execute_values(cursor, _SAVE, rows)


def usual_volumes(cursor: Cursor, source: Source) -> list[int]:
    """
    Return what lists brought this account's runs of the same flow and hour in the 14 days before, where they ended well.

    Runs with bounds have noted nothing and are not among them.
    """
    cursor.execute(_USUAL, {"account": source.account, "run": source.run_id})
    return [listed for (listed,) in cursor]


def note_listed(cursor: Cursor, source: Source) -> int:
    """
    Note that the lists are read to their end, in the caller's transaction; returns how many records they brought.

    What is fetched by its number comes after them and is counted with the run, and not here: it says nothing of the
    lists, and open requests that are read again in every run would make a quiet list look like a broken one.
    """
    cursor.execute(
        "UPDATE ops.run_account SET listed = fetched WHERE run_id = %s AND account = %s RETURNING listed",
        (source.run_id, source.account),
    )
    row = cursor.fetchone()
    return int(row[0]) if row else 0


def accepted(cursor: Cursor, source: Source, rule: str) -> bool:
    """Tell whether a person let this account go on in spite of this rule within a day."""
    cursor.execute(
        "SELECT FROM ops.quality_stop WHERE account = %s AND entity = %s AND rule = %s"
        " AND accepted_at > clock_timestamp() - interval '24 hours'",
        (source.account, source.entity, rule),
    )
    return cursor.fetchone() is not None


def stop(cursor: Cursor, source: Source, found: Stop) -> None:
    """Write down why an account is stopped."""
    cursor.execute(
        "INSERT INTO ops.quality_stop (account, entity, rule, run_id, message) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (source.account, source.entity, found.rule, source.run_id, found.message),
    )


def messages(engine: Engine, source: Source) -> list[str]:
    """Return what stopped the account in this run."""
    query = text("""
        SELECT message FROM ops.quality_stop
        WHERE account = :account AND entity = :entity AND run_id = :run AND accepted_at IS NULL ORDER BY stopped_at""")
    values = {"account": source.account, "entity": source.entity, "run": source.run_id}
    with engine.connect() as connection:
        return list(connection.execute(query, values).scalars())


def accept(cursor: Cursor, account: str, reason: str) -> int:
    """Let an account go on in spite of what stopped it, in the caller's transaction; returns how many stops there were."""
    cursor.execute(
        "UPDATE ops.quality_stop SET accepted_at = clock_timestamp(), accepted_reason = %s"
        " WHERE account = %s AND accepted_at IS NULL",
        (reason, account),
    )
    return int(cursor.rowcount)


def newest(engine: Engine, run: UUID | None = None) -> Rows:
    """Return the results of one run; without one, those of the newest run of each account and entity that checked anything."""
    with engine.connect() as connection:
        found = connection.execute(_OF_RUN, {"run": run}) if run else connection.execute(_NEWEST)
        return [dict(row._mapping) for row in found]


def last_runs(engine: Engine) -> Rows:
    """Return what the last run of each flow and account counted."""
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(_LAST_RUNS)]


def table_sizes(engine: Engine, tables: Iterable[str]) -> dict[str, int]:
    """Return how many rows tables have; their names are ours."""
    with engine.connect() as connection:
        return {
            table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() for table in set(tables)
        }


def stops(engine: Engine) -> Rows:
    """Return the stops of the last 14 days, the newest first."""
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(_STOPS)]


_SAVE = """
INSERT INTO ops.validation_result AS v (run_id, account, entity, suite, expectation, severity, checked, failed) VALUES %s
ON CONFLICT (run_id, account, entity, suite, expectation) DO UPDATE
SET checked = v.checked + excluded.checked, failed = v.failed + excluded.failed, checked_at = now()
"""
_USUAL = """
WITH me AS (SELECT flow, started_at, extract(hour FROM started_at AT TIME ZONE 'Asia/Shanghai') AS hour
            FROM ops.run WHERE run_id = %(run)s)
SELECT a.listed FROM me JOIN ops.run r ON r.flow = me.flow JOIN ops.run_account a ON a.run_id = r.run_id
WHERE a.account = %(account)s AND a.status = 'done' AND a.listed IS NOT NULL
  AND r.started_at >= me.started_at - interval '14 days' AND r.started_at < me.started_at
  AND extract(hour FROM r.started_at AT TIME ZONE 'Asia/Shanghai') = me.hour
"""
_RESULTS = """
SELECT v.account, v.entity, v.suite, v.expectation, v.severity, v.checked, v.failed, v.success, v.checked_at, v.run_id
FROM {chosen} ops.validation_result v {where}
ORDER BY v.account, v.entity, v.severity, v.suite, v.expectation
"""
_OF_RUN = text(_RESULTS.format(chosen="", where="WHERE v.run_id = :run"))
# From one account and entity to the next by the index: they are few, and their results millions.
_NEWEST = text(
    """
WITH RECURSIVE each AS (
    (SELECT account, entity FROM ops.validation_result ORDER BY account, entity LIMIT 1)
    UNION ALL
    SELECT later.* FROM each, LATERAL (
        SELECT account, entity FROM ops.validation_result r
        WHERE (r.account, r.entity) > (each.account, each.entity) ORDER BY account, entity LIMIT 1) later),
chosen AS (
    SELECT each.*, (SELECT run_id FROM ops.validation_result r WHERE r.account = each.account AND r.entity = each.entity
                    ORDER BY checked_at DESC LIMIT 1) AS run_id
    FROM each)
"""
    + _RESULTS.format(chosen="chosen JOIN", where="USING (run_id, account, entity)")
)
_STOPS = text("""
SELECT account, entity, rule, message, stopped_at, accepted_at, accepted_reason FROM ops.quality_stop
WHERE stopped_at > now() - interval '14 days' ORDER BY stopped_at DESC, account, entity, rule
""")
_LAST_RUNS = text("""
SELECT DISTINCT ON (r.flow, a.account) r.flow, a.account, a.status, a.fetched, a.inserted, a.updated, a.unchanged,
       a.rejected, a.reason, r.started_at
FROM ops.run r JOIN ops.run_account a USING (run_id)
WHERE r.started_at > now() - interval '14 days'
ORDER BY r.flow, a.account, r.started_at DESC
""")
