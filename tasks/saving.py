"""What a chunk of each entity writes, and what follows from it, in the settling transaction."""

import logging
from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from rules.named_numbers import named_numbers
from rules.polling import looks, plan
from schemas.tally import Counts
from store import after_sales, candidates, orders
from store.engine import Cursor
from store.parcels_links import move_request_links
from store.parcels_scans import save_promises, save_scans
from store.polling import read_states, write_plans
from store.regions import adcodes
from store.rejects import supersede
from store.versions import RowT, Sorted
from tasks.declaring import declare_orders, declare_requests
from tasks.journal import say
from tasks.reading import Chunk
from tasks.refold import refold
from tasks.sync import Sync


def save_orders(cursor: Cursor, sync: Sync, platform: str, chunk: Chunk) -> Counts:
    """Write orders with lines and links; requests that waited for one of them find it; legs follow."""
    found = orders.save(cursor, platform, sync.account, chunk.rows, _regions(cursor, sync, chunk))
    written = _written(found)
    lines = [line.external_line_id for order in written for line in order.lines]
    late = after_sales.find_orders(cursor, sync.account, lines=lines)
    supersede(cursor, sync.source, [order.external_order_id for order in written])
    touched = declare_orders(cursor, sync.account, found)
    refold(cursor, touched | move_request_links(cursor, account=sync.account, orders=late))
    return found.counts()


def save_after_sales(cursor: Cursor, sync: Sync, platform: str, chunk: Chunk) -> Counts:
    """Write requests with lines and links, each on the order it belongs to; legs follow."""
    found = after_sales.save(cursor, platform, sync.account, chunk.rows)
    written = _written(found)
    ids = [request.external_id for request in written]
    order_of = dict(after_sales.find_orders(cursor, sync.account, requests=ids))
    supersede(cursor, sync.source, ids)
    refold(cursor, declare_requests(cursor, sync.account, written, order_of))
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


def _regions(cursor: Cursor, sync: Sync, chunk: Chunk) -> Mapping[orders.Place, str | None]:
    """Return the adcodes of the places that orders go to; a run asks for each once."""
    known = _known(sync.run_id, sync.account)
    if unknown := {orders.place(landed.row) for landed in chunk.rows} - known.keys():
        known |= adcodes(cursor, unknown)
    return known


@lru_cache(maxsize=8)
def _known(run_id: UUID, account: str) -> dict[orders.Place, str | None]:  # noqa: ARG001 - accounts run side by side
    return {}


def _written(found: Sorted[RowT]) -> list[RowT]:
    return [landed.row for landed, _ in found.new + found.changed]
