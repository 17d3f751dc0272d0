"""
What happens to tickets: made, moved, amended, noted. Set-based, in the caller's transaction.

Each change is an event of the ticket's history; a move that `core.ticket_transition` does not list is refused by the
database (`psycopg2.errors.ForeignKeyViolation`). Rows are locked in the order of `ticket_id` before they change.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg2.errors import ForeignKeyViolation
from psycopg2.extensions import cursor as Cursor
from psycopg2.extras import Json

from schemas.tickets import ActorKind, Amend, CloseCode, HoldReason, Move, NewTicket, Note, TicketStatus, TicketType
from store.tickets_sql import AMEND, CREATE, LOCK, MOVE, NOTE, RELEASE

PREFIX = {
    TicketType.INSTALL: "IN",
    TicketType.REPAIR: "RP",
    TicketType.RETURN: "RT",
    TicketType.EXCHANGE: "EX",
    TicketType.MAIL_IN_REPAIR: "MR",
    TicketType.ANOMALY: "AN",
}


class NoSuchTicket(Exception):
    """No ticket has this number."""


class TicketChanged(Exception):
    """The ticket is no longer what the person saw: look again."""


class IllegalMove(Exception):
    """The state machine does not allow this move."""


def create(
    cursor: Cursor, tickets: Sequence[NewTicket], *, now: datetime, actor: str, run_id: UUID | None = None
) -> list[int]:
    """
    Make the tickets whose cause has none yet; return their ids in the order of `dedupe_key`.

    A cause has its ticket while one that is not cancelled, or one that a person suppressed, carries its key.
    Numbers are given in the order of `dedupe_key`: equal input, equal numbers. Idempotent.
    """
    if not tickets:
        return []
    prefixes = Json({kind.value: prefix for kind, prefix in PREFIX.items()})
    _run(cursor, CREATE, tickets, now=now, actor=actor, run=run_id, prefixes=prefixes)
    return [ticket_id for (ticket_id,) in cursor.fetchall()]


def move(cursor: Cursor, moves: Sequence[Move], *, now: datetime, actor: str, run_id: UUID | None = None) -> list[int]:
    """
    Move the tickets that still have their expected version; return the ids of those moved, sorted.

    A move to ready, suspended, cancelled or done ends the ticket's active assignment in the same statement and so
    frees the technician. One move a ticket and call.
    """
    return _moved(cursor, moves, now=now, actor=actor, run=run_id, kind="status", actor_kind=ActorKind.FLOW)


def amend(
    cursor: Cursor, amends: Sequence[Amend], *, now: datetime, actor: str, run_id: UUID | None = None
) -> list[int]:
    """Write news into the tickets that still have their expected version; return their ids, sorted."""
    if not amends:
        return []
    _lock(cursor, amends)
    _run(cursor, AMEND, amends, now=now, actor=actor, run=run_id)
    return sorted(ticket_id for (ticket_id,) in cursor.fetchall())


def note(cursor: Cursor, notes: Sequence[Note], *, now: datetime, actor: str, run_id: UUID | None = None) -> None:
    """Add a remark to each ticket's history; versions stay. One note a ticket and call."""
    if notes:
        _lock(cursor, notes)
        _run(cursor, NOTE, notes, now=now, actor=actor, run=run_id)


def lock(cursor: Cursor, ids: Sequence[int]) -> None:
    """Keep these tickets from changing until the transaction ends; always in the order of their ids."""
    cursor.execute(LOCK, (list(ids),))


def override(
    cursor: Cursor,
    ticket_no: str,
    to_status: TicketStatus,
    *,
    reason: str,
    actor: str,
    version: int,
    now: datetime,
    hold_reason: HoldReason | None = None,
    close_code: CloseCode | None = None,
) -> None:
    """
    Move a ticket by a person's word; the pipeline then leaves it where it is until `release`.

    Args:
        reason: why, for the history; must not be empty.
        actor: who, a name the operators know.
        version: of the ticket as the person saw it.
        hold_reason: needed for suspended. close_code: needed for closed and cancelled; `suppressed` for good.

    Raises:
        NoSuchTicket, TicketChanged, IllegalMove: nothing was written; the transaction must be given up.
    """
    ticket_id, _ = _find(cursor, ticket_no)
    step = Move(
        ticket_id=ticket_id,
        expected_version=version,
        to_status=to_status,
        reason=reason,
        hold_reason=hold_reason,
        close_code=close_code,
    )
    try:
        _acted(
            ticket_no, _moved(cursor, [step], now=now, actor=actor, run=None, kind="override", actor_kind="operator")
        )
    except ForeignKeyViolation as refused:
        raise IllegalMove(f"Ticket {ticket_no} can't go to {to_status} from where it is.") from refused


def release(cursor: Cursor, ticket_no: str, *, reason: str, actor: str, version: int, now: datetime) -> None:
    """
    Give a ticket back to the pipeline: it goes on from the next `create-tickets`. A suspended one becomes `new`.

    Raises:
        NoSuchTicket, TicketChanged, IllegalMove (it has ended): nothing was written.
    """
    ticket_id, status = _find(cursor, ticket_no)
    if status in (TicketStatus.CLOSED, TicketStatus.CANCELLED):
        raise IllegalMove(f"Ticket {ticket_no} is {status} for good.")
    if status == TicketStatus.SUSPENDED:
        step = Move(ticket_id=ticket_id, expected_version=version, to_status=TicketStatus.NEW, reason=reason)
        done = _moved(cursor, [step], now=now, actor=actor, run=None, kind="status", actor_kind="operator")
    else:
        values = {"ticket": ticket_id, "version": version, "actor": actor, "reason": reason, "now": now}
        cursor.execute(RELEASE, values)
        done = [found for (found,) in cursor.fetchall()]
    _acted(ticket_no, done)


def _find(cursor: Cursor, ticket_no: str) -> tuple[int, str]:
    cursor.execute("SELECT ticket_id, status FROM core.ticket WHERE ticket_no = %s FOR NO KEY UPDATE", (ticket_no,))
    found: tuple[int, str] | None = cursor.fetchone()
    if found is None:
        raise NoSuchTicket(f"There is no ticket {ticket_no}.")
    return found


def _acted(ticket_no: str, ids: list[int]) -> None:
    if not ids:
        raise TicketChanged(f"Ticket {ticket_no} has changed meanwhile: look at it again.")


def _moved(cursor: Cursor, moves: Sequence[Move], **how: Any) -> list[int]:
    if not moves:
        return []
    _lock(cursor, moves)
    _run(cursor, MOVE, moves, **how)
    return sorted(ticket_id for (ticket_id,) in cursor.fetchall())


def _lock(cursor: Cursor, changes: Sequence[Move | Amend | Note]) -> None:
    lock(cursor, [change.ticket_id for change in changes])


def _run(cursor: Cursor, query: str, rows: Sequence[Struct], *, run: UUID | None, **values: Any) -> None:
    text = msgspec.json.encode(rows).decode()
    cursor.execute(query, {"rows": text, "run": None if run is None else str(run), **values})
