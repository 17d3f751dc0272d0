from itertools import permutations

from schemas.commerce import Order
from schemas.words import OrderStatus
from store.versions import Landed, sort_out, version_of
from tests.build import a_request, an_order, landed

EARLY, LATE = "2026-11-10T12:00:00+08:00", "2026-11-10T12:10:00+08:00"


def winner(*rows: Landed[Order]) -> Order:
    (only,) = sort_out(rows, {}).new
    return only[0].row


def test_g1_of_one_second_the_payload_fetched_later_holds_in_any_order() -> None:
    paid = landed(an_order(), fetched_at=EARLY)
    closed = landed(an_order(status=OrderStatus.CLOSED, platform_status="TRADE_CLOSED"), fetched_at=LATE)
    for rows in permutations([paid, closed]):
        assert winner(*rows).status is OrderStatus.CLOSED


def test_g1_the_order_of_versions_is_total_even_within_one_page() -> None:
    one, other = landed(an_order(buyer_ref="A")), landed(an_order(buyer_ref="B"))
    assert winner(one, other) == winner(other, one)


def test_a_later_change_beats_a_later_look() -> None:
    newer = landed(an_order(source_updated_at="2026-11-02T00:00:00+08:00", buyer_ref="new"), fetched_at=EARLY)
    older = landed(an_order(buyer_ref="old"), fetched_at=LATE)
    assert winner(older, newer).buyer_ref == "new"


def test_times_are_compared_as_instants_and_not_as_text() -> None:
    half = landed(an_order(source_updated_at="2026-11-01T10:01:00.500+08:00", buyer_ref="later"))
    whole = landed(an_order(source_updated_at="2026-11-01T10:01:00+08:00", buyer_ref="sooner"))
    assert winner(half, whole).buyer_ref == "later"


def test_repeats_and_older_versions_count_as_unchanged() -> None:
    stored = {"T1": version_of(landed(an_order(), fetched_at=EARLY))}
    again = landed(an_order(), fetched_at=LATE)
    older = landed(an_order(source_updated_at="2026-10-31T00:00:00+08:00"), fetched_at=LATE)
    found = sort_out([again, again, older], stored)
    assert (len(found.new), len(found.changed), found.unchanged) == (0, 0, 3)


def test_the_list_that_owns_a_request_replaces_another_lists_row_whatever_the_times() -> None:
    refund = landed(a_request(stream="refunds", stream_rank=2, source_updated_at="2026-11-09T00:00:00+08:00"))
    exchange = landed(a_request(stream="exchanges", stream_rank=0, source_updated_at="2026-11-06T00:00:00+08:00"))
    assert sort_out([refund], {"R1": version_of(exchange)}).unchanged == 1
    assert len(sort_out([exchange], {"R1": version_of(refund)}).changed) == 1
