"""Policies, and anomalies with their tickets: opened and resolved set-based, in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg2.extensions import cursor as Cursor

from schemas.sla import Breach, Ended, Policy, Scope
from schemas.tickets import CloseCode, Move, NewTicket, Note, TicketStatus, TicketType
from store import locks, tickets

ACTOR = "watch-sla"

# A cause that has its anomaly, open, resolved or suppressed by a person, never gets a second one.
_OPEN = """
INSERT INTO core.anomaly (
    dedupe_key, kind, policy_code, policy_version, severity, account, external_order_id, external_after_sale_id,
    carrier, tracking_no, leg, entity, due_at, detected_at, evidence)
SELECT dedupe_key, kind, policy_code, policy_version, severity, s.account, s.external_order_id,
       s.external_after_sale_id, s.carrier, s.tracking_no, s.leg, s.entity, due_at, %(now)s, evidence
FROM json_to_recordset(%(rows)s) AS b (
         dedupe_key text, kind text, policy_code text, policy_version integer, severity smallint, subject json,
         due_at timestamptz, evidence jsonb)
CROSS JOIN json_to_record(b.subject) AS s (
         account text, external_order_id text, external_after_sale_id text, carrier text, tracking_no text,
         leg integer, entity text)
WHERE NOT EXISTS (SELECT FROM core.anomaly n WHERE n.dedupe_key = b.dedupe_key)
ORDER BY dedupe_key COLLATE "C"
ON CONFLICT (dedupe_key) DO NOTHING
RETURNING anomaly_id, dedupe_key
"""

_RESOLVE = """
UPDATE core.anomaly n
SET status = 'resolved', resolved_at = %(now)s, resolution = e.resolution, updated_at = greatest(n.updated_at, now())
FROM json_to_recordset(%(rows)s) AS e (anomaly_id bigint, resolution text)
WHERE n.anomaly_id = e.anomaly_id AND n.status = 'open'
RETURNING n.anomaly_id, n.resolution
"""

_TICKETS = """
SELECT t.ticket_id, t.version, t.anomaly_id,
       t.status = 'new' AND NOT EXISTS (
           SELECT FROM core.ticket_event e WHERE e.ticket_id = t.ticket_id AND e.actor_kind <> 'flow') AS untouched
FROM core.ticket t
WHERE t.anomaly_id = ANY(%s) AND t.status NOT IN ('closed', 'cancelled')
ORDER BY t.ticket_id
"""


def lock(cursor: Cursor) -> None:
    """Wait until nobody else watches; the end of the transaction frees it."""
    locks.take_for_transaction(cursor, "watch-sla")


def policies(cursor: Cursor) -> list[Policy]:
    """Read all policies, every version."""
    cursor.execute("""
        SELECT policy_code, version, kind, threshold_minutes, severity, clock, enabled, scope, valid_from, valid_to
        FROM core.sla_policy ORDER BY policy_code, version""")
    return [
        Policy(
            code=code,
            version=version,
            kind=kind,
            threshold_minutes=threshold,
            severity=severity,
            clock=clock,
            enabled=enabled,
            scope=msgspec.convert(scope, Scope),
            valid_from=valid_from,
            valid_to=valid_to,
        )
        for code, version, kind, threshold, severity, clock, enabled, scope, valid_from, valid_to in cursor.fetchall()
    ]


def open_breaches(cursor: Cursor, breaches: Sequence[Breach], *, now: datetime, run_id: UUID) -> int:
    """
    Open an anomaly and its ticket for each breach whose cause has none yet. Idempotent.

    Returns:
        How many were opened.
    """
    if not breaches:
        return 0
    cursor.execute(_OPEN, {"rows": _json(breaches), "now": now})
    opened = dict(cursor.fetchall())
    by_key = {breach.dedupe_key: breach for breach in breaches}
    new = [_ticket(anomaly_id, by_key[dedupe_key]) for anomaly_id, dedupe_key in opened.items()]
    tickets.create(cursor, new, now=now, actor=ACTOR, run_id=run_id)
    return len(opened)


def _ticket(anomaly_id: int, breach: Breach) -> NewTicket:
    subject = breach.subject
    return NewTicket(
        ticket_type=TicketType.ANOMALY,
        dedupe_key=f"anomaly:{anomaly_id}",
        priority=breach.severity,
        reason=f"{breach.kind} by policy {breach.policy_code}, due {breach.due_at.isoformat(timespec='minutes')}",
        account=subject.account,
        external_order_id=subject.external_order_id,
        external_after_sale_id=subject.external_after_sale_id,
        carrier=subject.carrier,
        tracking_no=subject.tracking_no,
        anomaly_id=anomaly_id,
    )


def resolve(cursor: Cursor, ended: Sequence[Ended], *, now: datetime, run_id: UUID) -> int:
    """
    Resolve open anomalies; their tickets are closed if nobody has touched them, else get a note.

    Returns:
        How many were resolved; those that somebody else has ended meanwhile don't count.
    """
    if not ended:
        return 0
    cursor.execute(_RESOLVE, {"rows": _json(ended), "now": now})
    why: dict[int, str] = dict(cursor.fetchall())
    cursor.execute(_TICKETS, (sorted(why),))
    rows = cursor.fetchall()
    moves = [_closing(ticket_id, version, why[anomaly]) for ticket_id, version, anomaly, untouched in rows if untouched]
    closed = set(tickets.move(cursor, moves, now=now, actor=ACTOR, run_id=run_id))
    notes = [
        Note(ticket_id=ticket_id, reason=f"The anomaly has resolved itself: {why[anomaly]}")
        for ticket_id, _, anomaly, _ in rows
        if ticket_id not in closed
    ]
    tickets.note(cursor, notes, now=now, actor=ACTOR, run_id=run_id)
    return len(why)


def _closing(ticket_id: int, version: int, resolution: str) -> Move:
    return Move(
        ticket_id=ticket_id,
        expected_version=version,
        to_status=TicketStatus.CLOSED,
        reason=f"resolved itself: {resolution}",
        close_code=CloseCode.AUTO_RESOLVED,
    )


def _json(rows: Sequence[Any]) -> str:
    return msgspec.json.encode(rows).decode()
