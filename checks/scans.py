"""What a scan must be before it is saved."""

from collections.abc import Sequence

from great_expectations.expectations import Expectation
from pandas import DataFrame

from checks import expect
from checks.columns import instants, texts
from checks.suite import OWNER, Suite
from schemas.parcels import ScanRow
from schemas.words import ParcelStatus, ReasonCode


def _frame(rows: Sequence[ScanRow]) -> DataFrame:
    return DataFrame(
        {
            OWNER: range(len(rows)),
            "carrier": texts(row.carrier for row in rows),
            "tracking_no": texts(row.tracking_no for row in rows),
            "occurred_at": instants(row.occurred_at for row in rows),
            "status": texts(row.status for row in rows),
            "reason_code": texts(row.reason_code for row in rows),
            "description": texts(row.description for row in rows),
        }
    )


def _expectations() -> list[Expectation]:
    return [
        expect.key("carrier", rule="scan_carrier_usable", what="The scan's carrier"),
        expect.key("tracking_no", rule="scan_tracking_no_usable", what="The scan's tracking number"),
        expect.happened("occurred_at", rule="scan_occurred_at_plausible", what="The time of the scan"),
        expect.word("status", ParcelStatus, rule="scan_status_known", what="The scan's status"),
        expect.word("reason_code", ReasonCode, rule="scan_reason_known", what="The scan's reason"),
        expect.there("status", rule="scan_status_read", why="The scan's code is one that no table knows."),
        expect.there("description", rule="scan_description_given", why="The scan says nothing in words."),
    ]


SUITE = Suite(
    name="scans",
    struct=ScanRow,
    frame=_frame,
    expectations=_expectations,
    unjudged={
        "source_code": "The courier's raw code, kept whatever it is.",
        "place": "Free text.",
    },
)
