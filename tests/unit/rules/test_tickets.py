"""What orders and requests make of their tickets."""

from typing import Any

import pytest
from msgspec import ValidationError, convert

from rules.decisions import Decisions
from rules.service_rules import RuleBook
from rules.tickets import decide
from schemas.cases import Case, CaseTicket, Product, Would
from schemas.service_rules import Match
from schemas.tickets import CloseCode, HoldReason, NewTicket, TicketStatus, TicketType
from schemas.words import Direction, OrderStatus
from tests.cases import DEMO, a_case, a_line, a_parcel, a_request, a_rule, a_ticket


def made(case: Case, book: RuleBook = DEMO) -> list[NewTicket]:
    return decide(case, book).creates


def moved(case: Case, book: RuleBook = DEMO) -> list[tuple[str, str]]:
    return [(move.to_status, move.reason) for move in decide(case, book).moves]


# Which lines get a ticket


def test_a_paid_line_gets_one_install_ticket_whatever_its_quantity() -> None:
    (ticket,) = made(a_case(a_line(quantity=3), status="paid"))
    assert ticket == NewTicket(
        ticket_type=TicketType.INSTALL,
        dedupe_key="install:shop:100:1",
        priority=3,
        reason="rule install-brand version 1",
        quantity=3,
        account="shop",
        external_order_id="100",
        external_line_id="1",
        adcode="330106",
        skill_code="ac_install",
        service_mode="brand",
        rule_code="install-brand",
        rule_version=1,
    )


@pytest.mark.parametrize("status", ["paid", "on_hold", "part_shipped", "shipped", "completed"])
def test_paid_means_has_been_paid(status: str) -> None:
    assert len(made(a_case(status=status))) == 1


@pytest.mark.parametrize("status", ["unpaid", "closed", None])
def test_an_order_that_is_unpaid_closed_or_unknown_makes_no_ticket(status: str | None) -> None:
    assert made(a_case(status=status)) == []


def test_a_closed_line_of_an_open_order_makes_no_ticket() -> None:
    assert made(a_case(a_line(status=OrderStatus.CLOSED))) == []


def test_a_line_refunded_in_full_when_first_seen_makes_no_ticket() -> None:
    assert made(a_case(requests=(a_request("completed"),))) == []


def test_goods_that_the_platform_installs_get_no_ticket() -> None:
    fridge = Product(category_code="refrigerator", service_mode="platform")
    assert made(a_case(a_line(product=fridge))) == []


def test_an_unmapped_line_fulfils_no_condition_on_its_product() -> None:
    case = a_case(a_line(sku_code="XX", product=None))
    assert made(case) == []
    anything, by_sku = a_rule("any", skill="install"), a_rule("sku", skill="ac_install", sku_code="XX")
    assert [t.skill_code for t in made(case, RuleBook([anything]))] == [None]
    assert [t.skill_code for t in made(case, RuleBook([by_sku]))] == ["ac_install"]


def test_a_rule_waits_for_its_trigger() -> None:
    shipped, delivered = RuleBook([a_rule(trigger="shipped")]), RuleBook([a_rule(trigger="delivered")])
    assert made(a_case(status="paid"), shipped) == []
    assert len(made(a_case(status="shipped"), shipped)) == 1
    assert made(a_case(parcels=(a_parcel("in_transit"),)), delivered) == []
    assert len(made(a_case(parcels=(a_parcel("delivered"),)), delivered)) == 1


def test_a_line_is_shipped_by_its_own_status() -> None:
    shipped = RuleBook([a_rule(trigger="shipped")])
    still_here, gone = a_line("1", status=OrderStatus.PAID), a_line("2", status=OrderStatus.SHIPPED)
    assert [t.external_line_id for t in made(a_case(still_here, gone, status="part_shipped"), shipped)] == ["2"]


def test_a_manual_rule_makes_nothing_by_itself() -> None:
    assert made(a_case(status="completed"), RuleBook([a_rule(trigger="manual")])) == []


def test_the_first_rule_by_priority_and_code_wins() -> None:
    book = RuleBook([a_rule("c", priority=5), a_rule("b", priority=1), a_rule("a", priority=1)])
    assert [t.rule_code for t in made(a_case(), book)] == ["a"]


