import pytest
from sqlalchemy import Engine

from schemas.tally import Counts
from schemas.words import ReasonCode
from store.engine import transaction
from store.parcels_scans import save_scans
from tests.integration.store.parcels import EVENTS, LEGS, MAY, a_scan, furnish, rows, ship, tell


@pytest.fixture(autouse=True)
def furnished(database: Engine) -> None:
    furnish(database)


def test_a_scan_is_stored_once(database: Engine) -> None:
    ship(database)
    assert tell(database, *MAY, MAY[0]) == Counts(inserted=3, unchanged=1)
    assert tell(database, *MAY, page_id=2) == Counts(unchanged=3)


def test_the_same_instant_in_another_zone_is_the_same_scan(database: Engine) -> None:
    tell(database, a_scan("05-02 10:00", "picked_up"))
    again = a_scan("05-02 10:00", "picked_up", occurred_at="2026-05-02T02:00:00+00:00")
    assert tell(database, again) == Counts(unchanged=1)


@pytest.mark.parametrize("other", [{"source_code": "51"}, {"description": "other"}, {"description": None}])
def test_another_code_or_text_is_another_scan(database: Engine, other: dict[str, str]) -> None:
    tell(database, a_scan("05-02 10:00", "picked_up"))
    assert tell(database, a_scan("05-02 10:00", "picked_up", **other)) == Counts(inserted=1)


def test_a_code_that_was_learned_updates_the_scan_and_the_parcel(database: Engine) -> None:
    """T1: an unknown code says nothing, until it is known."""
    ship(database)
    tell(database, MAY[0], a_scan("05-03 10:00", None, source_code="603", description="无法签收"))
    assert rows(database, LEGS) == [(1, "outbound", "picked_up")]
    learned = a_scan(
        "05-03 10:00", "exception", source_code="603", description="无法签收", reason_code=ReasonCode.REFUSED
    )
    assert tell(database, learned, page_id=1) == Counts(updated=1)
    assert rows(database, "SELECT status, reason_code FROM core.shipment") == [("exception", "refused")]


def test_an_older_page_does_not_overwrite_a_newer_one(database: Engine) -> None:
    tell(database, a_scan("05-02 10:00", "picked_up", place="杭州市"), page_id=7)
    assert tell(database, a_scan("05-02 10:00", "picked_up", place="宁波市"), page_id=6) == Counts(unchanged=1)
    assert rows(database, "SELECT place FROM core.shipment_event") == [("杭州市",)]


def test_a_push_adds_scans_and_changes_none(database: Engine) -> None:
    """A push says less of a scan than an answer, and comes late and again."""
    ship(database)
    told = a_scan("05-03 10:00", "exception", reason_code=ReasonCode.REFUSED, place="杭州市")
    pushed = a_scan("05-03 10:00", None, place=None)
    assert tell(database, told, page_id=1) == Counts(inserted=1)
    assert tell(database, pushed, page_id=2, pushed={2}) == Counts(unchanged=1)
    assert rows(database, "SELECT status, place FROM core.shipment_event") == [("exception", "杭州市")]
    assert tell(database, a_scan("05-04 10:00", "delivered"), page_id=3, pushed={3}) == Counts(inserted=1)
    better = a_scan("05-04 10:00", "delivered", place="宁波市")
    assert tell(database, better, page_id=4) == Counts(updated=1)


def test_of_a_push_and_an_answer_in_one_batch_the_answer_counts(database: Engine) -> None:
    ship(database)
    told, pushed = a_scan("05-03 10:00", "exception"), a_scan("05-03 10:00", None)
    with transaction(database) as cursor:
        saved = save_scans(cursor, rows=[(told, 1), (pushed, 2)], pushed={2})
    assert saved.counts == Counts(inserted=1, unchanged=1)
    assert rows(database, "SELECT status FROM core.shipment_event") == [("exception",)]


def test_an_unknown_code_leaves_the_parcel_asked_for(database: Engine) -> None:
    """T1: the scan is kept with status null, the parcel unchanged and still polled."""
    ship(database)
    tell(database, a_scan("05-02 10:00", None, source_code="999", description="未签收，改约"))
    assert rows(database, "SELECT status, poll_state, last_event_at IS NULL FROM core.shipment") == [
        ("pending", "active", False)
    ]
    assert rows(database, EVENTS) == [(1, None)]


def test_scans_of_a_number_that_nobody_declares_wait_for_their_order(database: Engine) -> None:
    tell(database, *MAY)
    assert rows(database, LEGS) == []
    ship(database)
    assert rows(database, LEGS) == [(1, "outbound", "delivered")]


def test_text_that_copy_would_stumble_over_is_kept(database: Engine) -> None:
    strange = "a\tb\\N\n\\.\r'\"；"
    tell(database, a_scan("05-02 10:00", "picked_up", description=strange))
    assert rows(database, "SELECT description FROM core.shipment_event") == [(strange,)]
