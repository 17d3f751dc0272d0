"""Cases by hand: valid by default, a test names only what matters."""

from decimal import Decimal
from typing import Any

from rules.service_rules import RuleBook
from schemas.cases import Case, CaseLine, CaseParcel, CaseRequest, CaseRequestLine, CaseTicket, Product, Would
from schemas.service_rules import Action, Match, ReadyWhen, ServiceRule, Trigger
from schemas.tickets import HoldReason, TicketStatus, TicketType
from schemas.words import AfterSaleKind, AfterSaleStatus, Direction, OrderStatus, ParcelStatus

AIR = Product(
    category_code="air_conditioner", service_mode="brand", install_skill="ac_install", repair_skill="ac_repair"
)


def a_line(number: str = "1", *, quantity: int = 1, paid: str | None = "2000.00", **given: Any) -> CaseLine:
    fields = {"sku_code": "AC-001", "product": AIR, **given}
    return CaseLine(
        external_line_id=number, quantity=quantity, paid_amount=None if paid is None else Decimal(paid), **fields
    )


def a_request(
    status: str = "requested",
    kind: str = "refund_only",
    *,
    number: str = "R1",
    line: str | None = "1",
    quantity: int | None = None,
    amount: str | None = None,
) -> CaseRequest:
    return CaseRequest(
        external_id=number,
        kind=AfterSaleKind(kind),
        status=AfterSaleStatus(status),
        refund_amount=None if amount is None else Decimal(amount),
        lines=() if line is None else (CaseRequestLine(external_line_id=line, quantity=quantity),),
    )


def a_parcel(status: str = "delivered", *, line: str = "1", was_delivered: bool = False, **given: Any) -> CaseParcel:
    return CaseParcel(
        external_line_id=line,
        status=ParcelStatus(status),
        was_delivered=was_delivered,
        **{"direction": Direction.OUTBOUND, **given},
    )


def a_ticket(status: str = "new", *, hold: str | None = None, noted: Would | None = None, **given: Any) -> CaseTicket:
    fields = {
        "ticket_type": TicketType.INSTALL,
        "external_line_id": None if "external_after_sale_id" in given else "1",
        "adcode": "330106",
        "skill_code": "ac_install",
        "rule_code": "install-brand",
        "rule_version": 1,
        **given,
    }
    return CaseTicket(
        ticket_id=7,
        version=1,
        status=TicketStatus(status),
        hold_reason=None if hold is None else HoldReason(hold),
        external_order_id="100",
        noted=noted,
        **fields,
    )


def a_case(*lines: CaseLine, status: str | None = "shipped", **given: Any) -> Case:
    return Case(
        **{
            "platform": "tmall",
            "account": "shop",
            "external_order_id": "100",
            "status": None if status is None else OrderStatus(status),
            "adcode": "330106",
            "lines": lines or (a_line(),),
            **given,
        }
    )


def a_rule(
    code: str = "install-brand",
    *,
    trigger: str = "paid",
    version: int = 1,
    priority: int = 10,
    makes: str = "install",
    skill: str | None = "install",
    ready_when: str = "delivered",
    enabled: bool = True,
    **match: str,
) -> ServiceRule:
    return ServiceRule(
        rule_code=code,
        version=version,
        priority=priority,
        trigger=Trigger(trigger),
        match=Match(**match),
        action=Action(ticket_type=TicketType(makes), skill=skill, ready_when=ReadyWhen(ready_when), priority=3),
        enabled=enabled,
    )


DEMO = RuleBook(
    [
        a_rule(service_mode="brand"),
        a_rule("install-with-delivery", priority=20, ready_when="out_for_delivery", service_mode="delivery_install"),
        a_rule(
            "return-goods",
            trigger="after_sale_requested",
            priority=30,
            makes="return",
            skill=None,
            ready_when="now",
            kind="return_refund",
        ),
        a_rule(
            "exchange-goods",
            trigger="after_sale_requested",
            priority=40,
            makes="exchange",
            skill=None,
            ready_when="now",
            kind="exchange",
        ),
        a_rule(
            "repair-on-site",
            trigger="after_sale_requested",
            priority=50,
            makes="repair",
            skill="repair",
            ready_when="now",
            kind="repair",
        ),
    ]
)
"""The rules that the demo ships with."""
