"""Where an install or repair ticket goes next, by what is known of its line."""

from msgspec import Struct

from schemas.cases import CaseTicket, Would
from schemas.tickets import CloseCode, HoldReason, TicketStatus, TicketType

VISITS = {TicketType.INSTALL, TicketType.REPAIR}
ENDED = {TicketStatus.DONE, TicketStatus.CLOSED, TicketStatus.CANCELLED}
_PLANNED = {TicketStatus.ASSIGNED, TicketStatus.SCHEDULED}


class Outlook(Struct, frozen=True, kw_only=True):
    """
    What bears on a visit.

    `ends`: why there is nothing left to do. `refund_pending`: the whole line's money is asked back. `ready`: what the
    rule waits for has happened, `ready_reason` in words. `turned_round`: the goods are going back. `relocated`: the
    order's district is no longer the ticket's.
    """

    ends: CloseCode | None = None
    refund_pending: bool = False
    ready: bool = False
    ready_reason: str = "now"
    turned_round: bool = False
    relocated: bool = False


class Outcome(Struct, frozen=True, kw_only=True):
    """The next status and what goes with it."""

    status: TicketStatus
    reason: str
    hold_reason: HoldReason | None = None
    close_code: CloseCode | None = None

    @property
    def would(self) -> Would:
        """Say the same as the data of a note."""
        return Would(status=self.status, hold_reason=self.hold_reason, close_code=self.close_code)


def cancelled(code: CloseCode) -> Outcome:
    """Return the outcome that ends a ticket by the pipeline's word."""
    return Outcome(status=TicketStatus.CANCELLED, reason=code.value, close_code=code)


def visit_outcome(status: TicketStatus, hold: HoldReason | None, outlook: Outlook) -> Outcome | None:
    """
    Return where a visit goes from `status`; None: nowhere.

    From `in_progress` the outcome may be `cancelled`: the caller makes a note of it, the visit itself goes on.
    """
    if status in ENDED:
        return None
    if outlook.ends:
        return cancelled(outlook.ends)
    if status == TicketStatus.IN_PROGRESS:
        return None
    if status == TicketStatus.SUSPENDED:
        return _resumed(hold, outlook)
    if outlook.refund_pending:
        return _suspended(HoldReason.REFUND_PENDING)
    if status == TicketStatus.NEW:
        return _ready(outlook.ready_reason) if outlook.ready else None
    if outlook.turned_round:
        return _suspended(HoldReason.GOODS_NOT_ARRIVED)
    if outlook.relocated and status in _PLANNED:
        return _ready("address_changed")
    return None


def first_outcome(outlook: Outlook) -> Outcome:
    """Return how a new visit begins."""
    begun = Outcome(status=TicketStatus.NEW, reason="new")
    return visit_outcome(TicketStatus.NEW, None, outlook) or begun


def hold_now(ticket: CaseTicket, outlook: Outlook) -> HoldReason | None:
    """Return the reason that has taken the place of the one a suspended ticket gives; None: no other."""
    waits_for_goods = ticket.hold_reason == HoldReason.GOODS_NOT_ARRIVED and not ticket.overridden
    return HoldReason.REFUND_PENDING if waits_for_goods and outlook.refund_pending else None


def _resumed(hold: HoldReason | None, outlook: Outlook) -> Outcome | None:
    """Only what the pipeline suspended does it resume; a part or a buyer that is missing is for people."""
    if outlook.refund_pending:
        return None
    if hold == HoldReason.GOODS_NOT_ARRIVED:
        return _ready(outlook.ready_reason) if outlook.ready else None
    if hold == HoldReason.REFUND_PENDING:
        status = TicketStatus.READY if outlook.ready else TicketStatus.NEW
        return Outcome(status=status, reason="refund_ended")
    return None


def _suspended(why: HoldReason) -> Outcome:
    return Outcome(status=TicketStatus.SUSPENDED, reason=why.value, hold_reason=why)


def _ready(reason: str) -> Outcome:
    return Outcome(status=TicketStatus.READY, reason=reason)
