"""What a chunk of each entity writes, and what follows from it, in the settling transaction."""

import logging
from collections.abc import Iterable, Iterator

from rules.named_numbers import named_numbers
from rules.polling import looks, plan
from schemas.commerce import AfterSale, Order, Parcel
from schemas.legs import Named
from schemas.tally import Counts
from store import after_sales, candidates, orders
from store.carriers import UNKNOWN, aliases, resolve
from store.engine import Cursor
from store.parcels_links import move_request_links, replace_order_links, replace_request_links
from store.parcels_scans import save_promises, save_scans
from store.polling import read_states, write_plans
from store.recognition import carriers_of
from store.regions import adcodes
from store.rejects import supersede
from store.versions import RowT, Sorted
from tasks.journal import say
from tasks.reading import Chunk
from tasks.refold import refold
from tasks.sync import Sync


def save_orders(cursor: Cursor, sync: Sync, platform: str, chunk: Chunk) -> Counts:
    """Write orders with lines and links; requests that waited for one of them find it; legs follow."""
    regions = adcodes(cursor, {orders.place(landed.row) for landed in chunk.rows})
    found = orders.save(cursor, platform, sync.account, chunk.rows, regions)
    written = _written(found)
    lines = [line.external_line_id for order in written for line in order.lines]
    late = after_sales.find_orders(cursor, sync.account, lines=lines)
    supersede(cursor, sync.source, [order.external_order_id for order in written])
    carriers = Carriers(cursor, (parcel for order in written for parcel in order.parcels))
    touched = replace_order_links(
        cursor,
        account=sync.account,
        orders=[order.external_order_id for order in written],
        links=[link for order in written for link in _order_links(order, carriers)],
    )
    refold(cursor, touched | move_request_links(cursor, account=sync.account, orders=late))
    return found.counts()


def save_after_sales(cursor: Cursor, sync: Sync, platform: str, chunk: Chunk) -> Counts:
    """Write requests with lines and links, each on the order it belongs to; legs follow."""
    found = after_sales.save(cursor, platform, sync.account, chunk.rows)
    written = _written(found)
    ids = [request.external_id for request in written]
    order_of = dict(after_sales.find_orders(cursor, sync.account, requests=ids))
    supersede(cursor, sync.source, ids)
    carriers = Carriers(cursor, (parcel for request in written for parcel in request.parcels))
    links = [link for request in written for link in _request_links(request, order_of, carriers)]
    refold(cursor, replace_request_links(cursor, account=sync.account, requests=ids, links=links))
    return found.counts()


def save_traces(cursor: Cursor, sync: Sync, platform: str, chunk: Chunk) -> Counts:  # noqa: ARG001 - one shape for all
    """Write scans, fold the parcels they belong to, and plan when each parcel that was asked for is asked again."""
    pushed = {page.page_id for page in chunk.pages if not page.asked}
    saved = save_scans(cursor, rows=((landed.row, landed.page_id) for landed in chunk.rows), pushed=pushed)
    candidates.save(cursor, named_numbers(landed.row for landed in chunk.rows))
    refold(cursor, saved.numbers)
    answers = [landed.row for landed in chunk.answers]
    save_promises(cursor, promises=(((a.carrier, a.tracking_no), a.promised_at) for a in answers if a.promised_at))
    asked = [each for page in chunk.pages for each in page.asked]
    found = {look.number: look for look in looks(asked, answers)}
    plans = [plan(facts, found[facts.number], now=sync.now) for facts in read_states(cursor, found)]
    for carrier, tracking_no in write_plans(cursor, plans, now=sync.now):
        say("parcel.given_up", level=logging.WARNING, carrier=carrier, tracking_no=tracking_no)
    return saved.counts


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


def _written(found: Sorted[RowT]) -> list[RowT]:
    return [landed.row for landed, _ in found.new + found.changed]


def _order_links(order: Order, carriers: Carriers) -> Iterator[Named]:
    for parcel in order.parcels:
        yield _named(parcel, order.external_order_id, "", carriers)


def _request_links(request: AfterSale, order_of: dict[str, str], carriers: Carriers) -> Iterator[Named]:
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
