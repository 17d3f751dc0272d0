"""Records set aside that wait for somebody: counted in groups, shown, taken through again, or discarded."""

from datetime import datetime
from typing import Any, NamedTuple

from msgspec.structs import asdict
from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Engine

from schemas.page import Raw
from schemas.rejects import RejectChoice
from schemas.words import Entity
from store import bodies
from store.landing import Source
from store.locks import save, take_for_transaction

Rows = list[dict[str, Any]]


class Again(NamedTuple):
    """A record that is taken through again: where it lay, and when that page was fetched."""

    stream: str
    page_id: int
    fetched_at: datetime
    record: Raw


def groups(engine: Engine, choice: RejectChoice) -> Rows:
    """Count open rejects by account, entity and rule, the oldest group first, each with one message as it stands."""
    return _rows(engine, _GROUPS, asdict(choice))


def newest(engine: Engine, choice: RejectChoice, *, limit: int) -> Rows:
    """Return open rejects one by one, those seen last first. Without their records."""
    return _rows(engine, _NEWEST, {**asdict(choice), "limit": limit})


def sources(engine: Engine, choice: RejectChoice) -> list[tuple[str, Entity]]:
    """Return of which accounts and entities rejects are open."""
    return [(row["account"], Entity(row["entity"])) for row in _rows(engine, _SOURCES, asdict(choice))]


def discard(cursor: Cursor, choice: RejectChoice) -> int:
    """Mark open rejects discarded, in the caller's transaction; returns how many. They are kept, and stay discarded."""
    cursor.execute(_ACCOUNTS, asdict(choice))
    for (account,) in cursor.fetchall():
        take_for_transaction(cursor, save(account))
    cursor.execute(_DISCARD, asdict(choice))
    return int(cursor.rowcount)


def take(cursor: Cursor, source: Source, rule: str | None, *, limit: int) -> list[Again]:
    """
    Mark a batch of open rejects replayed and return their records, in the caller's transaction; none: all are through.

    A record is taken once a run, with every fault that it has, also those of other rules. What fails again is open again.
    """
    values = {"account": source.account, "entity": source.entity, "rule": rule, "run": source.run_id, "limit": limit}
    cursor.execute(_TAKE, values)
    return [Again(stream, page_id, at, bodies.decode(record)[0]) for stream, page_id, at, record in cursor]


def settle_replayed(cursor: Cursor, account: str, entity: Entity) -> None:
    """Close as superseded what was replayed while a newer version was there: that one stayed."""
    if table := _KEPT.get(entity):
        cursor.execute(_SUPERSEDE.format(**table), {"account": account, "entity": entity})


def _rows(engine: Engine, query: str, values: dict[str, Any]) -> Rows:
    with engine.connect() as connection:
        connection.exec_driver_sql("SET LOCAL transaction_read_only = on")
        found = connection.exec_driver_sql(query, values)
        return [dict(row._mapping) for row in found]


_CHOSEN = """r.status = 'open'
  AND (%(account)s::text IS NULL OR r.account = %(account)s)
  AND (%(entity)s::text IS NULL OR r.entity = %(entity)s)
  AND (%(rule)s::text IS NULL OR r.rule = %(rule)s)"""
_GROUPS = f"""
SELECT r.account, r.entity, r.rule, count(*) AS rows, min(r.first_seen_at) AS first_seen,
       max(r.last_seen_at) AS last_seen, max(r.attempts) AS attempts, min(r.message) AS message
FROM ops.rejected_row r WHERE {_CHOSEN}
GROUP BY 1, 2, 3 ORDER BY first_seen, 1, 2, 3
"""
_NEWEST = f"""
SELECT r.account, r.entity, r.rule, r.source_key, r.page_id, r.position, r.attempts, r.last_seen_at AS last_seen,
       r.message, r.developer_message AS seen
FROM ops.rejected_row r WHERE {_CHOSEN}
ORDER BY r.last_seen_at DESC, r.account, r.entity, r.source_key, r.rule LIMIT %(limit)s
"""
_SOURCES = f"SELECT DISTINCT r.account, r.entity FROM ops.rejected_row r WHERE {_CHOSEN} ORDER BY 1, 2"
_ACCOUNTS = f"SELECT DISTINCT r.account FROM ops.rejected_row r WHERE {_CHOSEN} ORDER BY 1"
_DISCARD = f"UPDATE ops.rejected_row r SET status = 'discarded' WHERE {_CHOSEN}"
# A record is one payload of one key. What this run has landed and failed at again is left for the next one.
_TAKE = """
WITH taken AS (
    SELECT DISTINCT r.source_key, r.payload_hash FROM ops.rejected_row r JOIN raw.page p USING (page_id)
    WHERE r.account = %(account)s AND r.entity = %(entity)s AND r.status = 'open'
      AND (%(rule)s::text IS NULL OR r.rule = %(rule)s) AND p.run_id <> %(run)s
    ORDER BY 1, 2 LIMIT %(limit)s
), locked AS (
    SELECT r.ctid FROM ops.rejected_row r JOIN taken USING (source_key, payload_hash)
    WHERE r.account = %(account)s AND r.entity = %(entity)s AND r.status = 'open'
    ORDER BY r.source_key, r.payload_hash, r.stage, r.rule FOR UPDATE OF r
), marked AS (
    UPDATE ops.rejected_row r SET status = 'replayed', attempts = r.attempts + 1, replayed_run = %(run)s
    FROM locked WHERE r.ctid = locked.ctid
    RETURNING r.stream, r.page_id, r.position, r.source_key, r.payload_hash, r.record
)
SELECT m.stream, m.page_id, p.fetched_at, jsonb_build_array(m.record)::text
FROM (SELECT DISTINCT ON (source_key, payload_hash) * FROM marked ORDER BY source_key, payload_hash, page_id DESC) m
JOIN raw.page p USING (page_id)
ORDER BY m.page_id, m.position, m.source_key
"""
_KEPT = {
    Entity.ORDERS: {"table": "core.sales_order", "key": "external_order_id"},
    Entity.AFTER_SALES: {"table": "core.after_sale", "key": "external_id"},
}
_SUPERSEDE = """
UPDATE ops.rejected_row r SET status = 'superseded'
FROM {table} t JOIN raw.page p ON p.page_id = t.page_id
WHERE r.account = %(account)s AND r.entity = %(entity)s AND r.status = 'replayed'
  AND t.account = r.account AND t.{key} = r.source_key AND p.run_id <> r.replayed_run
"""
