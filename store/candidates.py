"""New numbers that scans name, and what people decided about them."""

from collections.abc import Iterable

from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Engine, text

from schemas.legs import Number
from schemas.parcels import NamedNumber
from store.copying import stage

LinkKey = tuple[str, str, str, str, str]
"""Carrier, number, order, line and request of a link."""

_COLUMNS = ("carrier", "from_tracking_no", "tracking_no", "named_at", "direction")


class UnknownCandidate(Exception):
    """No scan named this number."""

    def __str__(self) -> str:
        """Return what an operator reads."""
        return f"No scan named the number {self.args[0]}; `shouhou parcel candidates` lists those that were named."


def save(cursor: Cursor, named: Iterable[NamedNumber]) -> None:
    """Note numbers that scans name, in the caller's transaction; one that an order or a request declares needs nobody."""
    rows = {(each.carrier, each.from_tracking_no, each.tracking_no): (each.named_at, each.direction) for each in named}
    if rows:
        staged = [(*key, *value) for key, value in sorted(rows.items())]
        stage(cursor, "core.link_candidate", _COLUMNS, staged, name="named")
        cursor.execute(_SAVE)


def listed(engine: Engine, *, decided: bool) -> list[dict[str, object]]:
    """List candidates, newest first, with the order of the parcel that named them; with `decided` all of them."""
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(_LIST, {"decided": decided})]


def decide(cursor: Cursor, tracking_no: str, *, confirmed: bool, reason: str) -> set[Number]:
    """
    Write down what a person decided about a number; returns it as stored: its legs are to be computed anew.

    Raises:
        UnknownCandidate: no scan named it.
    """
    status = "confirmed" if confirmed else "refused"
    cursor.execute(_DECIDE, {"number": tracking_no.strip().upper(), "status": status, "reason": reason})
    found = set(cursor.fetchall())
    if not found:
        raise UnknownCandidate(tracking_no)
    return found


def confirmed(cursor: Cursor, account: str) -> dict[LinkKey, LinkKey]:
    """Return every link of an account that stands by a person's word, with the link that it follows from."""
    cursor.execute(_CONFIRMED, (account,))
    return {(carrier, number, *rest): (carrier, before, *rest) for carrier, number, before, *rest in cursor}


def followers(cursor: Cursor, numbers: Iterable[Number]) -> set[Number]:
    """Return the confirmed numbers that go on from these: their legs follow from those of the numbers before."""
    asked = sorted(numbers)
    cursor.execute(_FOLLOWERS, ([carrier for carrier, _ in asked], [number for _, number in asked]))
    return set(cursor.fetchall())


_CONFIRMED = """
SELECT c.carrier, c.tracking_no, c.from_tracking_no, l.external_order_id, l.external_line_id, l.external_after_sale_id
FROM core.link_candidate c
JOIN core.shipment_link l ON l.carrier = c.carrier AND l.tracking_no = c.from_tracking_no
WHERE c.status = 'confirmed' AND l.account = %s
"""
_SAVE = f"""
INSERT INTO core.link_candidate ({", ".join(_COLUMNS)})
SELECT {", ".join(_COLUMNS)} FROM pg_temp.named n
WHERE NOT EXISTS (SELECT FROM core.shipment_link l WHERE l.carrier = n.carrier AND l.tracking_no = n.tracking_no)
ON CONFLICT DO NOTHING
"""
_LIST = text("""
SELECT c.carrier, c.tracking_no, c.from_tracking_no, coalesce(c.direction, s.direction) AS direction, c.named_at,
       s.account, s.external_order_id, c.status, c.reason
FROM core.link_candidate c
LEFT JOIN core.shipment s ON s.carrier = c.carrier AND s.tracking_no = c.from_tracking_no AND s.leg >= 1
    AND s.since <= c.named_at AND (s.until IS NULL OR c.named_at < s.until)
WHERE :decided OR c.status = 'open'
ORDER BY c.named_at DESC, c.carrier, c.tracking_no
""")
_DECIDE = """
UPDATE core.link_candidate SET status = %(status)s, reason = %(reason)s, decided_at = now()
WHERE tracking_no = %(number)s
RETURNING carrier, tracking_no
"""
_FOLLOWERS = """
SELECT c.carrier, c.tracking_no
FROM unnest(%s::text[], %s::text[]) AS n (carrier, tracking_no)
JOIN core.link_candidate c ON c.carrier = n.carrier AND c.from_tracking_no = n.tracking_no
WHERE c.status = 'confirmed'
"""
