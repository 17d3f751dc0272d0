"""What bears on a visit, gathered from an order's case."""

from rules import goods
from rules.refunds import RefundState
from rules.service_rules import RuleBook, skill_code
from rules.visits import Outlook
from schemas.cases import Case, CaseLine, CaseTicket
from schemas.service_rules import ReadyWhen
from schemas.tickets import CloseCode
from schemas.words import OrderStatus


def install_outlook(
    case: Case, line: CaseLine, refund: RefundState, ready_when: ReadyWhen, ticket: CaseTicket | None = None
) -> Outlook:
    """Return what bears on installing the line's goods: money back and a closed order end it."""
    back = ready_when != ReadyWhen.NOW and goods.turned_round(case, line)
    return Outlook(
        ends=end_of_line(case, line, refund),
        refund_pending=refund.pending_full,
        ready=not back and goods.ready(ready_when, case, line),
        ready_reason=ready_when.value,
        turned_round=back,
        relocated=relocated(case, ticket),
    )


def repair_outlook(
    case: Case,
    line: CaseLine | None,
    ready_when: ReadyWhen,
    ends: CloseCode | None = None,
    ticket: CaseTicket | None = None,
) -> Outlook:
    """Return what bears on a visit that a request asks for; `line` None: the goods are not known (yet)."""
    back = line is not None and ready_when != ReadyWhen.NOW and goods.turned_round(case, line)
    come = ready_when == ReadyWhen.NOW or (line is not None and goods.ready(ready_when, case, line))
    return Outlook(
        ends=ends,
        ready=come and not back,
        ready_reason=ready_when.value,
        turned_round=back,
        relocated=relocated(case, ticket),
    )


def end_of_line(case: Case, line: CaseLine, refund: RefundState) -> CloseCode | None:
    """Return why nothing of the line is left to install; None: something is."""
    closed = OrderStatus.CLOSED in (case.status, line.status)
    if refund.full or (closed and refund.any_completed):
        return CloseCode.ORDER_REFUNDED
    return CloseCode.ORDER_CLOSED if closed else None


def relocated(case: Case, ticket: CaseTicket | None) -> bool:
    """Tell whether the order now names another district than the ticket; an order that names none says nothing."""
    return ticket is not None and case.adcode is not None and ticket.adcode != case.adcode


def ready_when_of(ticket: CaseTicket, book: RuleBook) -> ReadyWhen:
    """Return what the ticket waits for by the version of the rule that made it."""
    rule = book.version(ticket.rule_code, ticket.rule_version)
    return rule.action.ready_when if rule else ReadyWhen.DELIVERED


def missing_skill(ticket: CaseTicket, line: CaseLine | None, book: RuleBook) -> str | None:
    """Return the skill that the ticket's rule asks for, if the ticket has none because its product was not known."""
    rule = book.version(ticket.rule_code, ticket.rule_version)
    if rule is None or line is None or ticket.skill_code is not None:
        return None
    return skill_code(rule.action.skill, line.product)
