"""A part refund is neither none nor all."""

from decimal import Decimal

import pytest

from rules.refunds import RefundState, refund_state
from schemas.cases import CaseLine, CaseRequest, CaseRequestLine
from schemas.words import AfterSaleKind, AfterSaleStatus
from tests.cases import a_line, a_request

NOTHING = RefundState()


def judged(line: CaseLine, *requests: CaseRequest) -> RefundState:
    return refund_state(line, (line,), requests)


def test_a_line_without_requests_has_no_refund() -> None:
    assert judged(a_line()) == NOTHING


def test_units_paid_back_in_full_are_refunded_units() -> None:
    line = a_line(quantity=2, paid="2000.00")
    assert judged(line, a_request("completed", quantity=1, amount="1000.00")) == RefundState(
        units=1, any_completed=True
    )


def test_a_request_without_an_amount_takes_its_units() -> None:
    assert judged(a_line(quantity=3), a_request("completed", quantity=2)).units == 2


def test_a_request_without_a_quantity_is_about_the_whole_line() -> None:
    assert judged(a_line(quantity=3), a_request("completed")).full


def test_less_than_the_units_cost_is_a_price_refund() -> None:
    state = judged(a_line(paid="2000.00"), a_request("completed", quantity=1, amount="50.00"))
    assert state == RefundState(any_completed=True)


def test_the_cost_of_units_is_rounded_down_to_the_cent() -> None:
    line = a_line(quantity=3, paid="10.00")
    assert judged(line, a_request("completed", quantity=1, amount="3.33")).units == 1
    assert judged(line, a_request("completed", quantity=1, amount="3.32")).units == 0


def test_price_refunds_that_add_up_to_the_price_are_a_full_refund() -> None:
    half = {"quantity": 1, "amount": "1000.00"}
    line = a_line(paid="2000.00")
    assert not judged(line, a_request("completed", **half)).full
    assert judged(line, a_request("completed", **half), a_request("completed", number="R2", **half)).full


def test_units_of_several_requests_add_up_but_never_above_the_line() -> None:
    line = a_line(quantity=2)
    state = judged(line, a_request("completed", quantity=1), a_request("completed", number="R2", quantity=2))
    assert (state.units, state.full) == (2, True)


@pytest.mark.parametrize("status", ["requested", "approved", "buyer_returning", "received", "processing"])
def test_a_request_under_way_for_the_whole_line_is_pending(status: str) -> None:
    assert judged(a_line(), a_request(status)) == RefundState(pending_full=True)


@pytest.mark.parametrize("status", ["rejected", "cancelled"])
def test_a_refused_or_withdrawn_request_takes_nothing(status: str) -> None:
    assert judged(a_line(), a_request(status)) == NOTHING


@pytest.mark.parametrize("kind", ["exchange", "repair", "reship", "price_adjust", "install", "other"])
def test_other_kinds_of_request_take_no_money(kind: str) -> None:
    assert judged(a_line(), a_request("completed", kind)) == NOTHING


def test_a_request_for_the_rest_of_the_line_is_pending_for_all_of_it() -> None:
    line = a_line(quantity=2)
    first, rest = a_request("completed", quantity=1), a_request("approved", number="R2", quantity=1)
    assert judged(line, first, rest).pending_full
    assert not judged(line, rest).pending_full


def test_what_is_refunded_in_full_is_not_pending_too() -> None:
    state = judged(a_line(), a_request("completed"), a_request("requested", number="R2"))
    assert (state.full, state.pending_full) == (True, False)


def test_a_line_without_a_known_price_goes_by_units() -> None:
    assert judged(a_line(paid=None), a_request("completed", quantity=1, amount="5.00")).full


def test_a_gift_is_gone_when_its_unit_is_sent_back_and_not_before() -> None:
    gift = a_line("2", paid="0.00")
    assert judged(gift, a_request("completed", line="1")) == NOTHING
    assert judged(gift, a_request("completed", line="2", quantity=1, amount="0.00")).full


def test_a_request_that_names_no_line_is_about_each() -> None:
    lines = (a_line("1", paid="2000.00"), a_line("2", paid="100.00"))
    whole = a_request("completed", line=None, amount="2100.00")
    part = a_request("completed", line=None, amount="2099.99")
    assert [refund_state(line, lines, [whole]).full for line in lines] == [True, True]
    assert [refund_state(line, lines, [part]).units for line in lines] == [0, 0]


def test_one_sum_for_two_lines_refunds_both_or_is_a_price_refund() -> None:
    lines = (a_line("1", paid="2000.00"), a_line("2", paid="100.00"))

    def request(amount: str) -> CaseRequest:
        return CaseRequest(
            external_id="R1",
            kind=AfterSaleKind.REFUND_ONLY,
            status=AfterSaleStatus.COMPLETED,
            refund_amount=Decimal(amount),
            lines=tuple(CaseRequestLine(external_line_id=line.external_line_id, quantity=1) for line in lines),
        )

    assert [refund_state(line, lines, [request("2100.00")]).full for line in lines] == [True, True]
    assert [refund_state(line, lines, [request("2000.00")]).full for line in lines] == [False, False]


def test_amounts_of_the_parts_beat_the_sum_of_the_request() -> None:
    lines = (a_line("1", paid="2000.00"), a_line("2", paid="100.00"))
    request = CaseRequest(
        external_id="R1",
        kind=AfterSaleKind.REFUND_ONLY,
        status=AfterSaleStatus.COMPLETED,
        refund_amount=Decimal("150.00"),
        lines=(
            CaseRequestLine(external_line_id="1", quantity=1, refund_amount=Decimal("50.00")),
            CaseRequestLine(external_line_id="2", quantity=1, refund_amount=Decimal("100.00")),
        ),
    )
    assert [refund_state(line, lines, [request]).full for line in lines] == [False, True]
