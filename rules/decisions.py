"""Decisions about tickets, and how a person's word is kept: an outcome becomes a move, or a note where people decide."""

from collections.abc import Callable

from msgspec import Struct, field, to_builtins

from rules.visits import ENDED, VISITS, Outcome
from schemas.cases import CaseTicket
from schemas.tickets import Amend, HoldReason, Move, NewTicket, Note, TicketStatus

Judge = Callable[[TicketStatus, HoldReason | None], Outcome | None]
"""Where a ticket goes from a status (and, if suspended, its reason); None: nowhere."""


class Decisions(Struct, kw_only=True):
    """What to write, in this order: amendments, moves, notes, new tickets."""

    amends: list[Amend] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    creates: list[NewTicket] = field(default_factory=list)

    def extend(self, other: "Decisions") -> None:
        """Add the decisions of another case."""
        self.amends += other.amends
        self.moves += other.moves
        self.notes += other.notes
        self.creates += other.creates


class Change(Struct, frozen=True, kw_only=True):
    """Facts of a ticket that are no longer what it says; None: as it says."""

    quantity: int | None = None
    adcode: str | None = None
    skill_code: str | None = None
    external_order_id: str | None = None
    external_line_id: str | None = None
    hold_reason: HoldReason | None = None


NO_CHANGE = Change()


def keep(ticket: CaseTicket, judge: Judge, change: Change, into: Decisions) -> None:
    """
    Decide about a ticket that exists: bring its facts up to date and let `judge` say where it goes.

    A ticket that a person put where it is stays there, and a visit that has begun is not cancelled: what the pipeline
    would have done becomes a note, once.
    """
    if not ticket.overridden and not _begun(ticket):
        _move(ticket, judge(ticket.status, ticket.hold_reason), change, into)
        return
    _amend(ticket, change, "facts_changed", into)
    shadow = ticket.noted
    outcome = judge(shadow.status, shadow.hold_reason) if shadow else judge(*_as_if(ticket))
    if outcome:
        why = "while the visit is in progress" if _begun(ticket) else "left as a person decided"
        into.notes.append(
            Note(
                ticket_id=ticket.ticket_id,
                reason=f"{outcome.status}: {outcome.reason} ({why})",
                data={"would": to_builtins(outcome.would)},
            )
        )


def _move(ticket: CaseTicket, outcome: Outcome | None, change: Change, into: Decisions) -> None:
    version = ticket.version
    if outcome is None or outcome.status != TicketStatus.CANCELLED:
        version += _amend(ticket, change, "facts_changed", into)
    if outcome:
        into.moves.append(
            Move(
                ticket_id=ticket.ticket_id,
                expected_version=version,
                to_status=outcome.status,
                reason=outcome.reason,
                hold_reason=outcome.hold_reason,
                close_code=outcome.close_code,
            )
        )


def _amend(ticket: CaseTicket, change: Change, reason: str, into: Decisions) -> bool:
    if change == NO_CHANGE or ticket.status in ENDED or _begun(ticket):
        return False
    into.amends.append(
        Amend(
            ticket_id=ticket.ticket_id,
            expected_version=ticket.version,
            reason=reason,
            quantity=change.quantity,
            adcode=change.adcode,
            skill_code=change.skill_code,
            external_order_id=change.external_order_id,
            external_line_id=change.external_line_id,
            hold_reason=change.hold_reason,
        )
    )
    return True


def _begun(ticket: CaseTicket) -> bool:
    return ticket.ticket_type in VISITS and ticket.status == TicketStatus.IN_PROGRESS


def _as_if(ticket: CaseTicket) -> tuple[TicketStatus, HoldReason | None]:
    """Return where a ticket would be had nobody held it: a hold hides the status it came from."""
    if ticket.status == TicketStatus.SUSPENDED:
        return ticket.came_from or TicketStatus.NEW, None
    return ticket.status, None
