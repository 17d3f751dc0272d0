from itertools import permutations

import pytest

from rules.fold import fold, order_of
from schemas.legs import Folded, PastScan
from tests.unit.rules.parcels import day, scan


def folded(*scans: PastScan, to_buyer: bool = True) -> Folded:
    return fold(sorted(scans, key=order_of), to_buyer=to_buyer)


STORIES = {
    "a parcel without scans is pending": ([], "pending"),
    "a later scan sets the status": (["picked_up", "in_transit", "out_for_delivery"], "out_for_delivery"),
    "a parcel may fall back": (["out_for_delivery", "in_transit"], "in_transit"),
    "a code that nobody knows changes nothing": (["in_transit", None], "in_transit"),
    "only unknown codes leave it pending": ([None, None], "pending"),
    "delivered is not left by a scan on the way": (["delivered", "in_transit", "out_for_delivery"], "delivered"),
    "delivered is not left by ready for pick-up": (["delivered", "ready_for_pickup"], "delivered"),
    "delivered is not left by a cancellation": (["delivered", "cancelled"], "delivered"),
    "delivered is left by an exception": (["delivered", "exception"], "exception"),
    "delivered is left by turning round": (["delivered", "returning"], "returning"),
    "after a false sign-off it can be delivered again": (["delivered", "exception", "delivered"], "delivered"),
    "signed for after turning round, the sender has it": (["exception", "returning", "delivered"], "returned"),
    "also with scans on the way in between": (["returning", "in_transit", "delivered"], "returned"),
    "returned is left by nothing": (["returning", "delivered", "exception", "in_transit"], "returned"),
    "cancelled is left by a later scan": (["cancelled", "picked_up"], "picked_up"),
}


@pytest.mark.parametrize(("words", "status"), STORIES.values(), ids=STORIES)
def test_the_status_is_the_fold_over_the_scans(words: list[str | None], status: str) -> None:
    assert folded(*(scan(at, word) for at, word in enumerate(words))).status == status


def test_a_late_scan_does_not_undo_a_delivery() -> None:
    """T6: what counts is when a scan happened, not when we heard of it."""
    arrived_last = [scan(3, "delivered"), scan(2, "out_for_delivery")]
    assert folded(*arrived_last).status == "delivered"


def test_scans_of_one_instant_are_ordered_by_rank_then_code_then_text() -> None:
    same = [
        scan(1, "exception", reason="other", code="70", text="b"),
        scan(1, "exception", reason="refused", code="70", text="c"),
        scan(1, "exception", reason="weather", code="33", text="z"),
        scan(1, "in_transit"),
        scan(1, None, code="99"),
    ]
    results = {repr(folded(*order)) for order in permutations(same)}
    assert len(results) == 1
    assert folded(*same).reason_code == "refused"


def test_a_return_is_delivered_to_the_seller_although_it_turned_round() -> None:
    assert folded(scan(1, "returning"), scan(2, "delivered"), to_buyer=False).status == "delivered"


def test_status_at_is_the_first_scan_of_the_run() -> None:
    scans = [scan(0, "picked_up"), scan(1, "in_transit"), scan(2, "in_transit"), scan(3, None), scan(4, "in_transit")]
    assert folded(*scans).status_at == day(1)
    assert folded(*scans).last_event_at == day(4)


def test_a_scan_that_is_ignored_does_not_break_a_run() -> None:
    found = folded(scan(1, "delivered"), scan(2, "in_transit"), scan(3, "delivered"))
    assert (found.status_at, found.delivered_at, found.last_event_at) == (day(1), day(1), day(3))


def test_another_status_in_between_begins_a_new_run() -> None:
    assert folded(scan(1, "in_transit"), scan(2, "exception"), scan(3, "in_transit")).status_at == day(3)


def test_the_reason_is_the_newest_of_the_run_that_has_one() -> None:
    run = [scan(1, "exception", reason="not_home"), scan(2, "exception", reason="refused"), scan(3, "exception")]
    assert folded(*run).reason_code == "refused"
    assert folded(*run, scan(4, "in_transit")).reason_code is None
    assert folded(*run, scan(4, "in_transit"), scan(5, "exception")).reason_code is None


def test_a_reason_on_an_ignored_scan_is_not_the_parcels() -> None:
    assert folded(scan(1, "delivered"), scan(2, "ready_for_pickup", reason="pickup_point_stuck")).reason_code is None


def test_picked_up_at_is_the_first_pick_up() -> None:
    assert folded(scan(1, "picked_up"), scan(2, "picked_up")).picked_up_at == day(1)
    assert folded(scan(1, "in_transit")).picked_up_at is None


def test_delivered_at_stays_until_the_sender_has_it() -> None:
    road = [scan(1, "delivered"), scan(2, "exception"), scan(3, "returning"), scan(4, "delivered")]
    assert [folded(*road[:length]).delivered_at for length in (1, 2, 3, 4)] == [day(1), day(1), day(1), None]
    assert folded(*road).status_at == day(4)
