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

PREFIX = {
    TicketType.INSTALL: "IN",
    TicketType.REPAIR: "RP",
    TicketType.RETURN: "RT",
    TicketType.EXCHANGE: "EX",
    TicketType.MAIL_IN_REPAIR: "MR",
    TicketType.ANOMALY: "AN",
}

_CREATE = """
WITH asked AS (
    SELECT * FROM json_to_recordset(%(rows)s) AS a (
        ticket_type text, dedupe_key text, priority smallint, reason text, status text, hold_reason text,
        quantity integer, account text, external_order_id text, external_line_id text, external_after_sale_id text,
        carrier text, tracking_no text, anomaly_id bigint, adcode text, skill_code text, service_mode text,
        rule_code text, rule_version integer)
), numbered AS (
    -- Numbers are drawn in the order of the causes, and none for a cause that has its ticket.
    SELECT n.*, nextval('core.ticket_number')::text AS number
    FROM (SELECT * FROM asked a
          WHERE NOT EXISTS (SELECT FROM core.ticket t
                            WHERE t.dedupe_key = a.dedupe_key
                              AND (t.status <> 'cancelled' OR t.close_code = 'suppressed'))
          ORDER BY a.dedupe_key COLLATE "C") n
), made AS (
    INSERT INTO core.ticket (
        ticket_no, ticket_type, dedupe_key, priority, status, hold_reason, held_since, quantity, account,
        external_order_id, external_line_id, external_after_sale_id, carrier, tracking_no, anomaly_id, adcode,
        skill_code, service_mode, rule_code, rule_version, created_at)
    SELECT %(prefixes)s::jsonb ->> ticket_type || '-' || lpad(number, greatest(8, length(number)), '0'),
           ticket_type, dedupe_key, priority, status, hold_reason,
           CASE WHEN status = 'suspended' THEN %(now)s::timestamptz END, quantity, account,
           external_order_id, external_line_id, external_after_sale_id, carrier, tracking_no, anomaly_id, adcode,
           skill_code, service_mode, rule_code, rule_version, %(now)s
    FROM numbered
    ON CONFLICT (dedupe_key) WHERE status <> 'cancelled' OR close_code = 'suppressed' DO NOTHING
    RETURNING ticket_id, ticket_type, dedupe_key, status, hold_reason
), told AS (
    INSERT INTO core.ticket_event
        (ticket_id, seq, ticket_type, kind, from_status, to_status, actor_kind, actor, reason, at, run_id)
    SELECT ticket_id, 1, ticket_type, 'status', NULL, 'new', 'flow', %(actor)s, reason, %(now)s, %(run)s::uuid
    FROM made JOIN asked USING (ticket_type, dedupe_key)
    UNION ALL
    SELECT ticket_id, 2, ticket_type, 'status', 'new', status, 'flow', %(actor)s, coalesce(hold_reason, status),
           %(now)s, %(run)s::uuid
    FROM made WHERE status <> 'new'
)
SELECT ticket_id FROM made ORDER BY dedupe_key COLLATE "C"
"""

_LOCK = "SELECT FROM core.ticket WHERE ticket_id = ANY(%s) ORDER BY ticket_id FOR NO KEY UPDATE"

_SEQ = "(SELECT coalesce(max(e.seq), 0) + 1 FROM core.ticket_event e WHERE e.ticket_id = {0}.ticket_id)"

_MOVE = f"""
WITH asked AS (
    SELECT * FROM json_to_recordset(%(rows)s) AS a (
        ticket_id bigint, expected_version integer, to_status text, reason text, hold_reason text, close_code text)
), moved AS (
    UPDATE core.ticket t SET
        status = a.to_status, hold_reason = a.hold_reason, close_code = a.close_code,
        held_since = CASE WHEN a.to_status = 'suspended' THEN %(now)s::timestamptz END,
        done_at = CASE WHEN a.to_status = 'done' THEN %(now)s WHEN a.to_status = 'closed' THEN t.done_at END,
        done_quantity = CASE WHEN a.to_status = 'done' THEN t.quantity ELSE t.done_quantity END,
        closed_at = CASE WHEN a.to_status IN ('closed', 'cancelled') THEN %(now)s::timestamptz END,
        reopen_count = t.reopen_count + (t.status = 'done' AND a.to_status <> 'closed')::integer,
        version = t.version + 1, updated_at = greatest(t.updated_at, now())
    FROM asked a JOIN core.ticket b USING (ticket_id)
    WHERE t.ticket_id = a.ticket_id AND t.version = a.expected_version
    RETURNING t.ticket_id, t.ticket_type, b.status AS from_status, t.status AS to_status, a.reason
), freed AS (
    UPDATE core.assignment n SET
        status = CASE WHEN m.to_status = 'done' THEN 'completed' ELSE 'cancelled' END,
        ended_at = %(now)s, updated_at = greatest(n.updated_at, now())
    FROM moved m
    WHERE n.ticket_id = m.ticket_id AND n.status = 'active'
      AND m.to_status IN ('ready', 'suspended', 'cancelled', 'done')
)
INSERT INTO core.ticket_event
    (ticket_id, seq, ticket_type, kind, from_status, to_status, actor_kind, actor, reason, at, run_id)
SELECT ticket_id, {_SEQ.format("m")}, ticket_type, %(kind)s, from_status, to_status, %(actor_kind)s, %(actor)s, reason,
       %(now)s, %(run)s::uuid
FROM moved m
RETURNING ticket_id
"""

