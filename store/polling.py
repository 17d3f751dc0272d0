"""Which parcels couriers are to be asked for, and what polling knows of them. All of it stands on the newest leg."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from psycopg2.extensions import cursor as Cursor

from schemas.legs import Number
from schemas.parcels import ParcelRef
from schemas.polling import Due, PollFacts, PollPlan
from schemas.words import ParcelStatus
from store.copying import Cell, stage
from store.locks import PARCELS, take_for_transaction


def due(
    cursor: Cursor,
    *,
    platform: str,
    now: datetime,
    limit: int,
    rest: timedelta = timedelta(),
    after: Due | None = None,
) -> list[Due]:
    """
    Return a page of the parcels whose time has come, longest waiting first, each with the tail of its receiver's phone.

    A parcel that was last asked for without a tail is due at once when its tail becomes known.

    Args:
        platform: the courier platform that answers for their carriers.
        rest: a number is not asked for again sooner than this.
        after: the last parcel of the page before, None for the first page. What becomes due while pages are read waits
            for the next run.
    """
    mark: dict[str, datetime | str | None] = {"at": None, "carrier": "", "tracking_no": ""}
    if after is not None:
        mark = {"at": after.next_poll_at, "carrier": after.parcel.carrier, "tracking_no": after.parcel.tracking_no}
    cursor.execute(_DUE, {"platform": platform, "now": now, "rest": rest, "limit": limit, **mark})
    return _found(cursor)


def due_between(
    cursor: Cursor,
    *,
    platform: str,
    start: datetime,
    end: datetime,
    now: datetime,
    limit: int,
    rest: timedelta = timedelta(),
    after: Due | None = None,
) -> list[Due]:
    """
    Return a page of the parcels shipped in [start, end), whether due or not, by carrier and number.

    A parcel whose return is declared by a request counts by the time of the request too. Paused ones are left out:
    nobody can be asked for them, and those asked for within `rest` before `now`: the courier would not take it.
    """
    carrier, tracking_no = (after.parcel.carrier, after.parcel.tracking_no) if after else ("", "")
    values = {"start": start, "end": end, "now": now, "rest": rest, "carrier": carrier, "tracking_no": tracking_no}
    cursor.execute(_BETWEEN, {"platform": platform, "limit": limit, **values})
    return _found(cursor)


def read_states(cursor: Cursor, numbers: Iterable[Number]) -> list[PollFacts]:
    """Return what the next question depends on. Numbers that nothing ever declared are left out. Takes the lock."""
    take_for_transaction(cursor, PARCELS)
    stage(cursor, "core.shipment", ("carrier", "tracking_no"), sorted(set(numbers)), name="number")
    cursor.execute(_STATES)
    return [
        PollFacts(
            number=(carrier, tracking_no), status=ParcelStatus(status), status_at=status_at,
            declared_at=declared_at, last_event_at=last_event_at,
        )
        for carrier, tracking_no, status, status_at, declared_at, last_event_at in cursor
    ]  # fmt: skip


def write_plans(cursor: Cursor, plans: Iterable[PollPlan], *, now: datetime) -> list[Number]:
    """
    Keep what polling knows now, in the transaction that saved the scans; returns the parcels newly given up.

    A parcel that was paused meanwhile stays so.

    Args:
        now: when the couriers were asked, aware.
    """
    rows = [_row(each, now) for each in sorted(plans, key=lambda each: each.number)]
    stage(cursor, "core.shipment", _PLAN, rows, name="poll")
    cursor.execute(_GIVE_UP, {"now": now})
    given_up = cursor.fetchall()
    cursor.execute(_WRITE, {"now": now})
    return sorted(given_up)


def _row(plan: PollPlan, now: datetime) -> tuple[Cell, ...]:
    next_poll_at = None if plan.next_poll_at is None else plan.next_poll_at.isoformat()
    looked_at = now.isoformat() if plan.looked else None
    return *plan.number, plan.state, plan.reason, next_poll_at, looked_at, plan.with_tail


def _found(cursor: Cursor) -> list[Due]:
    return [
        Due(
            parcel=ParcelRef(carrier=carrier, tracking_no=tracking_no, phone_tail=tail, destination=destination),
            next_poll_at=at,
        )
        for carrier, tracking_no, at, tail, destination in cursor
    ]


_TAIL = """(
    SELECT o.receiver_phone_tail
    FROM core.shipment_link l
    JOIN core.sales_order o ON o.account = l.account AND o.external_order_id = l.external_order_id
    WHERE l.carrier = s.carrier AND l.tracking_no = s.tracking_no AND l.leg = s.leg
      AND o.receiver_phone_tail IS NOT NULL
    ORDER BY l.account, l.external_order_id LIMIT 1)"""
# Where a parcel to the buyer goes, as its order names the place; told only where we know the district.
_DESTINATION = """(
    SELECT concat(o.receiver_province, o.receiver_city, o.receiver_district)
    FROM core.sales_order o
    WHERE o.account = s.account AND o.external_order_id = s.external_order_id AND s.direction <> 'return'
      AND o.receiver_adcode IS NOT NULL AND o.receiver_district IS NOT NULL)"""
_RESTED = "(s.last_polled_at IS NULL OR s.last_polled_at <= %(now)s - %(rest)s)"
_ORDER = "coalesce(s.next_poll_at, '-infinity'), s.carrier, s.tracking_no"
_DUE = f"""
SELECT s.carrier, s.tracking_no, s.next_poll_at, {_TAIL}, {_DESTINATION}
FROM core.shipment s JOIN core.carrier c ON c.carrier = s.carrier AND c.trace_source = %(platform)s
WHERE s.poll_state = 'active' AND s.until IS NULL AND {_RESTED}
  AND (s.next_poll_at IS NULL OR s.next_poll_at <= %(now)s
       OR (s.polled_with_tail IS FALSE AND {_TAIL} IS NOT NULL))
  AND ({_ORDER}) > (coalesce(%(at)s, '-infinity'::timestamptz), %(carrier)s, %(tracking_no)s)
