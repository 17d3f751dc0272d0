"""
What is odd about rows that load all the same: counted, never set aside.

A rule belongs here if the row is of use without what is odd, and if somebody should look when it happens often.
"""

from collections.abc import Sequence

from great_expectations.expectations import Expectation
from pandas import DataFrame

from checks import expect
from checks.columns import fen, fen_of, instants, integers, seconds, texts
from checks.suite import OWNER, Suite
from schemas.commerce import AfterSale, Order
from schemas.parcels import ScanRow
from schemas.words import Entity

DAY_S = 86_400
FAR_S = 400 * DAY_S


def _orders(rows: Sequence[Order]) -> DataFrame:
    ordered_at = instants(row.ordered_at for row in rows)
    shipped_at = instants(row.shipped_at for row in rows)
    closed_at = instants(row.closed_at or row.completed_at for row in rows)
    paid, shares = fen(row.paid_amount for row in rows), integers(_shares(row) for row in rows)
    return DataFrame(
        {
            OWNER: range(len(rows)),
            "shipped_after_order_s": seconds(shipped_at - ordered_at),
            "ended_after_order_s": seconds(closed_at - ordered_at),
            "beyond_paid_fen": (shares - paid).where(paid > 0, 0),
        }
    )


def _shares(order: Order) -> int:
    return sum(fen_of(line.paid_amount) for line in order.lines if line.paid_amount)


def _lines(rows: Sequence[Order]) -> DataFrame:
    lines = [(index, line) for index, row in enumerate(rows) for line in row.lines]
    return DataFrame({OWNER: [index for index, _ in lines], "sku_code": texts(line.sku_code for _, line in lines)})


def _requests(rows: Sequence[AfterSale]) -> DataFrame:
    requested_at = instants(row.requested_at for row in rows)
    return DataFrame(
        {
            OWNER: range(len(rows)),
            "status": texts(row.status for row in rows),
            "kind": texts(row.kind for row in rows),
            "closed_after_request_s": seconds(instants(row.closed_at for row in rows) - requested_at),
        }
    )


def _scans(rows: Sequence[ScanRow]) -> DataFrame:
    return DataFrame(
        {
            OWNER: range(len(rows)),
            "status": texts(row.status for row in rows),
            "description": texts(row.description for row in rows),
        }
    )


def _of_orders() -> list[Expectation]:
    return [
        expect.whole("shipped_after_order_s", least=-DAY_S, most=None, rule="shipped_at_after_ordered_at",
                     why="The order was shipped more than a day before it was placed."),
        expect.whole("ended_after_order_s", least=-DAY_S, most=FAR_S, rule="order_end_plausible",
                     why="The order ended before it was placed, or more than 400 days after."),
        expect.whole("beyond_paid_fen", least=-10**12, most=100, rule="line_shares_within_paid",
                     why="The lines' shares come to more than the buyer pays."),
    ]  # fmt: skip


def _of_lines() -> list[Expectation]:
    return [
        expect.there(
            "sku_code", rule="line_sku_code_given", why="The line has no code of your own: it makes no ticket."
        )
    ]


def _of_requests() -> list[Expectation]:
    return [
        expect.there("status", rule="request_status_read", why="The request's status is a word that no table knows."),
        expect.there("kind", rule="request_kind_read", why="The request's kind is a word that no table knows."),
        expect.whole("closed_after_request_s", least=-DAY_S, most=FAR_S, rule="request_end_plausible",
                     why="The request ended before it was made, or more than 400 days after."),
    ]  # fmt: skip


def _of_scans() -> list[Expectation]:
    return [
        expect.there("status", rule="scan_status_read", why="The scan's code is one that no table knows."),
        expect.there("description", rule="scan_description_given", why="The scan says nothing in words."),
    ]


WATCHED: dict[Entity, tuple[Suite, ...]] = {
    Entity.ORDERS: (
        Suite(name="orders_watched", struct=Order, frame=_orders, expectations=_of_orders, unjudged={}),
        Suite(name="order_lines_watched", struct=Order, frame=_lines, expectations=_of_lines, unjudged={}),
    ),
    Entity.AFTER_SALES: (
        Suite(name="after_sales_watched", struct=AfterSale, frame=_requests, expectations=_of_requests, unjudged={}),
    ),
    Entity.TRACES: (Suite(name="scans_watched", struct=ScanRow, frame=_scans, expectations=_of_scans, unjudged={}),),
}
