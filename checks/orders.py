"""What an order must be before it is saved."""

from collections.abc import Sequence

from great_expectations.expectations import Expectation
from pandas import DataFrame

from checks import expect, parcels
from checks.bounds import FAR_S, MAX_FEN, MAX_KEY_CHARACTERS
from checks.columns import fen, fen_of, frame_of, instants, integers, seconds, texts
from checks.suite import OWNER, Suite
from schemas.commerce import Instant, Order
from schemas.quality import Severity
from schemas.words import OrderStatus

ONE_CLOCK = "One late or early clock is worth less than the order, and no later version depends on it."
MASKED = "Masked before landing; whatever the mask leaves is kept."
NAMES = "Free names: an unknown one only leaves the region open."


def _frame(rows: Sequence[Order]) -> DataFrame:
    ordered_at, paid_at = instants(row.ordered_at for row in rows), instants(row.paid_at for row in rows)
    shipped_at, ended_at = instants(row.shipped_at for row in rows), instants(map(_ended_at, rows))
    return frame_of(
        {
            OWNER: range(len(rows)),
            "external_order_id": texts(row.external_order_id for row in rows),
            "status": texts(row.status for row in rows),
            "total_amount": fen(row.total_amount for row in rows),
            "paid_amount": fen(row.paid_amount for row in rows),
            "ordered_at": ordered_at,
            "source_updated_at": instants(row.source_updated_at for row in rows),
            "paid_after_order_s": seconds(paid_at - ordered_at),
            "parcel_key_length": parcels.key_lengths(row.parcels for row in rows),
            "shipped_after_order_s": seconds(shipped_at - ordered_at),
            "ended_after_order_s": seconds(ended_at - ordered_at),
            "beyond_paid_fen": integers(map(_beyond_paid, rows)),
        }
    )


def _ended_at(order: Order) -> Instant | None:
    return order.closed_at or order.completed_at


def _beyond_paid(order: Order) -> int | None:
    """Return by how many fen the lines' shares exceed what is paid; None where nothing is paid or no line has a share."""
    paid = fen_of(order.paid_amount) if order.paid_amount else 0
    shares = [fen_of(line.paid_amount) for line in order.lines if line.paid_amount]
    return sum(shares) - paid if shares and paid > 0 else None


def _expectations() -> list[Expectation]:
    return [
        expect.key("external_order_id", rule="order_id_usable", what="The order's number"),
        expect.word("status", OrderStatus, rule="order_status_known", what="The order's status"),
        expect.amount("total_amount", rule="total_amount_in_range", what="The value of the order's goods"),
        expect.amount("paid_amount", rule="paid_amount_in_range", what="What the buyer pays"),
        expect.happened("ordered_at", rule="ordered_at_plausible", what="The time of the order"),
        expect.happened("source_updated_at", rule="order_updated_at_plausible", what="The time of the last change"),
        expect.whole(
            "paid_after_order_s",
            least=-86_400,
            most=None,
            rule="paid_at_after_ordered_at",
            why="The order was paid more than a day before it was placed: compare both times with the shop's own page.",
        ),
        expect.whole(
            "parcel_key_length",
            least=0,
            most=MAX_KEY_CHARACTERS,
            rule="order_parcels_usable",
            why="A tracking number or carrier of the order is far too long: correct it in the shop's backend.",
        ),
        expect.span(
            "shipped_after_order_s",
            most=None,
            rule="shipped_at_after_ordered_at",
            why="The order was shipped more than a day before it was placed.",
        ),
        expect.span(
            "ended_after_order_s",
            most=FAR_S,
            rule="order_end_plausible",
            why="The order ended before it was placed, or more than 400 days after.",
        ),
        expect.whole(
            "beyond_paid_fen",
            least=-MAX_FEN,
            most=100,
            rule="line_shares_within_paid",
            why="The lines' shares come to more than the buyer pays.",
            severity=Severity.WARNING,
        ),
    ]


SUITE = Suite(
    name="orders",
    struct=Order,
    frame=_frame,
    expectations=_expectations,
    unjudged={
        "stream_rank": "Written by the connector, not by the platform.",
        "lines_may_lack": "Written by the connector, not by the platform.",
        "platform_status": "The platform's raw word, kept whatever it is; the reader refuses an order without one.",
        "buyer_ref": "Opaque to us.",
        "paid_at": "Judged as paid_after_order_s.",
        "ship_by": "A promise: it may lie on any day, and platforms write far ones.",
        "shipped_at": ONE_CLOCK,
        "completed_at": ONE_CLOCK,
        "closed_at": ONE_CLOCK,
        "receiver_name_masked": MASKED,
        "receiver_phone_masked": MASKED,
        "receiver_phone_tail": "Four digits or nothing, as the reader cuts it; a wrong one only makes a courier refuse.",
        "receiver_province": NAMES,
        "receiver_city": NAMES,
        "receiver_district": NAMES,
        "lines": "Judged by the suite order_lines; the reader refuses an order without lines.",
        "parcels": "Judged as parcel_key_length; see checks/parcels.py.",
    },
)
