from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.legs import compute
from schemas.legs import Declaration, PastScan
from schemas.words import Direction
from tests.unit.rules.parcels import a_request, an_order, day, scan, told

ARRIVED = [scan(1, "picked_up"), scan(2, "in_transit"), scan(3, "delivered")]


def test_an_order_is_one_leg_since_its_payment() -> None:
    (leg,) = compute([an_order("1", paid=0, shipped=0.5)], ARRIVED)
    assert (leg.leg, leg.since, leg.until, leg.declared_at) == (1, day(0), None, day(0.5))
    assert leg.folded.delivered_at == day(3)


def test_without_a_declaration_there_is_no_leg() -> None:
    assert compute([], ARRIVED) == ()


def test_scans_before_the_first_leg_belong_to_none() -> None:
    (leg,) = compute([an_order("1", paid=2)], [*ARRIVED[:1], scan(1.5, "delivered"), scan(4, "picked_up")])
    assert (leg.folded.status, leg.folded.picked_up_at, leg.folded.delivered_at) == ("picked_up", day(4), None)


class TestUsedAgain:
    def test_a_number_used_again_is_another_parcel(self) -> None:
        """T2: delivered in May for order 1, used in July for order 2."""
        legs = compute(
            [an_order("1", paid=0, shipped=0.5), an_order("2", paid=61, shipped=61.5)],
            [*ARRIVED, scan(62, "picked_up"), scan(63, "in_transit")],
        )
        assert told(legs) == [("outbound", "delivered", ["1"]), ("outbound", "in_transit", ["2"])]
        assert (legs[0].folded.delivered_at, legs[0].until) == (day(3), day(61))
        assert (legs[1].since, legs[1].folded.picked_up_at, legs[1].folded.delivered_at) == (day(61), day(62), None)

    def test_before_its_first_scan_the_second_use_is_pending(self) -> None:
        """T2: the scans of May do not make order 2 delivered."""
        legs = compute([an_order("1", paid=0), an_order("2", paid=61)], ARRIVED)
        assert told(legs) == [("outbound", "delivered", ["1"]), ("outbound", "pending", ["2"])]

    def test_an_order_paid_before_the_delivery_but_shipped_after_it_begins_at_the_delivery(self) -> None:
        """T2, within days: it can't have been in the parcel that had arrived when it was shipped."""
        legs = compute(
            [an_order("1", paid=0, shipped=0.5), an_order("2", paid=2.5, shipped=4)],
            [*ARRIVED, scan(4.5, "picked_up")],
        )
        assert told(legs) == [("outbound", "delivered", ["1"]), ("outbound", "picked_up", ["2"])]
        assert legs[1].since == day(3) + timedelta(microseconds=1)
        assert legs[0].folded.last_event_at == day(3)

    def test_an_advance_sale_does_not_take_the_parcel_of_the_order_before(self) -> None:
        """T2: paid first and shipped last."""
        legs = compute([an_order("1", paid=0, shipped=0.5), an_order("2", paid=-3, shipped=61)], ARRIVED)
        assert told(legs) == [("outbound", "delivered", ["1"]), ("outbound", "pending", ["2"])]

    def test_a_number_used_again_after_the_parcel_went_back(self) -> None:
        back = [scan(1, "picked_up"), scan(2, "exception"), scan(3, "returning"), scan(4, "delivered")]
        legs = compute([an_order("1", paid=0), an_order("2", paid=10)], [*back, scan(11, "picked_up")])
        assert told(legs) == [("outbound", "returned", ["1"]), ("outbound", "picked_up", ["2"])]

    def test_three_uses_in_a_row(self) -> None:
        scans = [scan(at + 10 * use, word) for use in range(3) for at, word in ((1, "picked_up"), (3, "delivered"))]
        legs = compute([an_order(str(use), paid=10 * use) for use in range(3)], scans)
        assert [leg.folded.delivered_at for leg in legs] == [day(3), day(13), day(23)]

    def test_a_return_never_seen_to_arrive_does_not_swallow_the_next_order(self) -> None:
        legs = compute(
            [an_order("1", paid=0), a_request("R", order="1", requested=5), an_order("2", paid=61)],
            [*ARRIVED, scan(62, "picked_up"), scan(64, "delivered")],
        )
        assert told(legs) == [
            ("outbound", "delivered", ["1"]),
            ("return", "pending", ["1/R"]),
            ("outbound", "delivered", ["2"]),
        ]


