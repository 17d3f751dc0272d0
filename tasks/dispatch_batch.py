"""Plan one service day and commit the plan, in one transaction: a run that dies leaves nothing behind."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from rules import dispatch
from rules.dispatch_fingerprint import fingerprint, left_over
from schemas.dispatch import Outcome
from store.dispatch import Reading, left_hash, lock_day, read
from store.dispatch_commit import Batch, commit
from store.engine import Cursor, engine, transaction
from tasks.journal import say


def dispatch_batch(url: str, *, now: datetime, run_id: UUID, service_date: date | None = None) -> dict[str, int]:
    """
    Assign the ready install and repair tickets for one day.

    What the last committed batch of the day left over, and nothing new, makes no batch: its reasons still stand.

    Args:
        url: of the database.
        now: aware; when tickets are moved, and which are overdue.
        service_date: day of the visits in Asia/Shanghai; None: the day after `now`.

    Returns:
        considered, assigned, unassigned, skipped: numbers of tickets; the last three add up to the first.
    """
    day = service_date or dispatch.day_after(now)
    with transaction(engine(url)) as cursor:
        lock_day(cursor, day)
        reading = read(cursor, service_date=day, now=now)
        outcomes = _decide(cursor, reading, now=now, run_id=run_id)
    counts = {"considered": len(reading.problem.tickets), **{each.value: outcomes.get(each, 0) for each in Outcome}}
    say("dispatch.batch.done", service_date=day, **counts)
    return counts


def _decide(cursor: Cursor, reading: Reading, *, now: datetime, run_id: UUID) -> Mapping[Outcome, int]:
    problem = reading.problem
    found = fingerprint(problem)
    if not problem.tickets or found == left_hash(cursor, problem.service_date):
        say("dispatch.batch.unchanged", service_date=problem.service_date)
        return {Outcome.UNASSIGNED: len(problem.tickets)}
    plan = dispatch.plan(problem)
    batch = Batch(
        service_date=problem.service_date,
        solver=dispatch.SOLVER,
        params={"now": now.isoformat()},
        input_hash=found,
        left_hash=fingerprint(left_over(problem, plan)),
    )
    return commit(cursor, batch, plan, reading, now=now, run_id=run_id)
