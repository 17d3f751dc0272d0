"""How platforms' records look by list, what has changed in it, and words that no table knows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from psycopg2.extensions import cursor as Cursor
from psycopg2.extras import execute_values
from sqlalchemy import Engine

from schemas.page import NewValue
from schemas.wire import Drift, DriftKind, Seen
from store.landing import Source

Rows = list[dict[str, Any]]
ANY: dict[str, str | None] = {"account": None, "entity": None, "kind": None, "path": None}


def known(cursor: Cursor, source: Source, stream: str) -> dict[str, Seen]:
    """Return how a list's records have looked until now, by path."""
    cursor.execute(
        "SELECT path, seen, kinds, used FROM ops.wire_field WHERE account = %s AND entity = %s AND stream = %s",
        (source.account, source.entity, stream),
    )
    return {path: Seen(path, seen, tuple(kinds), used) for path, seen, kinds, used in cursor}


def learn(cursor: Cursor, source: Source, stream: str, fields: Iterable[Seen]) -> None:
    """Add a settled batch to how a list's records look."""
    rows = [
        (source.account, source.entity, stream, each.path, list(each.kinds), each.seen, each.used) for each in fields
    ]
    if rows:
        execute_values(cursor, _LEARN, sorted(rows), page_size=1_000)


def told(cursor: Cursor, source: Source, stream: str) -> set[Drift]:
    """Return what was told of a list's fields before, accepted or not."""
    cursor.execute(_TOLD, (source.account, source.entity, stream + "."))
    return {
        Drift(path=path.removeprefix(stream + "."), kind=DriftKind(kind), value=value) for path, kind, value in cursor
    }


def save(cursor: Cursor, source: Source, stream: str, found: Iterable[Drift]) -> None:
    """Record changes once a path and kind, with in how many batches and when they were seen; accepted ones stay accepted."""
    _record(cursor, source, {(f"{stream}.{each.path}", each.kind, each.value): 1 for each in found})


def save_new_values(cursor: Cursor, source: Source, values: Sequence[NewValue]) -> None:
    """Record words that no table knows, once a word, with how often they came."""
    seen: dict[tuple[str, str, str], int] = {}
    for new in values:
        key = (new.path, DriftKind.NEW_VALUE, new.value.replace("\0", "").encode("utf-8", "ignore").decode())
        seen[key] = seen.get(key, 0) + 1
    _record(cursor, source, seen)


def _record(cursor: Cursor, source: Source, seen: Mapping[tuple[str, str, str], int]) -> None:
    rows = [(source.account, source.entity, *key, hits) for key, hits in sorted(seen.items())]
    if rows:
        execute_values(cursor, _RECORD, rows)


def listed(engine: Engine, choice: Mapping[str, str | None]) -> Rows:
    """Return open changes, the oldest first. `choice`: account, entity, kind and path, None: of each."""
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.exec_driver_sql(_LISTED, dict(choice))]


def accept(cursor: Cursor, choice: Mapping[str, str | None]) -> int:
    """
    Mark open changes accepted, in the caller's transaction; returns how many.

    Lists with a missing or re-typed field among them are learned anew: they look otherwise from now on, and what has
    come in its place is watched like everything else.
    """
    cursor.execute(_ACCEPT, dict(choice))
    [(count,)] = cursor.fetchall()
    return int(count)


def first_seen_in(engine: Engine, run_id: object) -> Rows:
    """Return what the accounts of a run have shown for the first time since it began."""
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.exec_driver_sql(_OF_RUN, {"run": str(run_id)})]


_LEARN = """
INSERT INTO ops.wire_field AS f (account, entity, stream, path, kinds, seen, used) VALUES %s
ON CONFLICT (account, entity, stream, path) DO UPDATE
SET kinds = CASE WHEN f.kinds @> excluded.kinds THEN f.kinds
                ELSE ARRAY(SELECT DISTINCT unnest(f.kinds || excluded.kinds) ORDER BY 1) END,
    seen = f.seen + excluded.seen, used = f.used OR excluded.used, last_seen = now()
"""
_TOLD = """
SELECT path, kind, value FROM ops.drift
WHERE account = %s AND entity = %s AND kind <> 'new_value' AND starts_with(path, %s)
"""
_RECORD = """
INSERT INTO ops.drift AS d (account, entity, path, kind, value, hits) VALUES %s
ON CONFLICT (account, entity, path, kind, value) DO UPDATE SET last_seen = now(), hits = d.hits + excluded.hits
"""
_CHOSEN = """d.status = 'open'
  AND (%(account)s::text IS NULL OR d.account = %(account)s) AND (%(entity)s::text IS NULL OR d.entity = %(entity)s)
  AND (%(kind)s::text IS NULL OR d.kind = %(kind)s) AND (%(path)s::text IS NULL OR d.path = %(path)s)"""
_SEVERITY = "CASE WHEN d.kind IN ('missing_field', 'type_change') THEN 'critical' ELSE 'warning' END AS severity"
_LISTED = f"""
SELECT d.account, d.entity, d.kind, {_SEVERITY}, d.path, d.value, d.hits, d.first_seen, d.last_seen
FROM ops.drift d WHERE {_CHOSEN} ORDER BY d.first_seen, d.account, d.entity, d.path, d.kind, d.value
"""
_ACCEPT = f"""
WITH accepted AS (UPDATE ops.drift d SET status = 'accepted' WHERE {_CHOSEN} RETURNING d.account, d.entity, d.kind, d.path),
     forgotten AS (DELETE FROM ops.wire_field f USING accepted a
                   WHERE a.kind IN ('missing_field', 'type_change')
                     AND (f.account, f.entity) = (a.account, a.entity) AND starts_with(a.path, f.stream || '.'))
SELECT count(*) FROM accepted
"""
_OF_RUN = f"""
SELECT d.account, d.entity, d.kind, {_SEVERITY}, d.path, d.value
FROM ops.run r JOIN ops.run_account a USING (run_id) JOIN ops.drift d ON d.account = a.account
WHERE r.run_id = %(run)s AND d.first_seen >= r.started_at AND d.status = 'open'
ORDER BY 4, 1, 2, 5, 3, 6
"""