class TestMerged:
    def test_orders_packed_together_are_one_leg(self) -> None:
        legs = compute([an_order("1", paid=0, shipped=0.9), an_order("2", paid=0.5, shipped=0.91)], ARRIVED)
        assert told(legs) == [("outbound", "delivered", ["1", "2"])]

    def test_an_order_that_declares_the_number_before_the_delivery_joins(self) -> None:
        legs = compute([an_order("1", paid=0), an_order("2", paid=2.5)], ARRIVED)
        assert told(legs) == [("outbound", "delivered", ["1", "2"])]

    def test_a_use_begins_with_its_earliest_order(self) -> None:
        (leg,) = compute([an_order("1", paid=1.5, shipped=1.8), an_order("2", paid=0, shipped=1.81)], ARRIVED)
        assert (leg.since, leg.folded.picked_up_at) == (day(0), day(1))

    def test_but_not_before_a_delivery_of_a_life_that_is_not_ours(self) -> None:
        scans = [scan(0.5, "delivered"), scan(2, "picked_up")]
        (leg,) = compute([an_order("1", paid=1, shipped=1.8), an_order("2", paid=0, shipped=1.81)], scans)
        assert (leg.since, leg.folded.status) == (day(0.5) + timedelta(microseconds=1), "picked_up")

    def test_orders_marked_as_shipped_together_after_a_quick_delivery_are_one_leg(self) -> None:
        legs = compute([an_order("1", paid=0, shipped=3.3), an_order("2", paid=0.5, shipped=3.32)], ARRIVED)
        assert told(legs) == [("outbound", "delivered", ["1", "2"])]

    def test_lines_of_one_order_are_links_of_one_leg(self) -> None:
        (leg,) = compute([an_order("1", paid=0, line="B"), an_order("1", paid=0, line="A")], [])
        assert [link.external_line_id for link in leg.links] == ["A", "B"]


class TestGoingBack:
    BACK = (scan(5, "picked_up"), scan(6, "in_transit"))

    def test_a_pickup_after_delivery_opens_a_return_leg(self) -> None:
        """T3: 揽收, 签收, return approved, 揽收, 在途 on one number."""
        legs = compute([an_order("1", paid=0), a_request("R", order="1", requested=4)], [*ARRIVED, *self.BACK])
        assert told(legs) == [("outbound", "delivered", ["1"]), ("return", "in_transit", ["1/R"])]
        assert (legs[0].folded.delivered_at, legs[0].folded.last_event_at) == (day(3), day(3))
        assert (legs[1].since, legs[1].folded.picked_up_at) == (day(4), day(5))

    def test_a_return_that_is_not_picked_up_yet_is_pending(self) -> None:
        legs = compute([an_order("1", paid=0), a_request("R", order="1", requested=4)], ARRIVED)
        assert told(legs) == [("outbound", "delivered", ["1"]), ("return", "pending", ["1/R"])]

    def test_without_a_request_the_return_has_the_orders_links(self) -> None:
        """T3: the pick-up alone."""
        orders = [an_order("1", paid=0, line="A"), an_order("2", paid=0)]
        legs = compute(orders, [*ARRIVED, *self.BACK])
        assert told(legs) == [("outbound", "delivered", ["1", "2"]), ("return", "in_transit", ["1", "2"])]
        assert {(link.direction, link.external_after_sale_id) for link in legs[1].links} == {("return", "")}
        assert (legs[1].links[0].external_line_id, legs[1].since) == ("A", day(5))

    def test_a_request_after_the_pickup_takes_the_leg(self) -> None:
        legs = compute([an_order("1", paid=0), a_request("R", order="1", requested=5.5)], [*ARRIVED, *self.BACK])
        assert told(legs)[1:] == [("return", "in_transit", ["1/R"])]
        assert legs[1].since == day(5)

    def test_a_request_after_the_return_arrived_takes_the_leg(self) -> None:
        scans = [*ARRIVED, *self.BACK, scan(7, "delivered")]
        legs = compute([an_order("1", paid=0), a_request("R", order="1", requested=8)], scans)
        assert told(legs) == [("outbound", "delivered", ["1"]), ("return", "delivered", ["1/R"])]

    def test_a_request_of_the_time_before_the_delivery_takes_the_journey_back(self) -> None:
        """The buyer asked while the parcel was on its way, and sent it back under its number."""
        legs = compute([an_order("1", paid=0), a_request("R", order="1", requested=2)], [*ARRIVED, *self.BACK])
        assert told(legs) == [("outbound", "delivered", ["1"]), ("return", "in_transit", ["1/R"])]

    def test_what_the_buyer_received_is_no_return_that_arrived(self) -> None:
        """A request of the time before the delivery names the number; nothing has come back."""
        legs = compute([an_order("1", paid=0), a_request("R", order="1", requested=2)], ARRIVED)
        assert told(legs) == [("outbound", "delivered", ["1"]), ("return", "pending", ["1/R"])]

    @pytest.mark.parametrize("requested", [0.5, 2.5, 9])
    def test_a_refused_parcel_that_went_back_is_one_leg(self, requested: float) -> None:
        """Before the pick-up, on the way or when it was back: it never was delivered."""
        scans = [
            scan(1, "picked_up"),
            scan(2, "exception", reason="refused"),
            scan(3, "returning"),
            scan(4, "delivered"),
        ]
        legs = compute([an_order("1", paid=0), a_request("R", order="1", requested=requested)], scans)
        assert told(legs) == [("outbound", "returned", ["1", "1/R"])]

    def test_a_false_sign_off_and_a_refusal_stay_in_one_leg(self) -> None:
        legs = compute([an_order("1", paid=0)], [*ARRIVED, scan(4, "exception"), scan(5, "returning")])
        assert told(legs) == [("outbound", "returning", ["1"])]

    def test_a_pick_up_after_it_went_back_opens_nothing(self) -> None:
        scans = [scan(1, "picked_up"), scan(2, "returning"), scan(3, "delivered"), scan(4, "picked_up")]
        assert told(compute([an_order("1", paid=0)], scans)) == [("outbound", "returned", ["1"])]

    def test_the_scan_of_the_delivery_and_what_is_said_with_it_stay_with_the_delivery(self) -> None:
        scans = [*ARRIVED, scan(3, None, code="8000"), scan(4, None, code="8000"), *self.BACK]
        legs = compute([an_order("1", paid=0)], scans)
        assert [leg.folded.last_event_at for leg in legs] == [day(4), day(6)]

    def test_an_order_after_the_return_is_a_third_leg(self) -> None:
        scans = [*ARRIVED, *self.BACK, scan(7, "delivered"), scan(62, "picked_up")]
        legs = compute([an_order("1", paid=0), an_order("2", paid=61)], scans)
        assert [leg.direction for leg in legs] == ["outbound", "return", "outbound"]
        assert told(legs)[2] == ("outbound", "picked_up", ["2"])

    def test_the_request_of_the_second_use_is_not_the_return_of_the_first(self) -> None:
        scans = [*ARRIVED, *self.BACK, scan(7, "delivered"), scan(62, "picked_up"), scan(64, "delivered")]
        declarations = [an_order("1", paid=0), an_order("2", paid=61), a_request("R", order="2", requested=70)]
        assert told(compute(declarations, scans)) == [
            ("outbound", "delivered", ["1"]),
            ("return", "delivered", ["1"]),
            ("outbound", "delivered", ["2"]),
            ("return", "pending", ["2/R"]),
        ]

    def test_a_number_of_its_own_is_a_return_since_its_request(self) -> None:
        legs = compute([a_request("R", order="1", requested=4)], [*self.BACK, scan(7, "delivered")])
        assert told(legs) == [("return", "delivered", ["1/R"])]

    def test_two_requests_share_the_parcel_that_goes_back(self) -> None:
        requests = [a_request("R1", order="1", requested=4), a_request("R2", order="1", requested=4.1)]
        assert told(compute(requests, self.BACK)) == [("return", "in_transit", ["1/R1", "1/R2"])]

    def test_a_replacement_travels_to_the_buyer(self) -> None:
        replacement = a_request("X", order="1", requested=4, direction=Direction.REPLACEMENT)
        scans = [scan(5, "picked_up"), scan(6, "returning"), scan(7, "delivered")]
        assert told(compute([replacement], scans)) == [("replacement", "returned", ["1/X"])]


