"""
Choose a technician for each ready ticket of one day, greedily and explainably.

The most urgent ticket chooses first. It takes a technician whose area names its place most closely (the district before
the city before the province), and of these the nearest who has room. Hard limits are never broken: the technician serves
the place, has the skill on the day, and has room. The same problem gives the same plan in whatever order its rows come;
ties are broken by natural keys.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from schemas.dispatch import (
    Decision,
    DispatchReason,
    Outcome,
    Passed,
    Plan,
    Point,
    Problem,
    ReadyTicket,
    Technician,
)

SOLVER = "greedy-1"
"""Name and version of this recipe: another recipe must not be taken for it."""

SHANGHAI = ZoneInfo("Asia/Shanghai")
EARTH_RADIUS_M = 6_371_009
AREA_LEVELS = (2, 4, 6)
"""Digits of a province, a city and a district: of several that match the longest, which comes last, wins."""

Need = tuple[str | None, str | None]
Areas = Mapping[str, list[Technician]]


class _Server(NamedTuple):
    """A technician, and the digits of the longest area by which he serves a place."""

    digits: int
    technician: Technician


@dataclass
class _Candidates:
    """Who may take the tickets of one need (adcode, skill); `queue` has the best with room at its end."""

    passed: Passed
    queue: list[tuple[int | None, Technician]]
    refusal: DispatchReason


def day_after(now: datetime) -> date:
    """Return the day that a batch plans unless told otherwise: the next one in Asia/Shanghai. `now`: aware."""
    return now.astimezone(SHANGHAI).date() + timedelta(days=1)


def plan(problem: Problem) -> Plan:
    """
    Decide every ticket of the problem, most urgent first.

    Urgent: priority, then overdue, then fewest candidates, then dedupe_key. Every unassigned ticket names the first
    filter that emptied its list of candidates. Pure and independent of the order of rows.
    """
    groups = _groups(problem)
    room = {each.code: each.daily_capacity - each.load for each in problem.technicians}

    def urgency(ticket: ReadyTicket) -> tuple[int, bool, int, str]:
        overdue = ticket.due_at is not None and ticket.due_at < problem.now
        return ticket.priority, not overdue, groups[_need(ticket)].passed.with_room, ticket.dedupe_key

    ordered = sorted(problem.tickets, key=urgency)
    return Plan(decisions=tuple(_decide(ticket, groups[_need(ticket)], room) for ticket in ordered))


def _decide(ticket: ReadyTicket, group: _Candidates, room: dict[str, int]) -> Decision:
    while group.queue and room[group.queue[-1][1].code] <= 0:  # full for the rest of the batch, for every later ticket
        group.queue.pop()
    if not group.queue:
        return Decision(
            dedupe_key=ticket.dedupe_key, outcome=Outcome.UNASSIGNED, reason=group.refusal, passed=group.passed
        )
    distance_m, technician = group.queue[-1]
    room[technician.code] -= 1
    only = group.passed.with_room == 1
    return Decision(
        dedupe_key=ticket.dedupe_key,
        outcome=Outcome.ASSIGNED,
        reason=DispatchReason.ONLY_CANDIDATE if only else DispatchReason.LOWEST_COST,
        passed=group.passed,
        technician_code=technician.code,
        distance_m=distance_m,
    )


def _need(ticket: ReadyTicket) -> Need:
    return ticket.adcode, ticket.skill_code


def _groups(problem: Problem) -> dict[Need, _Candidates]:
    """Find the candidates once for each need, not for each ticket."""
    areas = _by_area(problem.technicians)
    return {need: _candidates(need, areas, problem) for need in {_need(ticket) for ticket in problem.tickets}}


def _by_area(technicians: Iterable[Technician]) -> Areas:
    areas: dict[str, list[Technician]] = defaultdict(list)
    for each in technicians:
        for area in set(each.areas):
            areas[area].append(each)
    return areas


def _serving(adcode: str, areas: Areas) -> list[_Server]:
    found = {each.code: _Server(digits, each) for digits in AREA_LEVELS for each in areas.get(adcode[:digits], ())}
    return list(found.values())


def _candidates(need: Need, areas: Areas, problem: Problem) -> _Candidates:
    adcode, skill_code = need
    point = problem.points.get(adcode) if adcode else None
    if adcode is None or point is None:
        return _Candidates(Passed(), [], DispatchReason.NO_LOCATION)
    in_area = _serving(adcode, areas)
    skilled = [each for each in in_area if _has(each.technician, skill_code)]
    certified = [each for each in skilled if _has_on(each.technician, skill_code, problem.service_date)]
    with_room = [each for each in certified if each.technician.load < each.technician.daily_capacity]
    passed = Passed(in_area=len(in_area), skilled=len(skilled), certified=len(certified), with_room=len(with_room))
    return _Candidates(passed, _best_last(point, with_room), _refusal(passed))


def _best_last(point: Point, servers: Iterable[_Server]) -> list[tuple[int | None, Technician]]:
    """Sort by area level, distance (who has no known base counts as farthest) and code; keep distance and technician."""
    measured = [(digits, _distance_m(point, each.base), each) for digits, each in servers]
    measured.sort(key=lambda one: (-one[0], one[1] is None, one[1] or 0, one[2].code), reverse=True)
    return [(distance_m, each) for _, distance_m, each in measured]


def _distance_m(start: Point, end: Point | None) -> int | None:
    return None if end is None else great_circle_m(start, end)


def _has(technician: Technician, skill_code: str | None) -> bool:
    return skill_code is None or any(skill.skill_code == skill_code for skill in technician.skills)


def _has_on(technician: Technician, skill_code: str | None, day: date) -> bool:
    return skill_code is None or any(
        skill.skill_code == skill_code and (skill.valid_until is None or skill.valid_until >= day)
        for skill in technician.skills
    )


def _refusal(passed: Passed) -> DispatchReason:
    """Name the filter that emptied the list; if none did, only the batch itself can have taken the room."""
    if not passed.in_area:
        return DispatchReason.NO_TECH_IN_AREA
    if not passed.skilled:
        return DispatchReason.NO_SKILL_IN_AREA
    if not passed.certified:
        return DispatchReason.CERT_EXPIRED
    if not passed.with_room:
        return DispatchReason.CAP_FULL_BEFORE_BATCH
    return DispatchReason.CAP_TAKEN_BY_HIGHER_VALUE


def great_circle_m(start: Point, end: Point) -> int:
    """Return the distance over ground between two points, in whole metres (haversine)."""
    lat_1, lat_2 = radians(start.lat), radians(end.lat)
    half_lat, half_lon = (lat_2 - lat_1) / 2, radians(end.lon - start.lon) / 2
    h = sin(half_lat) ** 2 + cos(lat_1) * cos(lat_2) * sin(half_lon) ** 2
    return round(2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(h))))
