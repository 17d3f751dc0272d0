"""What the lines of an order must be; a bad line sets its whole order aside."""

from collections.abc import Sequence

from great_expectations.expectations import Expectation
from pandas import DataFrame

from checks import expect
from checks.bounds import MAX_INTEGER
from checks.columns import fen, frame_of, integers, texts
from checks.suite import OWNER, Suite
from schemas.commerce import Order, OrderLine
from schemas.words import OrderStatus


def _frame(rows: Sequence[Order]) -> DataFrame:
    lines = [line for row in rows for line in row.lines]
    return frame_of(
        {
            OWNER: [index for index, row in enumerate(rows) for _ in row.lines],
            "external_line_id": texts(line.external_line_id for line in lines),
            "quantity": integers(line.quantity for line in lines),
            "paid_amount": fen(line.paid_amount for line in lines),
            "status": texts(line.status for line in lines),
            "sku_code": texts(line.sku_code for line in lines),
        }
    )


def _expectations() -> list[Expectation]:
    return [
        expect.key("external_line_id", rule="line_id_usable", what="The number of an order line"),
        expect.once(
            "external_line_id",
            rule="line_ids_unique",
            why="Two lines of the order carry the same number: report it, they can't be told apart.",
        ),
        expect.whole(
            "quantity",
            least=1,
            most=MAX_INTEGER,
            rule="line_quantity_in_range",
            why="The quantity of an order line is not above zero or too large: compare it with the shop's own page.",
        ),
        expect.amount("paid_amount", rule="line_paid_amount_in_range", what="A line's share of what the buyer pays"),
        expect.word("status", OrderStatus, rule="line_status_known", what="The status of an order line"),
        expect.there(
            "sku_code", rule="line_sku_code_given", why="The line has no code of your own: it makes no ticket."
        ),
    ]


SUITE = Suite(
    name="order_lines",
    struct=OrderLine,
    frame=_frame,
    expectations=_expectations,
    unjudged={
        "external_sku_id": "Kept as given, part of no key.",
        "title": "Free text.",
        "external_after_sale_id": "Names a request that may not be here yet.",
    },
)