WORDS = [
    None,
    "pending",
    "picked_up",
    "in_transit",
    "out_for_delivery",
    "exception",
    "delivered",
    "returning",
    "returned",
]
SCANS = st.lists(
    st.builds(scan, st.integers(0, 12), st.sampled_from(WORDS), code=st.sampled_from(["1", "2"])),
    max_size=10,
    unique=True,
)
TIMES = st.integers(0, 12)
DECLARATIONS = st.lists(
    st.one_of(
        st.builds(
            lambda order, paid, wait: an_order(order, paid=paid, shipped=paid + wait),
            st.sampled_from(["1", "2", "3"]), TIMES, st.integers(0, 4),
        ),
        st.builds(
            lambda request, order, at: a_request(request, order=order, requested=at),
            st.sampled_from(["R", "S"]), st.sampled_from(["1", "2"]), TIMES,
        ),
    ),
    min_size=1, max_size=5, unique_by=lambda declaration: declaration.link,
)  # fmt: skip


@given(declarations=DECLARATIONS, scans=SCANS, data=st.data())
def test_the_order_in_which_facts_arrive_does_not_matter(
    declarations: list[Declaration], scans: list[PastScan], data: st.DataObject
) -> None:
    shuffled = compute(data.draw(st.permutations(declarations)), data.draw(st.permutations(scans)))
    assert shuffled == compute(declarations, scans)


@given(declarations=DECLARATIONS, scans=SCANS)
def test_every_declaration_has_one_leg_and_legs_follow_each_other(
    declarations: list[Declaration], scans: list[PastScan]
) -> None:
    legs = compute(declarations, scans)
    links = [link for leg in legs for link in leg.links]
    assert sorted(link for link in links if link in {each.link for each in declarations}) == sorted(
        each.link for each in declarations
    )
    assert all(leg.links and leg.direction == leg.links[0].direction for leg in legs)
    assert [leg.until for leg in legs] == [*(leg.since for leg in legs[1:]), None]
    assert all(earlier.since < later.since for earlier, later in pairwise(legs))
    assert legs[0].since >= min(each.since for each in declarations)
