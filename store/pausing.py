"""Parcels that nobody can be asked for, each with the reason in words; and those that can be asked for again."""

from psycopg2.extensions import cursor as Cursor

from store.locks import PARCELS, take_for_transaction


def review(cursor: Cursor) -> tuple[int, int]:
    """
    Pause and resume parcels by what links, carriers and accounts there are now; (paused or reworded, resumed).

    A resumed parcel is due at once. Called before parcels are asked for: accounts come and go between runs.
    """
    take_for_transaction(cursor, PARCELS)
    return _review(cursor, "")


def review_staged(cursor: Cursor) -> None:
    """Do the same for the numbers in `pg_temp.number` only."""
    _review(cursor, "JOIN pg_temp.number n USING (carrier, tracking_no)")


def _review(cursor: Cursor, among: str) -> tuple[int, int]:
    cursor.execute(_PAUSE.format(among=among))
    paused = cursor.rowcount
    cursor.execute(_RESUME.format(among=among))
    return paused, cursor.rowcount


_FOUND = """
SELECT s.carrier, s.tracking_no, s.leg, CASE
    WHEN NOT EXISTS (SELECT FROM core.shipment_link l
                     WHERE l.carrier = s.carrier AND l.tracking_no = s.tracking_no)
        THEN 'No order and no request names this number any more.'
    WHEN c.carrier IS NULL AND s.carrier = 'unknown'
        THEN 'The platform does not say which carrier has it.'
    WHEN c.carrier IS NULL
        THEN 'The carrier is not among the carriers that we know.'
    WHEN c.trace_source IS NULL
        THEN 'No courier account can be asked for parcels of ' || c.name || '.'
    WHEN NOT EXISTS (SELECT FROM core.account a
                     WHERE a.platform = c.trace_source AND a.side = 'courier' AND a.status <> 'retired')
        THEN 'No courier account of ' || c.trace_source || ' is configured.'
    END AS reason
FROM core.shipment s {among} LEFT JOIN core.carrier c ON c.carrier = s.carrier
WHERE s.until IS NULL AND s.poll_state IN ('active', 'paused')
"""
_HERE = "t.carrier = f.carrier AND t.tracking_no = f.tracking_no AND t.leg = f.leg"
_PAUSE = f"""
UPDATE core.shipment t SET poll_state = 'paused', poll_reason = f.reason, next_poll_at = NULL
FROM ({_FOUND}) f
WHERE {_HERE} AND f.reason IS NOT NULL AND (t.poll_state, t.poll_reason) IS DISTINCT FROM ('paused', f.reason)
"""
_RESUME = f"""
UPDATE core.shipment t SET poll_state = 'active', poll_reason = NULL, next_poll_at = NULL
FROM ({_FOUND}) f
WHERE {_HERE} AND f.reason IS NULL AND t.poll_state = 'paused'
"""
