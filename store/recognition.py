"""Numbers whose shop named no carrier, and whose they turned out to be."""

from collections.abc import Iterable
from datetime import datetime

from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Engine, text

from schemas.legs import Number
from store.carriers import UNKNOWN
from store.locks import PARCELS, take_for_transaction


def wanted(engine: Engine, *, now: datetime, limit: int) -> list[str]:
    """Return numbers without a carrier that were not asked about within a day before `now`, those declared last first."""
    with engine.connect() as connection:
        return list(connection.execute(_WANTED, {"unknown": UNKNOWN, "now": now, "limit": limit}).scalars())


def known(engine: Engine, *, limit: int) -> list[Number]:
    """
    Return parcels that stand without a carrier although their number was recognised, under that carrier.

    A shop's page that was settled while the number was being recognised declares it anew.
    """
    with engine.connect() as connection:
        found = connection.execute(_KNOWN, {"unknown": UNKNOWN, "limit": limit})
        return [(row.carrier, row.tracking_no) for row in found]


def save(cursor: Cursor, tracking_no: str, carrier: str | None, *, source: str, now: datetime) -> set[Number]:
    """
    Note whose a number is, and move what declares it there, in the caller's transaction.

    A carrier that we did not know is asked for at `source` from now on.

    Returns:
        The number under its carrier: its legs are to be computed. Nothing if nobody knows it.
    """
    values = {"number": tracking_no, "carrier": carrier, "unknown": UNKNOWN, "source": source, "now": now}
    cursor.execute(_NOTE, values)
    if carrier is None:
        return set()
    take_for_transaction(cursor, PARCELS)
    for statement in (_ADD_CARRIER, _MOVE, _DROP_LEFT, _DROP_LEGS):
        cursor.execute(statement, values)
    return {(carrier, tracking_no)}


def carriers_of(cursor: Cursor, numbers: Iterable[str]) -> dict[str, str]:
    """Return the carriers of those of these numbers that were recognised."""
    cursor.execute(
        "SELECT tracking_no, carrier FROM core.recognised_number WHERE tracking_no = ANY(%s) AND carrier IS NOT NULL",
        (sorted(set(numbers)),),
    )
    return dict(cursor.fetchall())


_WANTED = text("""
SELECT s.tracking_no
FROM core.shipment s LEFT JOIN core.recognised_number r USING (tracking_no)
WHERE s.carrier = :unknown AND s.until IS NULL
  AND (r.tracking_no IS NULL OR (r.carrier IS NULL AND r.asked_at <= :now - interval '1 day'))
ORDER BY s.declared_at DESC NULLS LAST, s.tracking_no LIMIT :limit
""")
_KNOWN = text("""
SELECT DISTINCT r.carrier, s.tracking_no
FROM core.shipment s JOIN core.recognised_number r USING (tracking_no)
WHERE s.carrier = :unknown AND r.carrier IS NOT NULL
ORDER BY s.tracking_no LIMIT :limit
""")
_NOTE = """
INSERT INTO core.recognised_number (tracking_no, carrier, asked_at) VALUES (%(number)s, %(carrier)s, %(now)s)
ON CONFLICT (tracking_no) DO UPDATE SET carrier = excluded.carrier, asked_at = excluded.asked_at
"""
_ADD_CARRIER = """
INSERT INTO core.carrier (carrier, name, trace_source) VALUES (%(carrier)s, %(carrier)s, %(source)s)
ON CONFLICT (carrier) DO NOTHING
"""
_MOVE = """
INSERT INTO core.shipment_link (carrier, tracking_no, leg, account, external_order_id, external_line_id,
                                external_after_sale_id, direction)
SELECT %(carrier)s, tracking_no, leg, account, external_order_id, external_line_id, external_after_sale_id, direction
FROM core.shipment_link WHERE carrier = %(unknown)s AND tracking_no = %(number)s
ON CONFLICT DO NOTHING
"""
_DROP_LEFT = "DELETE FROM core.shipment_link WHERE carrier = %(unknown)s AND tracking_no = %(number)s"
_DROP_LEGS = "DELETE FROM core.shipment WHERE carrier = %(unknown)s AND tracking_no = %(number)s"