ORDER BY {_ORDER} LIMIT %(limit)s
"""
_BETWEEN = f"""
SELECT s.carrier, s.tracking_no, s.next_poll_at, {_TAIL}, {_DESTINATION}
FROM core.shipment s JOIN core.carrier c ON c.carrier = s.carrier AND c.trace_source = %(platform)s
WHERE s.poll_state <> 'paused' AND s.until IS NULL AND {_RESTED}
  AND EXISTS (SELECT FROM core.shipment leg
              WHERE leg.carrier = s.carrier AND leg.tracking_no = s.tracking_no
                AND leg.declared_at >= %(start)s AND leg.declared_at < %(end)s)
  AND (s.carrier, s.tracking_no) > (%(carrier)s, %(tracking_no)s)
ORDER BY s.carrier, s.tracking_no LIMIT %(limit)s
"""
_STATES = """
SELECT s.carrier, s.tracking_no, s.status, s.status_at, s.declared_at, s.last_event_at
FROM pg_temp.number n JOIN core.shipment s USING (carrier, tracking_no)
WHERE s.until IS NULL
ORDER BY s.carrier, s.tracking_no
"""
_PLAN = (
    "carrier", "tracking_no", "poll_state", "poll_reason", "next_poll_at", "last_polled_ok_at", "polled_with_tail",
)  # fmt: skip
_HERE = "t.carrier = p.carrier AND t.tracking_no = p.tracking_no AND t.until IS NULL AND t.poll_state <> 'paused'"
_GIVE_UP = f"""
UPDATE core.shipment t
SET status = 'expired', status_at = %(now)s, reason_code = NULL, updated_at = greatest(now(), t.updated_at)
FROM pg_temp.poll p
WHERE {_HERE} AND p.poll_state = 'expired' AND t.poll_state <> 'expired'
RETURNING t.carrier, t.tracking_no
"""
# What polling knows is in no view, so the row's updated_at stays.
_WRITE = f"""
UPDATE core.shipment t
SET poll_state = p.poll_state, poll_reason = p.poll_reason, next_poll_at = p.next_poll_at,
    last_polled_at = greatest(%(now)s, t.last_polled_at),
    last_polled_ok_at = greatest(p.last_polled_ok_at, t.last_polled_ok_at), polled_with_tail = p.polled_with_tail
FROM pg_temp.poll p
WHERE {_HERE}
"""
