"""Which tickets after-sale requests ask for, and what becomes of those they have: one a request and type."""

from functools import partial

from rules.decisions import Change, Decisions, Judge, keep
from rules.outlooks import install_outlook, missing_skill, ready_when_of, relocated, repair_outlook
from rules.refunds import refund_state
from rules.service_rules import RuleBook, Subject, skill_code
from rules.visits import ENDED, VISITS, Outcome, Outlook, cancelled, first_outcome, visit_outcome
from schemas.cases import Case, CaseLine, CaseRequest, CaseTicket
from schemas.service_rules import ReadyWhen, ServiceRule, Trigger
from schemas.tickets import CloseCode, HoldReason, NewTicket, TicketStatus, TicketType
from schemas.words import AfterSaleKind, AfterSaleStatus

_OVER = {AfterSaleStatus.COMPLETED, AfterSaleStatus.CANCELLED}
_APPROVED = {
    AfterSaleStatus.APPROVED,
    AfterSaleStatus.BUYER_RETURNING,
    AfterSaleStatus.RECEIVED,
    AfterSaleStatus.PROCESSING,
}
_OPEN_WORK = {TicketStatus.NEW, TicketStatus.IN_PROGRESS}


def decide_request(case: Case, request: CaseRequest, book: RuleBook, into: Decisions) -> None:
    """
    Decide about the tickets of one request.

    A request that is over when first seen makes none; a rejected one still counts as open, for the buyer may appeal.
    A request whose kind changed ends the ticket of the old kind and gets one of the new.
    """
    mine = [ticket for ticket in case.tickets if ticket.external_after_sale_id == request.external_id]
    line = _line(case, request)
    rule = book.first(_happened(request), _subject(case, request, line))
    for ticket in mine:
        if ticket.status != TicketStatus.CANCELLED:
            judge = _judge(case, request, line, ticket, rule, book)
            keep(ticket, judge, _change(case, request, line, ticket, book), into)
    if (
        rule
        and not any(_stands_for(ticket, rule) for ticket in mine)
        and not _line_is_served(case, request, line, into)
    ):
        _create(case, request, line, rule, into)


def _stands_for(ticket: CaseTicket, rule: ServiceRule) -> bool:
    """Tell whether a ticket of the rule's type lives, or was ended by people."""
    lives = ticket.status != TicketStatus.CANCELLED or ticket.overridden
    return ticket.ticket_type == rule.action.ticket_type and lives


def _line_is_served(case: Case, request: CaseRequest, line: CaseLine | None, into: Decisions) -> bool:
    """Tell whether what is asked for is the installation that the line already gets: one visit installs it."""
    if request.kind != AfterSaleKind.INSTALL or line is None:
        return False
    known = [each for each in case.tickets if each.status != TicketStatus.CANCELLED]
    tickets: list[CaseTicket | NewTicket] = [*known, *into.creates]
    return any(
        ticket.ticket_type == TicketType.INSTALL
        and ticket.external_after_sale_id is None
        and ticket.external_line_id == line.external_line_id
        for ticket in tickets
    )


def _line(case: Case, request: CaseRequest) -> CaseLine | None:
    """Return the first of the request's lines that the order has."""
    named = [part.external_line_id for part in request.lines]
    found = (line for wanted in named for line in case.lines if line.external_line_id == wanted)
    return next(found, None)


def _line_id(request: CaseRequest) -> str | None:
    """Return the line a request names; None if it names none or several."""
    named = {part.external_line_id for part in request.lines if part.external_line_id}
    return named.pop() if len(named) == 1 else None


def _subject(case: Case, request: CaseRequest, line: CaseLine | None) -> Subject:
    return Subject(
        platform=case.platform,
        account=case.account,
        adcode=case.adcode,
        sku_code=line.sku_code if line else None,
        product=line.product if line else None,
        kind=request.kind,
    )


def _happened(request: CaseRequest) -> set[Trigger]:
    if request.status is None or request.status in _OVER:
        return set()
    if request.status in _APPROVED:
        return {Trigger.AFTER_SALE_REQUESTED, Trigger.AFTER_SALE_APPROVED}
    return {Trigger.AFTER_SALE_REQUESTED}


