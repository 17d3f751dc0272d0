"""Tell whether a batch would find anything that the last one has not already decided."""

import json
from collections import Counter
from hashlib import sha256

from rules.dispatch import SOLVER
from schemas.dispatch import Outcome, Plan, Point, Problem, ReadyTicket, Technician


def fingerprint(problem: Problem) -> str:
    """
    Hash what a plan depends on: the day, ready tickets with versions, technicians with skills, areas and loads.

    Neither the clock, the order of rows nor our own numbers count. A new recipe gives a new hash.
    """
    tickets = [
        _ticket(each, problem.points.get(each.adcode or ""))
        for each in sorted(problem.tickets, key=lambda each: each.dedupe_key)
    ]
    technicians = [_technician(each) for each in sorted(problem.technicians, key=lambda each: each.code)]
    content = [SOLVER, problem.service_date.isoformat(), tickets, technicians]
    return sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def left_over(problem: Problem, plan: Plan) -> Problem:
    """Return the problem that a committed plan leaves: without its assigned tickets, with the loads it added."""
    assigned = {each.dedupe_key: each.technician_code for each in plan.decisions if each.outcome is Outcome.ASSIGNED}
    added = Counter(assigned.values())
    return Problem(
        service_date=problem.service_date,
        now=problem.now,
        tickets=tuple(each for each in problem.tickets if each.dedupe_key not in assigned),
        technicians=tuple(_loaded(each, added[each.code]) for each in problem.technicians),
        points=problem.points,
    )


def _loaded(technician: Technician, added: int) -> Technician:
    return Technician(
        code=technician.code,
        base=technician.base,
        daily_capacity=technician.daily_capacity,
        load=technician.load + added,
        skills=technician.skills,
        areas=technician.areas,
    )


def _ticket(ticket: ReadyTicket, point: Point | None) -> list[object]:
    due = ticket.due_at and ticket.due_at.timestamp()
    place = [ticket.adcode, _point(point)]
    return [ticket.dedupe_key, ticket.version, ticket.priority, due, place, ticket.skill_code]


def _technician(technician: Technician) -> list[object]:
    skills = sorted([skill.skill_code, str(skill.valid_until)] for skill in technician.skills)
    room = [technician.daily_capacity, technician.load]
    return [technician.code, _point(technician.base), room, skills, sorted(set(technician.areas))]


def _point(point: Point | None) -> list[float] | None:
    return None if point is None else [point.lon, point.lat]