def test_only_the_newest_version_of_a_rule_counts() -> None:
    old, new = a_rule(version=9, category_code="air_conditioner"), a_rule(version=10, category_code="television")
    assert made(a_case(), RuleBook([new, old])) == []
    assert made(a_case(), RuleBook([old, a_rule(version=10, enabled=False)])) == []


@pytest.mark.parametrize(
    ("match", "hits"),
    [
        ({"platform": "tmall"}, True),
        ({"platform": "jd"}, False),
        ({"account": "shop"}, True),
        ({"account": "other"}, False),
        ({"region": "33"}, True),
        ({"region": "330106"}, True),
        ({"region": "3302"}, False),
        ({"category_code": "air_conditioner", "service_mode": "brand"}, True),
        ({"category_code": "air_conditioner", "service_mode": "none"}, False),
        ({"kind": "repair"}, False),
    ],
)
def test_all_conditions_of_a_rule_must_hold(match: dict[str, str], hits: bool) -> None:
    assert bool(made(a_case(), RuleBook([a_rule(**match)]))) == hits


def test_a_region_is_not_matched_by_an_order_without_one() -> None:
    assert made(a_case(adcode=None), RuleBook([a_rule(region="33")])) == []


def test_a_condition_that_nobody_knows_is_no_rule() -> None:
    with pytest.raises(ValidationError):
        convert({"colour": "red"}, Match)


# Ready


def test_a_ticket_is_ready_only_when_all_its_parcels_are_delivered() -> None:
    one, two = a_parcel("delivered"), a_parcel("in_transit", line="")
    assert [t.status for t in made(a_case(parcels=(one, two)))] == ["new"]
    assert [t.status for t in made(a_case(parcels=(one, a_parcel("delivered", line=""))))] == ["ready"]


def test_the_parcels_of_another_line_do_not_count() -> None:
    case = a_case(a_line("1"), a_line("2"), parcels=(a_parcel(line="1"), a_parcel("in_transit", line="2")))
    assert [t.status for t in made(case)] == ["ready", "new"]


def test_a_cancelled_number_carries_nothing() -> None:
    assert [t.status for t in made(a_case(parcels=(a_parcel(), a_parcel("cancelled"))))] == ["ready"]


def test_without_parcels_a_completed_order_is_a_delivered_one() -> None:
    assert [t.status for t in made(a_case(status="shipped"))] == ["new"]
    assert [t.status for t in made(a_case(status="completed"))] == ["ready"]
    assert [t.status for t in made(a_case(status="completed", parcels=(a_parcel("in_transit"),)))] == ["new"]


@pytest.mark.parametrize(
    ("ready_when", "parcel", "status"),
    [
        ("out_for_delivery", "in_transit", "new"),
        ("out_for_delivery", "out_for_delivery", "ready"),
        ("out_for_delivery", "ready_for_pickup", "ready"),
        ("shipped", "pending", "ready"),
        ("now", "returned", "ready"),
    ],
)
def test_a_rule_says_what_a_visit_waits_for(ready_when: str, parcel: str, status: str) -> None:
    book = RuleBook([a_rule(ready_when=ready_when)])
    assert [t.status for t in made(a_case(parcels=(a_parcel(parcel),)), book)] == [status]


def test_a_waiting_ticket_becomes_ready_when_the_goods_arrive() -> None:
    case = a_case(tickets=(a_ticket("new"),), parcels=(a_parcel(),))
    assert moved(case) == [("ready", "delivered")]
    assert made(case) == []


def test_a_delivery_ends_nothing_for_a_ticket_under_way() -> None:
    for status in ("ready", "assigned", "scheduled", "in_progress", "done", "closed"):
        assert decide(a_case(tickets=(a_ticket(status),), parcels=(a_parcel(),)), DEMO) == Decisions()


@pytest.mark.parametrize("status", ["ready", "assigned", "scheduled"])
@pytest.mark.parametrize(
    "parcel",
    [
        a_parcel("returning", was_delivered=True),
        a_parcel("returned"),
        a_parcel("exception", was_delivered=True),
        a_parcel("in_transit", direction=Direction.RETURN),
    ],
)
def test_goods_that_turn_round_suspend_the_visit(status: str, parcel: object) -> None:
    (move,) = decide(a_case(tickets=(a_ticket(status),), parcels=(parcel,)), DEMO).moves
    assert (move.to_status, move.hold_reason) == ("suspended", "goods_not_arrived")


