"""Pinpin's two lists by time of change."""

from datetime import timedelta

from connectors.pinpin.client import Client
from msgspec import Struct

from connectors.paging import Found, Pages
from schemas.errors import ContractError
from schemas.window import Reach, Window
from schemas.words import Entity

PAGE_SIZE = 50


class Listing(Struct, frozen=True):
    """One list: what we call it, what the platform calls it, its rows, and a row's number."""

    stream: str
    method: str
    rows: str
    number: str


ORDERS = Listing("orders", "pin.order.list", "order_list", "order_sn")
REFUNDS = Listing("refunds", "pin.refund.list", "refund_list", "refund_sn")
LISTINGS = {Entity.ORDERS: ORDERS, Entity.AFTER_SALES: REFUNDS}
REACH = Reach(longest=timedelta(days=1), overlap=timedelta(minutes=2), safety_lag=timedelta(minutes=1))


def pages_of(client: Client, listing: Listing) -> Pages:
    """Say how a list is paged."""

    def ask(window: Window, page: int) -> Found:
        span = {"start": str(int(window.start.timestamp())), "end": str(int(window.end.timestamp()))}
        answer = client.call(listing.method, {**span, "page": str(page), "page_size": str(PAGE_SIZE)})
        return Found(rows=answer.get(listing.rows) or [], total=answer.get("total_count") or 0)

    return Pages(
        ask=ask,
        first=1,
        size=PAGE_SIZE,
        most=100,
        number_of=lambda row: str(row.get(listing.number)),
        broken=lambda why: ContractError(why, "pinpin", listing.method),
    )