_AMEND = f"""
WITH asked AS (
    SELECT * FROM json_to_recordset(%(rows)s) AS a (
        ticket_id bigint, expected_version integer, reason text, quantity integer, adcode text, skill_code text,
        external_order_id text, external_line_id text, hold_reason text)
), amended AS (
    UPDATE core.ticket t SET
        quantity = coalesce(a.quantity, t.quantity), adcode = coalesce(a.adcode, t.adcode),
        skill_code = coalesce(a.skill_code, t.skill_code),
        external_order_id = coalesce(a.external_order_id, t.external_order_id),
        external_line_id = coalesce(a.external_line_id, t.external_line_id),
        hold_reason = coalesce(a.hold_reason, t.hold_reason),
        version = t.version + 1, updated_at = greatest(t.updated_at, now())
    FROM asked a
    WHERE t.ticket_id = a.ticket_id AND t.version = a.expected_version
    RETURNING t.ticket_id, t.ticket_type, a.reason, to_jsonb(a) - '{{ticket_id,expected_version,reason}}'::text[] AS data
)
INSERT INTO core.ticket_event (ticket_id, seq, ticket_type, kind, actor_kind, actor, reason, data, at, run_id)
SELECT ticket_id, {_SEQ.format("m")}, ticket_type, CASE WHEN data ->> 'hold_reason' IS NULL THEN 'note' ELSE 'hold' END,
       'flow', %(actor)s, reason, jsonb_strip_nulls(data), %(now)s, %(run)s::uuid
FROM amended m
RETURNING ticket_id
"""

_NOTE = f"""
INSERT INTO core.ticket_event (ticket_id, seq, ticket_type, kind, actor_kind, actor, reason, data, at, run_id)
SELECT m.ticket_id, {_SEQ.format("m")}, m.ticket_type, 'note', 'flow', %(actor)s, a.reason, a.data, %(now)s,
       %(run)s::uuid
FROM json_to_recordset(%(rows)s) AS a (ticket_id bigint, reason text, data jsonb)
JOIN core.ticket m USING (ticket_id)
"""


_RELEASE = f"""
WITH released AS (
    UPDATE core.ticket t SET version = t.version + 1, updated_at = greatest(t.updated_at, now())
    WHERE t.ticket_id = %(ticket)s AND t.version = %(version)s
    RETURNING t.ticket_id, t.ticket_type
)
INSERT INTO core.ticket_event (ticket_id, seq, ticket_type, kind, actor_kind, actor, reason, at)
SELECT ticket_id, {_SEQ.format("m")}, ticket_type, 'override', 'operator', %(actor)s, %(reason)s, %(now)s
FROM released m
RETURNING ticket_id
"""


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
    _run(cursor, _CREATE, tickets, now=now, actor=actor, run=run_id, prefixes=prefixes)
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
    _run(cursor, _AMEND, amends, now=now, actor=actor, run=run_id)
    return sorted(ticket_id for (ticket_id,) in cursor.fetchall())


def note(cursor: Cursor, notes: Sequence[Note], *, now: datetime, actor: str, run_id: UUID | None = None) -> None:
    """Add a remark to each ticket's history; versions stay. One note a ticket and call."""
    if notes:
        _lock(cursor, notes)
        _run(cursor, _NOTE, notes, now=now, actor=actor, run=run_id)


def lock(cursor: Cursor, ids: Sequence[int]) -> None:
    """Keep these tickets from changing until the transaction ends; always in the order of their ids."""
    cursor.execute(_LOCK, (list(ids),))


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
        NoSuchTicket, TicketChanged: nothing was written.
    """
    ticket_id, status = _find(cursor, ticket_no)
    if status == TicketStatus.SUSPENDED:
        step = Move(ticket_id=ticket_id, expected_version=version, to_status=TicketStatus.NEW, reason=reason)
        done = _moved(cursor, [step], now=now, actor=actor, run=None, kind="status", actor_kind="operator")
    else:
        values = {"ticket": ticket_id, "version": version, "actor": actor, "reason": reason, "now": now}
        cursor.execute(_RELEASE, values)
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
    _run(cursor, _MOVE, moves, **how)
    return sorted(ticket_id for (ticket_id,) in cursor.fetchall())


def _lock(cursor: Cursor, changes: Sequence[Move | Amend | Note]) -> None:
    lock(cursor, [change.ticket_id for change in changes])


def _run(cursor: Cursor, query: str, rows: Sequence[Struct], *, run: UUID | None, **values: Any) -> None:
    text = msgspec.json.encode(rows).decode()
    cursor.execute(query, {"rows": text, "run": None if run is None else str(run), **values})