def test_a_failed_attempt_before_the_delivery_is_no_turn() -> None:
    book = RuleBook([a_rule(ready_when="out_for_delivery")])
    case = a_case(tickets=(a_ticket("ready"),), parcels=(a_parcel("exception"),))
    assert decide(case, book) == Decisions()


def test_goods_that_come_again_resume_the_visit() -> None:
    held = a_ticket("suspended", hold="goods_not_arrived")
    assert moved(a_case(tickets=(held,), parcels=(a_parcel("in_transit", was_delivered=True),))) == []
    assert moved(a_case(tickets=(held,), parcels=(a_parcel("delivered"),))) == [("ready", "delivered")]


def test_a_visit_that_waits_for_shipping_only_does_not_resume_while_the_goods_go_back() -> None:
    book = RuleBook([a_rule(ready_when="shipped")])
    held = a_ticket("suspended", hold="goods_not_arrived")
    assert decide(a_case(tickets=(held,), parcels=(a_parcel("returning"),)), book) == Decisions()


# Money back


def test_a3_one_of_two_units_refunded_before_shipping_leaves_one_to_install() -> None:
    case = a_case(
        a_line(quantity=2, paid="4000.00"),
        requests=(a_request("completed", quantity=1, amount="2000.00"),),
        parcels=(a_parcel(),),
    )
    assert [(t.quantity, t.status) for t in made(case)] == [(1, "ready")]


def test_a3_units_refunded_before_the_visit_lower_the_quantity() -> None:
    refund = a_request("completed", quantity=1, amount="2000.00")
    case = a_case(a_line(quantity=2, paid="4000.00"), requests=(refund,), tickets=(a_ticket("ready", quantity=2),))
    assert [(change.quantity, change.expected_version) for change in decide(case, DEMO).amends] == [(1, 1)]
    assert decide(case, DEMO).moves == []


def test_a3_a_price_refund_leaves_the_ticket_as_it_is() -> None:
    for status in ("requested", "completed"):
        case = a_case(requests=(a_request(status, quantity=1, amount="50.00"),), tickets=(a_ticket("ready"),))
        assert decide(case, DEMO) == Decisions()


@pytest.mark.parametrize("status", ["new", "ready", "assigned", "scheduled", "suspended"])
def test_money_back_cancels_the_visit(status: str) -> None:
    hold = "part_missing" if status == "suspended" else None
    case = a_case(requests=(a_request("completed"),), tickets=(a_ticket(status, hold=hold),))
    (move,) = decide(case, DEMO).moves
    assert (move.to_status, move.close_code) == ("cancelled", "order_refunded")


@pytest.mark.parametrize("status", ["new", "ready", "assigned", "scheduled"])
def test_a_request_for_the_whole_line_suspends_the_visit(status: str) -> None:
    (move,) = decide(a_case(requests=(a_request("approved"),), tickets=(a_ticket(status),)), DEMO).moves
    assert (move.to_status, move.hold_reason) == ("suspended", "refund_pending")


def test_a_line_first_seen_with_a_refund_pending_begins_suspended() -> None:
    assert [(t.status, t.hold_reason) for t in made(a_case(requests=(a_request("requested"),)))] == [
        ("suspended", "refund_pending")
    ]


@pytest.mark.parametrize("status", ["rejected", "cancelled"])
def test_a_refund_refused_or_withdrawn_resumes_the_visit(status: str) -> None:
    held = a_ticket("suspended", hold="refund_pending")
    waiting = a_case(requests=(a_request(status),), tickets=(held,))
    arrived = a_case(requests=(a_request(status),), tickets=(held,), parcels=(a_parcel(),))
    assert moved(waiting) == [("new", "refund_ended")]
    assert moved(arrived) == [("ready", "refund_ended")]


def test_a_visit_held_for_goods_says_when_money_is_what_it_waits_for() -> None:
    held = a_ticket("suspended", hold="goods_not_arrived")
    case = a_case(requests=(a_request("requested"),), tickets=(held,), parcels=(a_parcel(),))
    assert [change.hold_reason for change in decide(case, DEMO).amends] == [HoldReason.REFUND_PENDING]
    assert moved(case) == []


