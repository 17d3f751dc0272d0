"""A number's facts, and the legs that were computed from them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from psycopg2.extensions import cursor as Cursor

from schemas.legs import Declaration, Leg, Link, Number, NumberFacts, NumberLegs, PastScan
from schemas.words import Direction, ParcelStatus, ReasonCode
from store.copying import Cell, stage
from store.locks import PARCELS, take_for_transaction
from store.pausing import review_staged

_FOLDED = ("status", "status_at", "reason_code")
_FACTS = ("since", "until", "declared_at", "direction", "picked_up_at", "delivered_at", "last_event_at")
_LEG = ("carrier", "tracking_no", "leg", *_FACTS, *_FOLDED)
_LINK = (
    "carrier", "tracking_no", "leg", "account", "external_order_id", "external_line_id", "external_after_sale_id",
    "direction",
)  # fmt: skip
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
    stage(cursor, "core.shipment", ("carrier", "tracking_no"), asked, name="number")
    declarations = _declarations(cursor)
    scans = _scans(cursor)
    return [
        NumberFacts(number=each, declarations=tuple(declarations.get(each, ())), scans=tuple(scans.get(each, ())))
        for each in asked
    ]


def write_legs(cursor: Cursor, computed: Iterable[NumberLegs]) -> None:
    """
    Make these the legs and links of their numbers; rows that are the same are not touched.

    A new newest leg is due at once, also one that is the newest again. A number that nothing declares keeps its legs as
    they are and is paused, as one whose carrier nobody can be asked for.
    """
    results = sorted(computed, key=lambda each: each.number)
    counts = [(*each.number, len(each.legs)) for each in results]
    legs = [_leg_row(each.number, leg) for each in results for leg in each.legs]
    links = [_link_row(each.number, leg, link) for each in results for leg in each.legs for link in leg.links]
    stage(cursor, "core.shipment", ("carrier", "tracking_no", "leg"), counts, name="number")
    stage(cursor, "core.shipment", _LEG, legs, name="leg_now")
    stage(cursor, "core.shipment_link", _LINK, links, name="link_now")
    for statement in (_DROP_LINKS, _ADD_LINKS, _DROP_LEGS, _CHANGE_LEGS, _ADD_LEGS):
        cursor.execute(statement)
    review_staged(cursor)


def _declarations(cursor: Cursor) -> dict[Number, list[Declaration]]:
    cursor.execute(_DECLARED)
    found: dict[Number, list[Declaration]] = defaultdict(list)
    for carrier, tracking_no, platform, account, order, request, line, direction, since, declared_at in cursor:
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


def _leg_row(number: Number, leg: Leg) -> tuple[Cell, ...]:
    f = leg.folded
    return (
        *number, leg.leg, _at(leg.since), _at(leg.until), _at(leg.declared_at), leg.direction,
        _at(f.picked_up_at), _at(f.delivered_at), _at(f.last_event_at), f.status, _at(f.status_at), f.reason_code,
    )  # fmt: skip


def _link_row(number: Number, leg: Leg, link: Link) -> tuple[Cell, ...]:
    return (
        *number, leg.leg, link.account, link.external_order_id, link.external_line_id, link.external_after_sale_id,
        link.direction,
    )  # fmt: skip


def _at(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _all(table: str, columns: Iterable[str]) -> str:
    return ", ".join(f"{table}.{column}" for column in columns)


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
_SCANNED = """
SELECT e.carrier, e.tracking_no, e.occurred_at, e.status, e.reason_code, e.source_code, e.description
FROM pg_temp.number n JOIN core.shipment_event e USING (carrier, tracking_no)
"""
_SAME_LINK = " AND ".join(f"t.{column} = s.{column}" for column in _LINK[:-1])
_DROP_LINKS = f"""
DELETE FROM core.shipment_link t USING pg_temp.number n
WHERE t.carrier = n.carrier AND t.tracking_no = n.tracking_no
  AND NOT EXISTS (SELECT FROM pg_temp.link_now s WHERE {_SAME_LINK})
"""
_ADD_LINKS = f"""
INSERT INTO core.shipment_link ({", ".join(_LINK)})
SELECT {", ".join(_LINK)} FROM pg_temp.link_now s
WHERE NOT EXISTS (SELECT FROM core.shipment_link t WHERE {_SAME_LINK})
"""
_DROP_LEGS = """
DELETE FROM core.shipment t USING pg_temp.number n
WHERE t.carrier = n.carrier AND t.tracking_no = n.tracking_no AND n.leg > 0 AND t.leg > n.leg
"""
# Only the newest leg is polled. A parcel that expired stays so until something about it is new.
_CHANGE_LEGS = f"""
UPDATE core.shipment t
SET {", ".join(f"{column} = s.{column}" for column in (*_FACTS, *_FOLDED))},
    poll_state = CASE WHEN s.until IS NOT NULL THEN 'done'
                      WHEN t.poll_state IN ('done', 'expired') THEN 'active' ELSE t.poll_state END,
    poll_reason = CASE WHEN s.until IS NULL AND t.poll_state NOT IN ('done', 'expired') THEN t.poll_reason END,
    next_poll_at = CASE WHEN s.until IS NULL AND t.poll_state NOT IN ('done', 'expired') THEN t.next_poll_at END,
    updated_at = greatest(now(), t.updated_at)
FROM pg_temp.leg_now s
WHERE t.carrier = s.carrier AND t.tracking_no = s.tracking_no AND t.leg = s.leg
  AND (({_all("t", _FACTS)}) IS DISTINCT FROM ({_all("s", _FACTS)})
       OR (t.poll_state <> 'expired' AND ({_all("t", _FOLDED)}) IS DISTINCT FROM ({_all("s", _FOLDED)})))
"""
_ADD_LEGS = f"""
INSERT INTO core.shipment ({", ".join(_LEG)}, poll_state)
SELECT {", ".join(_LEG)}, CASE WHEN s.until IS NULL THEN 'active' ELSE 'done' END
FROM pg_temp.leg_now s
WHERE NOT EXISTS (SELECT FROM core.shipment t
                  WHERE t.carrier = s.carrier AND t.tracking_no = s.tracking_no AND t.leg = s.leg)
"""
