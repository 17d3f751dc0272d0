"""
Which tickets an order, its requests and its parcels ask for, and what becomes of those they have.

Pure: equal cases give equal decisions, and a case whose decisions are written decides nothing more.
Source: domain reference, sections 4 and 5.
"""

from functools import partial

from rules import goods
from rules.decisions import NO_CHANGE, Change, Decisions, keep
from rules.outlooks import install_outlook, missing_skill, ready_when_of, relocated
from rules.refunds import RefundState, refund_state
from rules.request_tickets import decide_request
from rules.service_rules import RuleBook, Subject, skill_code
from rules.visits import Outlook, first_outcome, hold_now, visit_outcome
from schemas.cases import Case, CaseLine, CaseTicket
from schemas.service_rules import ReadyWhen, ServiceRule, Trigger
from schemas.tickets import CloseCode, NewTicket, TicketStatus
from schemas.words import OrderStatus

_PAID = {
    OrderStatus.PAID,
    OrderStatus.ON_HOLD,
    OrderStatus.PART_SHIPPED,
    OrderStatus.SHIPPED,
    OrderStatus.COMPLETED,
}


def decide(case: Case, book: RuleBook) -> Decisions:
    """
    Decide about all tickets of one order that rules make: one for each line, one for each request.

    Which line rule: the first by (priority, code) whose trigger has happened and whose conditions hold. A line whose
    order is closed or whose money is back makes none; a ticket that people cancelled is not made again.
    """
    into = Decisions()
    for line in case.lines:
        _decide_line(case, line, book, into)
    _drop_lines_gone(case, into)
    for request in case.requests:
        decide_request(case, request, book, into)
    return into


def _decide_line(case: Case, line: CaseLine, book: RuleBook, into: Decisions) -> None:
    mine = [
        ticket
        for ticket in case.tickets
        if ticket.external_after_sale_id is None and ticket.external_line_id == line.external_line_id
    ]
    live = [ticket for ticket in mine if ticket.status != TicketStatus.CANCELLED]
    refund = refund_state(line, case.lines, case.requests)
    for ticket in live:
        _keep_line(case, line, refund, ticket, book, into)
    if not live and not any(ticket.overridden for ticket in mine):
        _create_line(case, line, refund, book, into)


def _keep_line(
    case: Case, line: CaseLine, refund: RefundState, ticket: CaseTicket, book: RuleBook, into: Decisions
) -> None:
    outlook = install_outlook(case, line, refund, ready_when_of(ticket, book), ticket)
    left = line.quantity - refund.units
    change = Change(
        quantity=left if left not in (0, ticket.quantity) else None,
        adcode=case.adcode if relocated(case, ticket) else None,
        skill_code=missing_skill(ticket, line, book),
        hold_reason=hold_now(ticket, outlook),
    )
    keep(ticket, partial(visit_outcome, outlook=outlook), change, into)


def _create_line(case: Case, line: CaseLine, refund: RefundState, book: RuleBook, into: Decisions) -> None:
    subject = Subject(
        platform=case.platform,
        account=case.account,
        adcode=case.adcode,
        sku_code=line.sku_code,
        product=line.product,
    )
    rule = book.first(_happened(case, line), subject)
    if rule is None:
        return
    outlook = install_outlook(case, line, refund, rule.action.ready_when)
    if outlook.ends is None:
        into.creates.append(_line_ticket(case, line, line.quantity - refund.units, rule, outlook))


def _line_ticket(case: Case, line: CaseLine, quantity: int, rule: ServiceRule, outlook: Outlook) -> NewTicket:
    begin = first_outcome(outlook)
    kind = rule.action.ticket_type
    return NewTicket(
        ticket_type=kind,
        dedupe_key=f"{kind}:{case.account}:{case.external_order_id}:{line.external_line_id}",
        priority=rule.action.priority,
        reason=f"rule {rule.rule_code} version {rule.version}",
        status=begin.status,
        hold_reason=begin.hold_reason,
        quantity=quantity,
        account=case.account,
        external_order_id=case.external_order_id,
        external_line_id=line.external_line_id,
        adcode=case.adcode,
        skill_code=skill_code(rule.action.skill, line.product),
        service_mode=line.product.service_mode if line.product else None,
        rule_code=rule.rule_code,
        rule_version=rule.version,
    )


def _happened(case: Case, line: CaseLine) -> set[Trigger]:
    """Return the line triggers that have happened; none while an order is unpaid or its word unknown."""
    if case.status not in _PAID:
        return set()
    happened = {Trigger.PAID}
    if goods.shipped(case, line):
        happened.add(Trigger.SHIPPED)
    if goods.ready(ReadyWhen.DELIVERED, case, line):
        happened.add(Trigger.DELIVERED)
    return happened


def _drop_lines_gone(case: Case, into: Decisions) -> None:
    """End the tickets of lines that the order no longer has."""
    known = {line.external_line_id for line in case.lines}
    gone = partial(visit_outcome, outlook=Outlook(ends=CloseCode.LINE_REMOVED))
    for ticket in case.tickets:
        if known and ticket.external_after_sale_id is None and ticket.external_line_id not in known:
            keep(ticket, gone, NO_CHANGE, into)
