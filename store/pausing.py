"""Parcels that nobody can be asked for, each with the reason in words; and those that can be asked for again."""

from collections.abc import Collection, Mapping

from psycopg2.extensions import cursor as Cursor

from store.copying import stage
from store.locks import PARCELS, take_for_transaction

NO_LINK = "No order and no request names this number any more."


def reasons(cursor: Cursor, carriers: Collection[str]) -> dict[str, str | None]:
    """Tell for each carrier why nobody can be asked for its parcels; None: somebody can."""
    cursor.execute(_REASONS, (sorted(carriers),))
    return dict(cursor.fetchall())


def review(cursor: Cursor) -> tuple[int, int]:
    """
    Pause and resume parcels by the carriers and accounts that there are now; returns (paused or reworded, resumed).

    A resumed parcel is due at once. Called before parcels are asked for, since accounts come and go between runs.
    """
    take_for_transaction(cursor, PARCELS)
    cursor.execute("SELECT DISTINCT carrier FROM core.shipment WHERE poll_state IN ('active', 'paused')")
    found = reasons(cursor, [carrier for (carrier,) in cursor])
    _stage(cursor, found)
    cursor.execute(_PAUSE, (NO_LINK,))
    paused = cursor.rowcount
    cursor.execute(_RESUME, (NO_LINK,))
    return paused, cursor.rowcount


def _stage(cursor: Cursor, found: Mapping[str, str | None]) -> None:
    stage(cursor, "core.shipment", ("carrier", "poll_reason"), sorted(found.items()), name="carrier_reason")


_REASONS = """
SELECT asked.carrier, CASE
    WHEN c.carrier IS NULL AND asked.carrier = 'unknown' THEN 'The platform does not say which carrier has it.'
    WHEN c.carrier IS NULL THEN 'The carrier is not among those that we know.'
    WHEN c.trace_source IS NULL THEN 'No courier account can be asked for parcels of ' || c.name || '.'
    WHEN NOT EXISTS (SELECT FROM core.account a
                     WHERE a.platform = c.trace_source AND a.side = 'courier' AND a.status <> 'retired')
        THEN 'No courier account of ' || c.trace_source || ' is configured.'
    END
FROM unnest(%s::text[]) AS asked (carrier) LEFT JOIN core.carrier c USING (carrier)
"""
# A parcel without a link is paused, and resumed, where its links are written.
_PAUSE = """
UPDATE core.shipment s SET poll_state = 'paused', poll_reason = r.poll_reason, next_poll_at = NULL
FROM pg_temp.carrier_reason r
WHERE s.carrier = r.carrier AND r.poll_reason IS NOT NULL AND s.until IS NULL
  AND (s.poll_state = 'active' OR s.poll_state = 'paused' AND s.poll_reason NOT IN (%s, r.poll_reason))
"""
_RESUME = """
UPDATE core.shipment s SET poll_state = 'active', poll_reason = NULL, next_poll_at = NULL
FROM pg_temp.carrier_reason r
WHERE s.carrier = r.carrier AND r.poll_reason IS NULL AND s.until IS NULL
  AND s.poll_state = 'paused' AND s.poll_reason <> %s
"""