def test_what_a_technician_waits_for_is_not_resumed_by_the_pipeline() -> None:
    held = a_ticket("suspended", hold="part_missing")
    assert decide(a_case(tickets=(held,), parcels=(a_parcel(),)), DEMO) == Decisions()


def test_a_closed_order_cancels_the_visit() -> None:
    (move,) = decide(a_case(status="closed", tickets=(a_ticket("ready"),)), DEMO).moves
    assert move.close_code == CloseCode.ORDER_CLOSED


def test_a_line_closed_by_its_refund_was_refunded() -> None:
    line = a_line(quantity=2, paid="4000.00", status=OrderStatus.CLOSED)
    part = a_request("completed", quantity=1, amount="2000.00")
    (move,) = decide(a_case(line, requests=(part,), tickets=(a_ticket("ready"),)), DEMO).moves
    assert move.close_code == CloseCode.ORDER_REFUNDED


def test_a_line_that_vanished_cancels_its_visit() -> None:
    (move,) = decide(a_case(a_line("2", product=None), tickets=(a_ticket("ready"),)), DEMO).moves
    assert move.close_code == CloseCode.LINE_REMOVED


def test_a_visit_that_has_begun_is_never_cancelled_but_noted_once() -> None:
    case = a_case(requests=(a_request("completed"),), tickets=(a_ticket("in_progress"),))
    decided = decide(case, DEMO)
    (note,) = decided.notes
    assert decided.moves == []
    assert note.reason == "cancelled: order_refunded (while the visit is in progress)"
    told = convert((note.data or {})["would"], Would)
    again = a_case(requests=case.requests, tickets=(a_ticket("in_progress", noted=told),))
    assert decide(again, DEMO) == Decisions()


def test_a_cancelled_ticket_is_made_again_when_its_cause_returns() -> None:
    ended = a_ticket("cancelled")
    assert len(made(a_case(tickets=(ended,)))) == 1
    assert made(a_case(tickets=(ended,), requests=(a_request("completed"),))) == []


# Facts that change


def test_a_new_district_goes_to_the_ticket_and_recalls_the_technician() -> None:
    waiting = decide(a_case(adcode="310115", tickets=(a_ticket("ready"),)), DEMO)
    planned = decide(a_case(adcode="310115", tickets=(a_ticket("assigned"),)), DEMO)
    assert [change.adcode for change in waiting.amends] == ["310115"]
    assert waiting.moves == []
    assert [(move.to_status, move.expected_version) for move in planned.moves] == [("ready", 2)]


def test_an_order_that_no_longer_names_its_district_says_nothing() -> None:
    assert decide(a_case(adcode=None, tickets=(a_ticket("ready"),)), DEMO) == Decisions()


def test_a_product_that_becomes_known_gives_the_ticket_its_skill() -> None:
    decided = decide(a_case(tickets=(a_ticket("ready", skill_code=None),)), DEMO)
    assert [change.skill_code for change in decided.amends] == ["ac_install"]


def test_a_ticket_that_ends_gets_no_news_on_its_way() -> None:
    case = a_case(adcode="310115", requests=(a_request("completed"),), tickets=(a_ticket("ready"),))
    decided = decide(case, DEMO)
    assert (decided.amends, [move.expected_version for move in decided.moves]) == ([], [1])


# Requests


@pytest.mark.parametrize(
    ("kind", "makes", "status", "skill"),
    [
        ("return_refund", "return", "new", None),
        ("exchange", "exchange", "new", None),
        ("repair", "repair", "ready", "ac_repair"),
    ],
)
def test_a_request_gets_one_ticket_of_the_type_its_kind_asks_for(
    kind: str, makes: str, status: str, skill: str | None
) -> None:
    case = a_case(status="unpaid", requests=(a_request("rejected", kind, quantity=2),))
    (ticket,) = made(case)
    assert (ticket.ticket_type, ticket.status, ticket.skill_code, ticket.quantity) == (makes, status, skill, 2)
    assert ticket.dedupe_key == f"{makes}:shop:R1"
    assert (ticket.external_order_id, ticket.external_line_id, ticket.external_after_sale_id) == ("100", "1", "R1")


