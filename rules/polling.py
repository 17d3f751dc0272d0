"""
When a courier is asked for a parcel again, and which answers count as a look.

Source: domain reference, section 4 (Shipment) and section 5 (Polling).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from schemas.legs import Number
from schemas.parcels import Asked, Trace
from schemas.polling import Look, PollFacts, PollPlan, PollState, Said
from schemas.words import ParcelStatus

INTERVAL = {
    ParcelStatus.PENDING: timedelta(hours=6),
    ParcelStatus.PICKED_UP: timedelta(hours=6),
    ParcelStatus.IN_TRANSIT: timedelta(hours=4),
    ParcelStatus.OUT_FOR_DELIVERY: timedelta(hours=1),
    ParcelStatus.READY_FOR_PICKUP: timedelta(hours=6),
    ParcelStatus.EXCEPTION: timedelta(hours=4),
    ParcelStatus.RETURNING: timedelta(hours=4),
}
"""How long until the next question, by status."""

LONG_PENDING = timedelta(days=2)
LONG_PENDING_INTERVAL = timedelta(hours=12)

LAST_LOOKS = {
    ParcelStatus.DELIVERED: (timedelta(hours=24), timedelta(hours=72)),
    ParcelStatus.CANCELLED: (timedelta(hours=24), timedelta(hours=72)),
    ParcelStatus.RETURNED: (),
}
"""Statuses that end a journey: when after their first scan it is looked at once more; then polling is done."""

SILENCE = timedelta(days=60)
"""Without news for so long a parcel is given up."""

SOON = timedelta(hours=1)
"""Until the next question about a parcel that an answer left out: by mistake, or because the courier knows none."""

GIVEN_UP = "No news for 60 days: no longer asked for."
_LACKS = {
    Said.NOTHING: "The courier shows no scan, although some are known.",
    Said.NOTHING_OR_NO: "The courier shows nothing: no scan yet, or it wants the last four digits of a phone.",
    Said.LEFT_OUT: "The courier's answer leaves this number out.",
}
_FULLNESS = (Said.SCANS, Said.REFUSED, Said.NOTHING, Said.NOTHING_OR_NO, Said.LEFT_OUT)


def looks(asked: Iterable[Asked], traces: Iterable[Trace]) -> list[Look]:
    """
    Tell what was said of each parcel that was asked for, by number; pure.

    Args:
        asked: the parcels of the calls of one settled batch.
        traces: what the answers held. Of several answers about one parcel the one that says most counts.
    """
    told: dict[Number, list[Trace]] = {}
    for trace in traces:
        told.setdefault((trace.carrier, trace.tracking_no), []).append(trace)
    found: dict[Number, Look] = {}
    for each in asked:
        number = (each.carrier, each.tracking_no)
        look = _look(number, each, told.get(number, []))
        if number not in found or _fullness(look) <= _fullness(found[number]):
            found[number] = look
    return [found[number] for number in sorted(found)]


def plan(facts: PollFacts, look: Look, *, now: datetime) -> PollPlan:
    """
    Return what polling knows of the parcel after this look; pure.

    An empty answer is a look as long as nothing was ever scanned: for a parcel with scans it is no news.

    Args:
        facts: the number's newest leg after the answer's scans were folded.
        now: when the question was asked, aware.
    """
    looked = look.said is Said.SCANS or (look.said is Said.NOTHING and facts.last_event_at is None)
    state, next_poll_at = _next(facts, now)
    if look.said is Said.LEFT_OUT and state is PollState.ACTIVE:
        next_poll_at = now + SOON
    reason = None if looked else look.refused or _LACKS.get(look.said)
    return PollPlan(
        number=facts.number,
        state=state,
        next_poll_at=next_poll_at,
        looked=looked,
        with_tail=look.with_tail,
        reason=GIVEN_UP if state is PollState.EXPIRED else reason,
    )


def _look(number: Number, asked: Asked, traces: list[Trace]) -> Look:
    said, refused = Said.LEFT_OUT, None
    if any(trace.scans for trace in traces):
        said = Said.SCANS
    elif any(trace.refused for trace in traces):
        said, refused = Said.REFUSED, next(trace.refused for trace in traces if trace.refused)
    elif traces:
        said = Said.NOTHING if asked.empty_is_answer else Said.NOTHING_OR_NO
    return Look(number=number, with_tail=asked.with_tail, said=said, refused=refused)


def _fullness(look: Look) -> tuple[int, bool]:
    return _FULLNESS.index(look.said), not look.with_tail


def _next(facts: PollFacts, now: datetime) -> tuple[PollState, datetime | None]:
    if facts.status in LAST_LOOKS:
        since = facts.status_at or facts.declared_at
        ahead = (since + wait for wait in LAST_LOOKS[facts.status] if since + wait > now)
        next_poll_at = next(ahead, None)
        return (PollState.DONE if next_poll_at is None else PollState.ACTIVE), next_poll_at
    if facts.status is ParcelStatus.EXPIRED or now - (facts.last_event_at or facts.declared_at) >= SILENCE:
        return PollState.EXPIRED, None
    return PollState.ACTIVE, now + _interval(facts, now)


def _interval(facts: PollFacts, now: datetime) -> timedelta:
    if facts.status is ParcelStatus.PENDING and now - facts.declared_at >= LONG_PENDING:
        return LONG_PENDING_INTERVAL
    return INTERVAL[facts.status]