def _judge(
    case: Case,
    request: CaseRequest,
    line: CaseLine | None,
    ticket: CaseTicket,
    rule: ServiceRule | None,
    book: RuleBook,
) -> Judge:
    changed = _kind_changed(request, ticket, rule, book)
    if ticket.ticket_type not in VISITS:
        return partial(_work_outcome, request=request, kind_changed=changed)
    ready_when = ready_when_of(ticket, book)
    outlook = _outlook(case, request, line, ticket.ticket_type, ready_when, ticket, kind_changed=changed)
    return partial(visit_outcome, outlook=outlook)


def _kind_changed(request: CaseRequest, ticket: CaseTicket, rule: ServiceRule | None, book: RuleBook) -> bool:
    """Tell whether the ticket was made for another kind of request, and what is wanted now is no such ticket."""
    if rule and rule.action.ticket_type == ticket.ticket_type:
        return False
    made_by = book.version(ticket.rule_code, ticket.rule_version)
    return bool(made_by and made_by.match.kind and request.kind and made_by.match.kind != request.kind)


def _work_outcome(
    status: TicketStatus, _hold: HoldReason | None, *, request: CaseRequest, kind_changed: bool
) -> Outcome | None:
    """Return where a return, an exchange or a mail-in repair goes; the platform's word ends it."""
    if status in ENDED:
        return None
    if kind_changed:
        return cancelled(CloseCode.KIND_CHANGED)
    if request.status == AfterSaleStatus.CANCELLED:
        return cancelled(CloseCode.REQUEST_WITHDRAWN)
    if request.status == AfterSaleStatus.COMPLETED and status in _OPEN_WORK:
        return Outcome(status=TicketStatus.DONE, reason="request_completed")
    return None


def _outlook(
    case: Case,
    request: CaseRequest,
    line: CaseLine | None,
    kind: TicketType,
    ready_when: ReadyWhen,
    ticket: CaseTicket | None = None,
    *,
    kind_changed: bool = False,
) -> Outlook:
    ends = _end(request, kind_changed=kind_changed)
    if kind == TicketType.INSTALL and line and not ends:
        refund = refund_state(line, case.lines, case.requests)
        return install_outlook(case, line, refund, ready_when, ticket)
    return repair_outlook(case, line, ready_when, ends, ticket)


def _end(request: CaseRequest, *, kind_changed: bool) -> CloseCode | None:
    if kind_changed:
        return CloseCode.KIND_CHANGED
    if request.status == AfterSaleStatus.CANCELLED:
        return CloseCode.REQUEST_WITHDRAWN
    return CloseCode.REQUEST_COMPLETED if request.status == AfterSaleStatus.COMPLETED else None


def _change(case: Case, request: CaseRequest, line: CaseLine | None, ticket: CaseTicket, book: RuleBook) -> Change:
    """A request can come before its order, and name it in another way until the order is known."""
    order = case.external_order_id
    line_id = _line_id(request)
    return Change(
        adcode=case.adcode if relocated(case, ticket) else None,
        skill_code=missing_skill(ticket, line, book),
        external_order_id=order if ticket.external_order_id != order else None,
        external_line_id=line_id if ticket.external_line_id != line_id else None,
    )


def _create(case: Case, request: CaseRequest, line: CaseLine | None, rule: ServiceRule, into: Decisions) -> None:
    kind = rule.action.ticket_type
    outlook = _outlook(case, request, line, kind, rule.action.ready_when) if kind in VISITS else Outlook()
    if outlook.ends is None:
        into.creates.append(_ticket(case, request, line, rule, first_outcome(outlook)))


def _ticket(case: Case, request: CaseRequest, line: CaseLine | None, rule: ServiceRule, begin: Outcome) -> NewTicket:
    kind = rule.action.ticket_type
    return NewTicket(
        ticket_type=kind,
        dedupe_key=f"{kind}:{case.account}:{request.external_id}",
        priority=rule.action.priority,
        reason=f"rule {rule.rule_code} version {rule.version}",
        status=begin.status,
        hold_reason=begin.hold_reason,
        quantity=sum(part.quantity or 0 for part in request.lines) or 1,
        account=case.account,
        external_order_id=case.external_order_id,
        external_line_id=_line_id(request),
        external_after_sale_id=request.external_id,
        adcode=case.adcode,
        skill_code=skill_code(rule.action.skill, line.product if line else None),
        service_mode=line.product.service_mode if line and line.product else None,
        rule_code=rule.rule_code,
        rule_version=rule.version,
    )