@pytest.mark.parametrize("status", ["completed", "cancelled"])
def test_a_request_that_is_over_when_first_seen_makes_no_ticket(status: str) -> None:
    assert made(a_case(status="unpaid", requests=(a_request(status, "exchange"),))) == []


def test_a_rule_may_wait_for_the_approval() -> None:
    book = RuleBook([a_rule(trigger="after_sale_approved", makes="exchange", kind="exchange")])
    for status, count in [("requested", 0), ("rejected", 0), ("approved", 1), ("processing", 1)]:
        assert len(made(a_case(requests=(a_request(status, "exchange"),)), book)) == count


def test_a_request_may_come_before_its_order() -> None:
    case = a_case(lines=(), status=None, adcode=None, requests=(a_request("requested", "exchange"),))
    (ticket,) = made(case)
    assert (ticket.external_line_id, ticket.adcode, ticket.service_mode) == ("1", None, None)


def test_the_order_of_a_request_that_becomes_known_goes_to_its_ticket() -> None:
    ticket = a_work("exchange", adcode=None)
    case = a_case(external_order_id="200", status="unpaid", requests=(a_request("requested", "exchange"),))
    (change,) = decide(with_tickets(case, ticket), DEMO).amends
    assert (change.external_order_id, change.external_line_id, change.adcode) == ("200", "1", "330106")


@pytest.mark.parametrize("status", ["new", "in_progress"])
def test_a_completed_request_is_work_done(status: str) -> None:
    case = a_case(status="unpaid", requests=(a_request("completed", "exchange"),))
    assert moved(with_tickets(case, a_work("exchange", status, external_line_id="1"))) == [
        ("done", "request_completed")
    ]


def test_a_completed_request_needs_no_visit_any_more() -> None:
    case = a_case(status="unpaid", requests=(a_request("completed", "repair"),))
    (move,) = decide(with_tickets(case, a_work("repair", "assigned", external_line_id="1")), DEMO).moves
    assert (move.to_status, move.close_code) == ("cancelled", "request_completed")
    begun = decide(with_tickets(case, a_work("repair", "in_progress", external_line_id="1")), DEMO)
    assert (begun.moves, len(begun.notes)) == ([], 1)


@pytest.mark.parametrize(("kind", "makes"), [("exchange", "exchange"), ("repair", "repair")])
def test_a_withdrawn_request_cancels_its_ticket(kind: str, makes: str) -> None:
    case = a_case(status="unpaid", requests=(a_request("cancelled", kind),))
    (move,) = decide(with_tickets(case, a_work(makes, external_line_id="1")), DEMO).moves
    assert (move.to_status, move.close_code) == ("cancelled", "request_withdrawn")


def test_a_rejected_request_keeps_its_ticket() -> None:
    case = a_case(status="unpaid", requests=(a_request("rejected", "exchange"),))
    assert decide(with_tickets(case, a_work("exchange", external_line_id="1")), DEMO) == Decisions()


def test_a_changed_kind_ends_the_old_ticket_and_makes_the_new_one() -> None:
    case = a_case(status="unpaid", requests=(a_request("approved", "return_refund"),))
    decided = decide(with_tickets(case, a_work("exchange", external_line_id="1")), DEMO)
    assert [(move.to_status, move.close_code) for move in decided.moves] == [("cancelled", "kind_changed")]
    assert [ticket.ticket_type for ticket in decided.creates] == ["return"]


def test_a_kind_that_no_rule_wants_ends_the_old_ticket_only() -> None:
    case = a_case(status="unpaid", requests=(a_request("approved", "price_adjust"),))
    decided = decide(with_tickets(case, a_work("exchange", external_line_id="1")), DEMO)
    assert ([move.close_code for move in decided.moves], decided.creates) == (["kind_changed"], [])


def test_a_kind_that_asks_for_the_same_work_keeps_the_ticket() -> None:
    reship = a_rule("reship-goods", trigger="after_sale_requested", makes="exchange", kind="reship")
    exchange = a_rule("exchange-goods", trigger="after_sale_requested", makes="exchange", kind="exchange")
    case = a_case(status="unpaid", requests=(a_request("approved", "reship"),))
    kept = with_tickets(case, a_work("exchange", external_line_id="1"))
    assert decide(kept, RuleBook([reship, exchange])) == Decisions()


