"""
Which use of a tracking number its scans belong to.

A number is used again for another order, within days too, and a parcel can go back under its own number. Each use is a
leg. Legs are a pure function of what orders and requests declare and of what was scanned: computed anew whenever
either changes, in whatever order the facts arrived.

Source: domain reference, section 3, core.shipment; fields reference, section 4.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from rules.fold import Fold, fold, order_of
from schemas.commerce import Instant, Order
from schemas.legs import Declaration, Leg, Link, PastScan
from schemas.words import Direction, ParcelStatus

# Spans are half-open and the scan of a delivery belongs to the leg that it ends.
_JUST_AFTER = timedelta(microseconds=1)
# Orders packed together are marked as shipped together, at times only after a quick delivery.
_TOGETHER = timedelta(hours=1)
_NOTHING = fold((), to_buyer=True)
_ENDS = (ParcelStatus.DELIVERED, ParcelStatus.RETURNED)


class _Use(Struct, kw_only=True):
    """A leg in the making. `derived`: links handed on by a pick-up that no request explains. `ended`: first sign-off."""

    since: datetime
    members: list[Declaration] = field(default_factory=list)
    derived: tuple[Link, ...] = ()
    ended: datetime | None = None

    @property
    def returns(self) -> list[Declaration]:
        return [each for each in self.members if _is_return(each)]

    @property
    def to_buyer(self) -> bool:
        return len(self.returns) < len(self.members)

    @property
    def links(self) -> tuple[Link, ...]:
        derived = () if self.returns else self.derived
        return tuple(sorted([*(each.link for each in self.members), *derived]))

    @property
    def declared_at(self) -> datetime:
        return max(self.since, min((each.declared_at for each in self.members), default=self.since))


def compute(declarations: Iterable[Declaration], scans: Iterable[PastScan]) -> tuple[Leg, ...]:
    """
    Return a number's legs, oldest first; none without a declaration. Pure; the order of the arguments does not matter.

    A leg opens
    - when an order or a return is declared after the last leg's delivery, an order also after it went back to its
      sender. Until then further declarations join the leg: orders packed together, a return of a refused parcel;
    - at a pick-up after the delivery: a return, with the return requests that declare the number, else with the links
      of the leg before;
    - right after a delivery that stands, for a return that was declared before it: what the buyer has received can
      only come back on another journey.
    An order is declared when it was shipped, but its leg reaches back to its payment, at most to the delivery before.
    Scans before the first leg belong to none.
    """
    waiting = sorted(declarations, key=_turn)
    history = sorted(scans, key=order_of)
    if waiting and not history and not any(map(_is_return, waiting)):
        return (_untravelled(waiting),)  # as nearly every number that an order brings
    uses: list[_Use] = []
    use = _Use(since=waiting[0].since) if waiting else None
    while use is not None:
        waiting = _fill(use, waiting, history, floor=uses[-1].since if uses else None)
        uses.append(use)
        waiting, use = _next(use, waiting, history)
    return tuple(
        _leg(number, each, uses[number].since if number < len(uses) else None, history)
        for number, each in enumerate(uses, 1)
    )


def times_of(order: Order) -> tuple[Instant, Instant]:
    """Return `since` and `declared_at` of what an order declares, as `Declaration` means them."""
    ordered, paid, shipped = order.ordered_at, order.paid_at, order.shipped_at
    since = ordered if paid is None or (shipped is not None and _is_later(paid, shipped)) else paid
    return since, since if shipped is None or _is_later(since, shipped) else shipped


def _is_later(one: Instant, other: Instant) -> bool:
    return datetime.fromisoformat(one) > datetime.fromisoformat(other)


def _untravelled(members: list[Declaration]) -> Leg:
    links = tuple(sorted(each.link for each in members))
    since = min(each.since for each in members)
    return Leg(
        leg=1,
        since=since,
        until=None,
        declared_at=max(since, min(each.declared_at for each in members)),
        direction=links[0].direction,
        links=links,
        folded=_NOTHING,
    )


def _turn(declaration: Declaration) -> tuple[datetime, datetime, Link]:
    return declaration.declared_at, declaration.since, declaration.link


def _is_return(declaration: Declaration) -> bool:
    return declaration.link.direction is Direction.RETURN


def _fill(
    use: _Use, waiting: list[Declaration], history: Sequence[PastScan], *, floor: datetime | None
) -> list[Declaration]:
    """Let the declarations of its time join the use; return the others."""
    opened_by_pickup = bool(use.derived or use.members)
    use.ended = next((s.occurred_at for s in history if s.occurred_at >= use.since and s.status in _ENDS), None)
    cut = use.ended
    if cut is not None and not opened_by_pickup:
        cut = max(cut, waiting[0].declared_at + _TOGETHER)
    taken = 0
    while taken < len(waiting) and (cut is None or waiting[taken].declared_at <= cut) and _fits(use, waiting[taken]):
        use.members.append(waiting[taken])
        taken += 1
    if not opened_by_pickup:
        _reach_back(use, history, floor)
    return waiting[taken:]


def _fits(use: _Use, declaration: Declaration) -> bool:
    """An order paid after a return began is another use of the number, although the return was never seen to arrive."""
    only_returns = not use.to_buyer and bool(use.members or use.derived)
    return _is_return(declaration) or not only_returns or declaration.since <= use.since


def _reach_back(use: _Use, history: Sequence[PastScan], floor: datetime | None) -> None:
    """Begin as early as the earliest member, but after the leg before began and after what was delivered before."""
    earliest = min(each.since for each in use.members)
    before = [s.occurred_at for s in history if s.occurred_at < use.since and s.status in _ENDS]
    before += [] if floor is None else [floor]
    use.since = min(use.since, max([earliest, *(each + _JUST_AFTER for each in before)]))


def _next(use: _Use, waiting: list[Declaration], history: Sequence[PastScan]) -> tuple[list[Declaration], _Use | None]:
    """Find what opens the leg after `use`; return the declarations that still wait, and that leg."""
    if use.ended is None and not waiting:
        return waiting, None
    pickup = _pickup_after_delivery(use, history)
    waiting = _late_returns(use, waiting, history, pickup)
    declared = _opening(use, waiting[0]) if waiting else None
    until = min((at for at in (pickup, declared) if at is not None), default=None)
    standing = _standing_delivery(use, until, history)
    if standing is not None:
        return waiting, _Use(since=standing + _JUST_AFTER, members=_hand_on(use))
    if until is None:
        return waiting, None
    if until == declared:
        return waiting, _Use(since=declared)
    handed = _hand_on(use) if use.to_buyer else []
    return waiting, _Use(since=until, members=handed, derived=() if handed else _as_returns(use.links))


def _pickup_after_delivery(use: _Use, history: Sequence[PastScan]) -> datetime | None:
    state = Fold(to_buyer=use.to_buyer)
    for scan in _within(history, use.since, None):
        if scan.status is ParcelStatus.PICKED_UP and state.delivered_at is not None:
            return scan.occurred_at
        state.add(scan)
    return None


def _late_returns(
    use: _Use, waiting: list[Declaration], history: Sequence[PastScan], until: datetime | None
) -> list[Declaration]:
    """Let returns declared after the end join a parcel that is back with its sender; return the others."""
    if use.ended is None or not (use.derived or _went_back(use, history)):
        return waiting
    taken = 0
    while taken < len(waiting) and _is_return(waiting[taken]) and (until is None or waiting[taken].since <= until):
        taken += 1
    use.members.extend(waiting[:taken])
    return waiting[taken:]


def _went_back(use: _Use, history: Sequence[PastScan]) -> bool:
    assert use.ended is not None
    at_the_end = fold(_within(history, use.since, use.ended + _JUST_AFTER), to_buyer=use.to_buyer)
    return at_the_end.delivered_at is None


def _opening(use: _Use, declaration: Declaration) -> datetime:
    ended = use.ended if use.ended is not None and declaration.declared_at > use.ended else use.since
    return max(declaration.since, ended + _JUST_AFTER)


def _standing_delivery(use: _Use, until: datetime | None, history: Sequence[PastScan]) -> datetime | None:
    """Tell since when a parcel to the buyer, whose return is declared too, lies with the buyer; None if it does not."""
    if not use.to_buyer or not use.returns:
        return None
    found = fold(_within(history, use.since, until), to_buyer=True)
    return found.status_at if found.status is ParcelStatus.DELIVERED else None


def _hand_on(use: _Use) -> list[Declaration]:
    returns = use.returns
    use.members = [each for each in use.members if not _is_return(each)]
    return returns


def _as_returns(links: Iterable[Link]) -> tuple[Link, ...]:
    return tuple(sorted({replace(link, external_after_sale_id="", direction=Direction.RETURN) for link in links}))


def _within(history: Sequence[PastScan], since: datetime, until: datetime | None) -> list[PastScan]:
    return [s for s in history if s.occurred_at >= since and (until is None or s.occurred_at < until)]


def _leg(number: int, use: _Use, until: datetime | None, history: Sequence[PastScan]) -> Leg:
    links = use.links
    return Leg(
        leg=number,
        since=use.since,
        until=until,
        declared_at=use.declared_at,
        direction=links[0].direction,
        links=links,
        folded=fold(_within(history, use.since, until), to_buyer=use.to_buyer),
    )
