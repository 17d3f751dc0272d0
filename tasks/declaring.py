"""What orders and requests say of their parcels → links and legs, in the settling transaction."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from rules.legs import times_of
from schemas.commerce import AfterSale, Order, Parcel
from schemas.legs import Named, Number
from schemas.words import Direction
from store.carriers import UNKNOWN, aliases, resolve
from store.engine import Cursor
from store.parcels_first import FirstUse, add_first_uses, unheard_of
from store.parcels_links import replace_order_links, replace_request_links
from store.recognition import carriers_of
from store.versions import Sorted


def declare_orders(cursor: Cursor, account: str, found: Sorted[Order]) -> set[Number]:
    """
    Write what the orders of a chunk declare; returns the numbers whose legs are to be computed anew.

    A number that nobody has heard of and that one new order alone names gets its leg here: nearly all do, and theirs
    follows from what is in hand.
    """
    new, changed = ([landed.row for landed, _ in rows] for rows in (found.new, found.changed))
    carriers = Carriers(cursor, (parcel for order in (*new, *changed) for parcel in order.parcels))
    renamed = list(_of_orders(changed, carriers))
    first, rest = _first(cursor, _by_number(new, carriers), {link.number for link in renamed})
    later = {link.external_order_id for link in rest}
    touched = replace_order_links(
        cursor,
        account=account,
        orders=[*(order.external_order_id for order in changed), *later],
        links=[*renamed, *rest],
        moved=found.moved | later,
    )
    add_first_uses(cursor, account, first)
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


def _by_number(orders: Iterable[Order], carriers: Carriers) -> dict[Number, list[tuple[Order, Parcel]]]:
    found: dict[Number, list[tuple[Order, Parcel]]] = {}
    for order in orders:
        for parcel in order.parcels:
            found.setdefault((carriers.of(parcel), parcel.tracking_no), []).append((order, parcel))
    return found


def _first(
    cursor: Cursor, named: Mapping[Number, list[tuple[Order, Parcel]]], renamed: Collection[Number]
) -> tuple[list[FirstUse], list[Named]]:
    """Part what new orders name in first uses and the rest: numbers with a past, of several orders, of returns."""
    simple = {number for number, told in named.items() if number not in renamed and _is_simple(told)}
    fresh = unheard_of(cursor, simple)
    rest = [
        _named(parcel, number[0], order.external_order_id, "")
        for number, told in named.items()
        if number not in fresh
        for order, parcel in told
    ]
    return [_first_use(number, named[number]) for number in sorted(fresh)], rest


def _is_simple(told: list[tuple[Order, Parcel]]) -> bool:
    owner = told[0][0]
    return all(order is owner and parcel.direction is not Direction.RETURN for order, parcel in told)


def _first_use(number: Number, told: list[tuple[Order, Parcel]]) -> FirstUse:
    order = told[0][0]
    since, declared_at = times_of(order)
    lines: dict[str, Direction] = {}
    for _, parcel in told:
        line = parcel.external_line_id or ""
        lines[line] = min(parcel.direction, lines.get(line, parcel.direction))
    return FirstUse(
        number=number, external_order_id=order.external_order_id, since=since, declared_at=declared_at, lines=lines
    )


def _of_orders(orders: Iterable[Order], carriers: Carriers) -> Iterator[Named]:
    for order in orders:
        for parcel in order.parcels:
            yield _named(parcel, carriers.of(parcel), order.external_order_id, "")


def _of_request(request: AfterSale, order_of: Mapping[str, str], carriers: Carriers) -> Iterator[Named]:
    for parcel in request.parcels:
        order = order_of.get(request.external_id, request.external_order_id)
        yield _named(parcel, carriers.of(parcel), order, request.external_id)


def _named(parcel: Parcel, carrier: str, order: str, request: str) -> Named:
    return Named(
        carrier=carrier,
        tracking_no=parcel.tracking_no,
        external_order_id=order,
        external_line_id=parcel.external_line_id or "",
        external_after_sale_id=request,
        direction=parcel.direction,
    )
