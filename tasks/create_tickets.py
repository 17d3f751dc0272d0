"""Make and keep the tickets that orders and requests ask for, a bounded number of orders at a time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from rules.decisions import Decisions
from rules.service_rules import RuleBook
from rules.tickets import decide
from schemas.tickets import TicketStatus
from store import tickets
from store.engine import Cursor, engine, transaction
from store.locks import take_for_transaction
from store.tickets_cases import read_cases
from store.tickets_due import OrderKey, due_orders, service_rules

FLOW = "create-tickets"
ORDERS_AT_ONCE = 2000


def create_tickets(url: str, *, now: datetime, run_id: UUID | None) -> dict[str, int]:
    """
    Look at all orders that changed since the last completed run and write what their tickets need.

    Each chunk of orders is one transaction. Two runs at once take turns, and the second finds nothing left to do.

    Args:
        url: of the database.
        now: aware; becomes the tickets' `created_at` and the events' `at`.
        run_id: of the run that the events name.

    Returns:
        How many tickets were created, changed and cancelled.
    """
    on = engine(url)
    with transaction(on) as cursor:
        book = RuleBook(service_rules(cursor))
    counts = {"created": 0, "changed": 0, "cancelled": 0}
    for keys in due_orders(url, ORDERS_AT_ONCE):
        with transaction(on) as cursor:
            take_for_transaction(cursor, FLOW)
            for name, count in _settle(cursor, keys, book, now, run_id).items():
                counts[name] += count
    return counts


def _settle(
    cursor: Cursor, keys: Sequence[OrderKey], book: RuleBook, now: datetime, run_id: UUID | None
) -> dict[str, int]:
    decisions = Decisions()
    for case in read_cases(cursor, keys):
        decisions.extend(decide(case, book))
    amended = tickets.amend(cursor, decisions.amends, now=now, actor=FLOW, run_id=run_id)
    moved = tickets.move(cursor, decisions.moves, now=now, actor=FLOW, run_id=run_id)
    tickets.note(cursor, decisions.notes, now=now, actor=FLOW, run_id=run_id)
    created = tickets.create(cursor, decisions.creates, now=now, actor=FLOW, run_id=run_id)
    ended = {move.ticket_id for move in decisions.moves if move.to_status == TicketStatus.CANCELLED}
    noted = {note.ticket_id for note in decisions.notes}
    changed = ({*amended, *moved} | noted) - ended
    return {"created": len(created), "changed": len(changed), "cancelled": len(ended)}
