"""Write what a batch decided: its row, a result for each ticket, assignments, and the tickets' moves."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict, replace
from psycopg2.extensions import cursor as Cursor
from psycopg2.extras import Json, execute_values

from schemas.dispatch import Decision, DispatchReason, Outcome, Plan
from schemas.tickets import Move, TicketStatus
from store import tickets
from store.dispatch import Reading, scope_key

ACTOR = "dispatch-batch"

_ROOM = """
SELECT w.code, w.daily_capacity - count(a.ticket_id)
FROM core.technician w
JOIN core.provider p USING (provider_id)
LEFT JOIN core.assignment a
       ON a.technician_id = w.technician_id AND a.service_date = %s AND a.status = 'active'
WHERE w.status = 'active' AND p.status = 'active' AND w.code = ANY(%s)
GROUP BY w.technician_id
"""

_RESULTS = """
INSERT INTO core.dispatch_result (batch_id, ticket_id, outcome, technician_id, reason_code, distance_m, score)
SELECT r.batch_id, r.ticket_id, r.outcome, w.technician_id, r.reason_code, r.distance_m, r.score
FROM (VALUES %s) r (batch_id, ticket_id, outcome, technician_code, reason_code, distance_m, score)
LEFT JOIN core.technician w ON w.code = r.technician_code
"""

_ASSIGNMENTS = """
INSERT INTO core.assignment (ticket_id, technician_id, batch_id, service_date, assigned_by, reason, distance_m)
SELECT r.ticket_id, r.technician_id, r.batch_id, b.service_date, %s, r.reason_code, r.distance_m
FROM core.dispatch_result r JOIN core.dispatch_batch b USING (batch_id)
WHERE r.batch_id = %s AND r.outcome = 'assigned'
"""


class Batch(Struct, frozen=True, kw_only=True):
    """What a batch says of itself. `left_hash`: of the input as it leaves it, if nothing is skipped."""

    service_date: date
    solver: str
    params: dict[str, Any]
    input_hash: str
    left_hash: str


def commit(
    cursor: Cursor, batch: Batch, plan: Plan, reading: Reading, *, now: datetime, run_id: UUID
) -> Counter[Outcome]:
    """
    Write a batch with its results and assignments, and move its tickets from ready to assigned.

    Each ticket's version and each technician's room are looked at once more: what changed since the reading is skipped,
    and the next run plans again. Call it in the transaction that read the problem, under `lock_day`.

    Returns:
        How many tickets had each outcome.
    """
    batch_id = _open(cursor, batch, now=now, run_id=run_id)
    decisions = _move(cursor, _with_room(cursor, plan.decisions, batch.service_date), reading, now=now, run_id=run_id)
    rows = [_result(batch_id, reading.ticket_ids[each.dedupe_key], each) for each in decisions]
    template = "(%s::bigint, %s::bigint, %s, %s, %s, %s::integer, %s::jsonb)"
    execute_values(cursor, _RESULTS, rows, template, page_size=2000)
    cursor.execute(_ASSIGNMENTS, (ACTOR, batch_id))
    counts = Counter(each.outcome for each in decisions)
    cursor.execute(
        "UPDATE core.dispatch_batch SET status = 'committed', left_hash = %s WHERE batch_id = %s",
        (None if counts[Outcome.SKIPPED] else batch.left_hash, batch_id),
    )
    return counts


def _open(cursor: Cursor, batch: Batch, *, now: datetime, run_id: UUID) -> int:
    day = batch.service_date
    cursor.execute(
        """
        INSERT INTO core.dispatch_batch
            (scope_key, service_date, status, solver, params, input_hash, run_id, created_at)
        VALUES (%s, %s, 'running', %s, %s, %s, %s, %s) RETURNING batch_id""",
        (scope_key(day), day, batch.solver, Json(batch.params), batch.input_hash, str(run_id), now),
    )
    return int(cursor.fetchall()[0][0])


def _with_room(cursor: Cursor, decisions: Iterable[Decision], service_date: date) -> list[Decision]:
    """Skip assignments to technicians who by now have no room left or are no longer active, the least urgent first."""
    planned = {each.technician_code for each in decisions if each.technician_code}
    cursor.execute(_ROOM, (service_date, sorted(planned)))
    room = Counter(dict(cursor.fetchall()))
    return [_seated(each, room) for each in decisions]


def _seated(decision: Decision, room: Counter[str]) -> Decision:
    if decision.technician_code is None:
        return decision
    room[decision.technician_code] -= 1
    return decision if room[decision.technician_code] >= 0 else _skipped(decision, DispatchReason.CAPACITY_CHANGED)


def _move(
    cursor: Cursor, decisions: Sequence[Decision], reading: Reading, *, now: datetime, run_id: UUID
) -> list[Decision]:
    """Move the assigned tickets; those that changed since they were read are skipped."""
    versions = {each.dedupe_key: each.version for each in reading.problem.tickets}
    day = reading.problem.service_date.isoformat()
    moves = [
        Move(
            ticket_id=reading.ticket_ids[each.dedupe_key],
            expected_version=versions[each.dedupe_key],
            to_status=TicketStatus.ASSIGNED,
            reason=f"{each.technician_code} on {day}: {each.reason}",
        )
        for each in decisions
        if each.outcome is Outcome.ASSIGNED
    ]
    moved = set(tickets.move(cursor, moves, now=now, actor=ACTOR, run_id=run_id))
    return [
        each
        if each.outcome is not Outcome.ASSIGNED or reading.ticket_ids[each.dedupe_key] in moved
        else _skipped(each, DispatchReason.TICKET_CHANGED)
        for each in decisions
    ]


def _skipped(decision: Decision, reason: DispatchReason) -> Decision:
    return replace(decision, outcome=Outcome.SKIPPED, reason=reason, technician_code=None, distance_m=None)


def _result(batch_id: int, ticket_id: int, decision: Decision) -> tuple[object, ...]:
    outcome, reason, passed = decision.outcome.value, decision.reason.value, Json(asdict(decision.passed))
    return batch_id, ticket_id, outcome, decision.technician_code, reason, decision.distance_m, passed
