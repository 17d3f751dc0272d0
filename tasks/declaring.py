"""What orders and requests say of their parcels → links and legs, in the settling transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from rules.legs import compute, times_of
from schemas.commerce import AfterSale, Order, Parcel
from schemas.legs import Declaration, Link, Named, Number, NumberLegs
from schemas.words import Direction
from store.carriers import UNKNOWN, aliases, resolve
from store.engine import Cursor
from store.parcels_facts import unheard_of
from store.parcels_legs import add_legs
from store.parcels_links import by_key, replace_order_links, replace_request_links
from store.recognition import carriers_of
from store.versions import Sorted


def declare_orders(cursor: Cursor, platform: str, account: str, found: Sorted[Order]) -> set[Number]:
    """
    Write what the orders of a chunk declare; returns the numbers whose legs are to be computed anew.

    A number that nobody has heard of and that new orders alone name gets its legs here: nearly all do, and theirs
    follow from what is in hand.
    """
    new, changed = ([landed.row for landed, _ in rows] for rows in (found.new, found.changed))
    carriers = Carriers(cursor, (parcel for order in (*new, *changed) for parcel in order.parcels))
    named, renamed = list(_of_orders(new, carriers)), list(_of_orders(changed, carriers))
    first = unheard_of(cursor, {link.number for link in named} - _told_otherwise(named, renamed))
    rest = [link for link in named if link.number not in first]
    later = {link.external_order_id for link in rest}
    touched = replace_order_links(
        cursor,
        account=account,
        orders=[*(order.external_order_id for order in changed), *later],
        links=[*renamed, *rest],
        moved=found.moved | later,
    )
    add_legs(cursor, _first_legs(platform, account, new, (link for link in named if link.number in first)))
    return touched


def declare_requests(
    cursor: Cursor, account: str, requests: Iterable[AfterSale], order_of: Mapping[str, str]
) -> set[Number]:
    """
    Write what requests declare; returns the numbers whose legs are to be computed anew.

    Args:
        order_of: the order of each request that names its order by another number.
    """
    written = list(requests)
    carriers = Carriers(cursor, (parcel for request in written for parcel in request.parcels))
    links = [link for request in written for link in _of_request(request, order_of, carriers)]
    return replace_request_links(
        cursor, account=account, requests=[request.external_id for request in written], links=links
    )


class Carriers:
    """Whose parcels are: by the platform's own word; where it names nobody, as the number was recognised."""

    def __init__(self, cursor: Cursor, parcels: Iterable[Parcel]) -> None:
        self._aliases = aliases(cursor)
        nameless = [parcel.tracking_no for parcel in parcels if resolve(parcel.carrier_name, self._aliases) == UNKNOWN]
        self._recognised = carriers_of(cursor, nameless) if nameless else {}

    def of(self, parcel: Parcel) -> str:
        """Return the carrier of a parcel."""
        carrier = resolve(parcel.carrier_name, self._aliases)
        return self._recognised.get(parcel.tracking_no, carrier) if carrier == UNKNOWN else carrier


def _told_otherwise(named: Iterable[Named], renamed: Iterable[Named]) -> set[Number]:
    """Return numbers that orders known before name too, and those of returns, which requests declare."""
    returns = {link.number for link in named if link.direction is Direction.RETURN}
    return returns.union(link.number for link in renamed)


def _first_legs(platform: str, account: str, orders: Iterable[Order], links: Iterable[Named]) -> Iterator[NumberLegs]:
    times = {order.external_order_id: times_of(order) for order in orders}
    declared: dict[Number, list[Declaration]] = defaultdict(list)
    for (carrier, tracking_no, order, line, _), direction in by_key(links).items():
        link = Link(
            platform=platform, account=account, external_order_id=order, external_line_id=line,
            direction=Direction(direction),
        )  # fmt: skip
        since, declared_at = times[order]
        declared[carrier, tracking_no].append(Declaration(link=link, since=since, declared_at=declared_at))
    for number, declarations in declared.items():
        yield NumberLegs(number=number, legs=compute(declarations, ()))


def _of_orders(orders: Iterable[Order], carriers: Carriers) -> Iterator[Named]:
    for order in orders:
        for parcel in order.parcels:
            yield _named(parcel, order.external_order_id, "", carriers)


def _of_request(request: AfterSale, order_of: Mapping[str, str], carriers: Carriers) -> Iterator[Named]:
    for parcel in request.parcels:
        order = order_of.get(request.external_id, request.external_order_id)
        yield _named(parcel, order, request.external_id, carriers)


def _named(parcel: Parcel, order: str, request: str, carriers: Carriers) -> Named:
    return Named(
        carrier=carriers.of(parcel),
        tracking_no=parcel.tracking_no,
        external_order_id=order,
        external_line_id=parcel.external_line_id or "",
        external_after_sale_id=request,
        direction=parcel.direction,
    )
