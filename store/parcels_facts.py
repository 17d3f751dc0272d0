"""All that the legs of numbers follow from: what declares them and what was scanned."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from psycopg2.extensions import cursor as Cursor

from schemas.legs import Declaration, Link, Number, NumberFacts, PastScan
from schemas.words import Direction, ParcelStatus, ReasonCode
from store.copying import stage
from store.locks import PARCELS, take_for_transaction

_STATUS: Mapping[str | None, ParcelStatus | None] = {None: None, **{each.value: each for each in ParcelStatus}}
_REASON: Mapping[str | None, ReasonCode | None] = {None: None, **{each.value: each for each in ReasonCode}}
_DIRECTION = {each.value: each for each in Direction}


def read_numbers(cursor: Cursor, numbers: Iterable[Number]) -> list[NumberFacts]:
    """
    Return what declares each number and what was scanned of it, in the order of the numbers.

    Takes the lock under which legs are computed, until the transaction ends: a number may belong to several accounts,
    and whoever comes second must see what the first one wrote. So call it after orders, requests, links and scans are
    written, and write the legs in the same transaction. Memory holds all numbers asked for.
    """
    asked = sorted(set(numbers))
    take_for_transaction(cursor, PARCELS)
    if not asked:
        return []
    stage(cursor, "core.shipment", ("carrier", "tracking_no"), asked, name="number")
    declarations = _declarations(cursor)
    scans = _scans(cursor)
    return [
        NumberFacts(number=each, declarations=tuple(declarations.get(each, ())), scans=tuple(scans.get(each, ())))
        for each in asked
    ]


def _declarations(cursor: Cursor) -> dict[Number, list[Declaration]]:
    """What a person confirmed comes first, and what says otherwise of the same line does not count."""
    cursor.execute(_CONFIRMED)
    rows = cursor.fetchall()
    confirmed = {(*row[:2], *row[3:7]) for row in rows}
    cursor.execute(_DECLARED)
    rows += [row for row in cursor if not confirmed or (*row[:2], *row[3:7]) not in confirmed]
    found: dict[Number, list[Declaration]] = defaultdict(list)
    for carrier, tracking_no, platform, account, order, request, line, direction, since, declared_at in rows:
        link = Link(
            platform=platform, account=account, external_order_id=order, external_after_sale_id=request,
            external_line_id=line, direction=_DIRECTION[direction],
        )  # fmt: skip
        found[carrier, tracking_no].append(Declaration(link=link, since=since, declared_at=declared_at))
    return found


def _scans(cursor: Cursor) -> dict[Number, list[PastScan]]:
    cursor.execute(_SCANNED)
    found: dict[Number, list[PastScan]] = defaultdict(list)
    for carrier, tracking_no, at, status, reason, code, description in cursor:
        scan = PastScan(
            occurred_at=at, status=_STATUS[status], reason_code=_REASON[reason], source_code=code,
            description=description,
        )  # fmt: skip
        found[carrier, tracking_no].append(scan)
    return found


_DECLARED = """
SELECT l.carrier, l.tracking_no, d.platform, l.account, l.external_order_id, l.external_after_sale_id,
       l.external_line_id, l.direction, d.since, greatest(d.since, d.shipped_at)
FROM pg_temp.number n
JOIN core.shipment_link l USING (carrier, tracking_no)
JOIN LATERAL (
    SELECT o.platform, o.shipped_at,
           CASE WHEN o.paid_at IS NULL OR o.paid_at > o.shipped_at THEN o.ordered_at ELSE o.paid_at END AS since
    FROM core.sales_order o
    WHERE l.external_after_sale_id = '' AND l.direction <> 'return'
      AND o.account = l.account AND o.external_order_id = l.external_order_id
    UNION ALL
    SELECT r.platform, NULL, r.requested_at
    FROM core.after_sale r
    WHERE l.external_after_sale_id <> '' AND r.account = l.account AND r.external_id = l.external_after_sale_id
) d ON true
"""
# A confirmed number takes the links of the leg whose scan named it; no scan of it is older than that leg.
_CONFIRMED = """
SELECT c.carrier, c.tracking_no, a.platform, l.account, l.external_order_id, l.external_after_sale_id,
       l.external_line_id, coalesce(c.direction, l.direction), s.since, greatest(s.since, c.named_at)
FROM pg_temp.number n
JOIN core.link_candidate c USING (carrier, tracking_no)
JOIN core.shipment s ON s.carrier = c.carrier AND s.tracking_no = c.from_tracking_no AND s.leg >= 1
    AND s.since <= c.named_at AND (s.until IS NULL OR c.named_at < s.until)
JOIN core.shipment_link l ON l.carrier = s.carrier AND l.tracking_no = s.tracking_no AND l.leg = s.leg
JOIN core.account a ON a.account = l.account
WHERE c.status = 'confirmed'
"""
_SCANNED = """
SELECT e.carrier, e.tracking_no, e.occurred_at, e.status, e.reason_code, e.source_code, e.description
FROM pg_temp.number n JOIN core.shipment_event e USING (carrier, tracking_no)
"""
