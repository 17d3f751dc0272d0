"""What an after-sale request must be before it is saved."""

from collections.abc import Sequence

from great_expectations.expectations import Expectation
from pandas import DataFrame

from checks import expect, parcels
from checks.bounds import FAR_S, MAX_KEY_CHARACTERS
from checks.columns import fen, frame_of, instants, seconds, texts
from checks.suite import OWNER, Suite
from schemas.commerce import AfterSale
from schemas.words import AfterSaleKind, AfterSaleStatus, Stage


def _frame(rows: Sequence[AfterSale]) -> DataFrame:
    requested_at, closed_at = instants(row.requested_at for row in rows), instants(row.closed_at for row in rows)
    return frame_of(
        {
            OWNER: range(len(rows)),
            "external_id": texts(row.external_id for row in rows),
            "external_order_id": texts(row.external_order_id for row in rows),
            "kind": texts(row.kind for row in rows),
            "status": texts(row.status for row in rows),
            "stage": texts(row.stage for row in rows),
            "refund_amount": fen(row.refund_amount for row in rows),
            "requested_at": requested_at,
            "source_updated_at": instants(row.source_updated_at for row in rows),
            "parcel_key_length": parcels.key_lengths(row.parcels for row in rows),
            "closed_after_request_s": seconds(closed_at - requested_at),
        }
    )


def _expectations() -> list[Expectation]:
    return [
        expect.key("external_id", rule="request_id_usable", what="The request's number"),
        expect.key("external_order_id", rule="request_order_id_usable", what="The order's number on the request"),
        expect.word("kind", AfterSaleKind, rule="request_kind_known", what="The request's kind"),
        expect.word("status", AfterSaleStatus, rule="request_status_known", what="The request's status"),
        expect.word("stage", Stage, rule="request_stage_known", what="The request's stage"),
        expect.amount("refund_amount", rule="refund_amount_in_range", what="The amount to refund"),
        expect.happened("requested_at", rule="requested_at_plausible", what="The time of the request"),
        expect.happened("source_updated_at", rule="request_updated_at_plausible", what="The time of the last change"),
        expect.whole(
            "parcel_key_length",
            least=0,
            most=MAX_KEY_CHARACTERS,
            rule="request_parcels_usable",
            why="A tracking number or carrier of the request is far too long: correct it in the shop's backend.",
        ),
        expect.there("status", rule="request_status_read", why="The request's status is a word that no table knows."),
        expect.there("kind", rule="request_kind_read", why="The request's kind is a word that no table knows."),
        expect.span(
            "closed_after_request_s",
            most=FAR_S,
            rule="request_end_plausible",
            why="The request ended before it was made, or more than 400 days after.",
        ),
    ]


SUITE = Suite(
    name="after_sales",
    struct=AfterSale,
    frame=_frame,
    expectations=_expectations,
    unjudged={
        "stream": "Written by the connector, not by the platform.",
        "stream_rank": "Written by the connector, not by the platform.",
        "read_again": "Written by the connector, not by the platform.",
        "platform_status": "The platform's raw word, kept whatever it is; the reader refuses a request without one.",
        "reason_code": "The platform's raw code, kept whatever it is.",
        "reason_text": "Free text.",
        "disputed": "True, false or not said: nothing to be wrong about.",
        "deadline_at": "A promise: it may lie on any day.",
        "closed_at": "A wrong one is worth less than the request, and no later version depends on it.",
        "lines": "Judged by the suite after_sale_lines.",
        "parcels": "Judged as parcel_key_length; see checks/parcels.py.",
    },
)
