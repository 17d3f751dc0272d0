"""What the lines of a request must be; a bad line sets its whole request aside."""

from collections.abc import Sequence

from great_expectations.expectations import Expectation
from pandas import DataFrame

from checks import expect
from checks.bounds import MAX_INTEGER
from checks.columns import fen, frame_of, integers, texts
from checks.suite import OWNER, Suite
from schemas.commerce import AfterSale, AfterSaleLine


def _frame(rows: Sequence[AfterSale]) -> DataFrame:
    lines = [line for row in rows for line in row.lines]
    return frame_of(
        {
            OWNER: [index for index, row in enumerate(rows) for _ in row.lines],
            "external_line_id": texts(line.external_line_id for line in lines),
            "quantity": integers(line.quantity for line in lines),
            "refund_amount": fen(line.refund_amount for line in lines),
        }
    )


def _expectations() -> list[Expectation]:
    return [
        expect.key("external_line_id", rule="request_line_id_usable", what="The order line named by the request"),
        expect.whole(
            "quantity",
            least=0,  # a refund without goods may name none
            most=MAX_INTEGER,
            rule="request_quantity_in_range",
            why="A quantity of the request is negative or too large: compare it with the shop's own page.",
        ),
        expect.amount("refund_amount", rule="line_refund_amount_in_range", what="The refund of one line"),
    ]


SUITE = Suite(name="after_sale_lines", struct=AfterSaleLine, frame=_frame, expectations=_expectations, unjudged={})
