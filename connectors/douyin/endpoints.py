"""
Douyin's calls: which time parameters, how long a window, how large a page.

Source: official Go and Java SDKs with the documentation's texts, its FAQ as quoted by public code; read 2026-11.
"""

from datetime import timedelta

from msgspec import Struct

from schemas.window import Reach
from schemas.words import Entity

PAGE_SIZE = 100
MOST_PAGES = 100
"""500 are given; a window of more than this is read in halves."""

DETAIL = "detail"
"""Stream of orders by their number."""

MOST_SUB_ORDERS = 40
"""An order by its number holds no more sub-orders: with as many, others may be missing."""


class Listing(Struct, frozen=True, kw_only=True):
    """
    One list by time of change.

    Attributes:
        stream: what we call it.
        method: what the platform calls it.
        rows: name of its rows.
        start, end: names of the time parameters.
        order: how it is sorted by time of change; without it polling loses rows.
    """

    stream: str
    method: str
    rows: str
    start: str
    end: str
    order: dict[str, object]


ORDERS = Listing(
    stream="orders",
    method="order.searchList",
    rows="shop_order_list",
    start="update_time_start",
    end="update_time_end",
    order={"order_by": "update_time", "order_asc": True},
)
REQUESTS = Listing(
    stream="requests",
    method="afterSale.List",
    rows="items",
    start="update_start_time",
    end="update_end_time",
    order={"order_by": ["update_time asc"]},
)
LISTINGS = {Entity.ORDERS: ORDERS, Entity.AFTER_SALES: REQUESTS}

ORDER_BY_NUMBER = "order.orderDetail"
REQUEST_BY_NUMBER = "afterSale.Detail"

REACH = {
    Entity.ORDERS: Reach(
        longest=timedelta(days=1),
        overlap=timedelta(minutes=2),
        safety_lag=timedelta(minutes=1),
        look_back=timedelta(days=90),  # by creation, also where the window goes by change
    ),
    Entity.AFTER_SALES: Reach(longest=timedelta(days=1), overlap=timedelta(minutes=2), safety_lag=timedelta(minutes=1)),
}
"""No longest window is documented; short ones keep pages few."""