def test_work_that_is_suspended_is_not_done_by_a_completed_request() -> None:
    case = a_case(status="unpaid", requests=(a_request("completed", "exchange"),))
    held = a_work("exchange", "suspended", hold="incident", external_line_id="1")
    assert decide(with_tickets(case, held), DEMO) == Decisions()


def test_a_changed_rule_leaves_the_tickets_it_made() -> None:
    mail_in = a_rule(
        "exchange-goods", version=2, trigger="after_sale_requested", makes="mail_in_repair", kind="exchange"
    )
    old = a_rule("exchange-goods", trigger="after_sale_requested", makes="exchange", kind="exchange")
    case = a_case(status="unpaid", requests=(a_request("approved", "exchange"),))
    decided = decide(with_tickets(case, a_work("exchange", external_line_id="1")), RuleBook([old, mail_in]))
    assert decided.moves == []


def test_a_requested_install_ends_when_the_money_is_back() -> None:
    book = RuleBook([a_rule("by-request", trigger="after_sale_requested", makes="install", kind="install")])
    asked = a_request("requested", "install", number="R9")
    assert [t.dedupe_key for t in made(a_case(requests=(asked,)), book)] == ["install:shop:R9"]
    assert made(a_case(requests=(asked, a_request("completed"))), book) == []


# People


@pytest.mark.parametrize("status", ["new", "ready", "assigned"])
def test_s1_a_person_who_put_a_ticket_somewhere_is_told_the_news_once(status: str) -> None:
    case = a_case(requests=(a_request("completed"),), tickets=(a_ticket(status, overridden=True),))
    decided = decide(case, DEMO)
    (note,) = decided.notes
    assert (decided.moves, note.reason) == ([], "cancelled: order_refunded (left as a person decided)")
    told = convert((note.data or {})["would"], Would)
    again = a_case(requests=case.requests, tickets=(a_ticket(status, overridden=True, noted=told),))
    assert decide(again, DEMO) == Decisions()


def test_s1_a_held_ticket_stays_held_and_hears_only_what_is_new() -> None:
    held = a_ticket("suspended", hold="operator", overridden=True, came_from=TicketStatus.READY)
    assert decide(a_case(tickets=(held,), parcels=(a_parcel(),)), DEMO) == Decisions()
    asked = decide(a_case(tickets=(held,), parcels=(a_parcel(),), requests=(a_request(),)), DEMO)
    assert [note.reason for note in asked.notes] == ["suspended: refund_pending (left as a person decided)"]


def test_s1_a_held_ticket_hears_that_a_refund_it_was_told_of_ended() -> None:
    told = Would(status=TicketStatus.SUSPENDED, hold_reason=HoldReason.REFUND_PENDING)
    held = a_ticket("suspended", hold="operator", overridden=True, came_from=TicketStatus.READY, noted=told)
    decided = decide(a_case(tickets=(held,), parcels=(a_parcel(),), requests=(a_request("cancelled"),)), DEMO)
    assert [note.reason for note in decided.notes] == ["ready: refund_ended (left as a person decided)"]


def test_s1_the_reason_that_a_person_gave_for_a_hold_stays() -> None:
    held = a_ticket("suspended", hold="goods_not_arrived", overridden=True, came_from=TicketStatus.READY)
    assert decide(a_case(tickets=(held,), requests=(a_request(),)), DEMO).amends == []


def test_s1_a_ticket_that_a_person_cancelled_is_not_made_again() -> None:
    assert made(a_case(tickets=(a_ticket("cancelled", overridden=True),))) == []
    case = a_case(status="unpaid", requests=(a_request("requested", "exchange"),))
    assert made(with_tickets(case, a_work("exchange", "cancelled", overridden=True))) == []


def a_work(makes: str, status: str = "new", **given: Any) -> CaseTicket:
    rule = {"exchange": "exchange-goods", "return": "return-goods", "repair": "repair-on-site"}[makes]
    return a_ticket(status, ticket_type=TicketType(makes), external_after_sale_id="R1", rule_code=rule, **given)


def with_tickets(case: Case, *tickets: CaseTicket) -> Case:
    return Case(
        platform=case.platform,
        account=case.account,
        external_order_id=case.external_order_id,
        status=case.status,
        adcode=case.adcode,
        lines=case.lines,
        requests=case.requests,
        tickets=tickets,
    )
