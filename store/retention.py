"""What is dropped by age: bodies of settled pages, what checks came to, and events that consumers have had time to read."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Engine, text

from store.engine import transaction


class Old(NamedTuple):
    """What is older than wanted. `body_bytes`: as stored, compressed."""

    pages: int
    body_bytes: int
    events: int
    results: int


def count(engine: Engine, *, pages_before: datetime, events_before: datetime) -> Old:
    """Count what dropping would drop."""
    with engine.connect() as connection:
        return Old(*connection.execute(_COUNT, {"pages": pages_before, "events": events_before}).one())


def drop_bodies(engine: Engine, before: datetime, *, limit: int) -> int:
    """
    Drop the bodies of some settled pages that were fetched before an instant; returns how many, 0: there are no more.

    What waits to be settled keeps its body whatever its age.
    """
    with transaction(engine) as cursor:
        cursor.execute(_DROP_BODIES, {"before": before, "limit": limit})
        return int(cursor.rowcount)


def drop_events(engine: Engine, before: datetime, *, limit: int) -> int:
    """Drop some events that are older than an instant; returns how many, 0: there are no more."""
    with transaction(engine) as cursor:
        cursor.execute(_DROP_EVENTS, {"before": before, "limit": limit})
        return int(cursor.rowcount)


def drop_results(engine: Engine, before: datetime, *, limit: int) -> int:
    """Drop some of what checks came to before an instant; returns how many, 0: there are no more."""
    with transaction(engine) as cursor:
        cursor.execute(_DROP_RESULTS, {"before": before, "limit": limit})
        return int(cursor.rowcount)


_OLD_PAGE = "fetched_at < {before} AND settled_at IS NOT NULL AND body IS NOT NULL"
_COUNT = text(f"""
SELECT p.pages, p.bytes, e.events, r.results
FROM (SELECT count(*) AS pages, coalesce(sum(pg_column_size(body)), 0)::bigint AS bytes
      FROM raw.page WHERE {_OLD_PAGE.format(before=":pages")}) p,
     (SELECT count(*) AS events FROM ops.outbox WHERE occurred_at < :events) e,
     (SELECT count(*) AS results FROM ops.validation_result WHERE checked_at < :pages) r
""")
# In the order of the key, skipping what somebody else is at: two purges at once share the work.
_DROP_BODIES = f"""
UPDATE raw.page SET body = NULL WHERE page_id = ANY(ARRAY(
    SELECT page_id FROM raw.page WHERE {_OLD_PAGE.format(before="%(before)s")}
    ORDER BY page_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
"""
_DROP_EVENTS = """
DELETE FROM ops.outbox WHERE (epoch, tx, event_id) IN (
    SELECT epoch, tx, event_id FROM ops.outbox WHERE occurred_at < %(before)s
    ORDER BY epoch, tx, event_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
"""
_DROP_RESULTS = """
DELETE FROM ops.validation_result WHERE ctid = ANY(ARRAY(
    SELECT ctid FROM ops.validation_result WHERE checked_at < %(before)s LIMIT %(limit)s FOR UPDATE SKIP LOCKED))
"""
