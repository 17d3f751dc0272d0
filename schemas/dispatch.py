"""Dispatch: what a batch is given, and what it decides. Everything is named by natural keys, never by our own numbers."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct


class Outcome(StrEnum):
    """What became of a ticket that a batch looked at. `SKIPPED`: it, or its technician, changed before the commit."""

    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    SKIPPED = "skipped"


class DispatchReason(StrEnum):
    """
    Why a ticket got its technician, or none: then the first filter that emptied its list of candidates.

    The order of the unassigned reasons is the order of the filters.
    """

    NO_LOCATION = "no_location"
    NO_TECH_IN_AREA = "no_tech_in_area"
    NO_SKILL_IN_AREA = "no_skill_in_area"
    CERT_EXPIRED = "cert_expired"
    CAP_FULL_BEFORE_BATCH = "cap_full_before_batch"
    CAP_TAKEN_BY_HIGHER_VALUE = "cap_taken_by_higher_value"
    ONLY_CANDIDATE = "only_candidate"
    LOWEST_COST = "lowest_cost"
    TICKET_CHANGED = "ticket_changed"
    CAPACITY_CHANGED = "capacity_changed"


class Point(Struct, frozen=True, kw_only=True):
    """A place in degrees, in the datum of the region table."""

    lon: float
    lat: float


class ReadyTicket(Struct, frozen=True, kw_only=True):
    """A ticket that waits for a technician. `adcode` None: nobody knows where. `skill_code` None: needs no skill."""

    dedupe_key: str
    version: int
    priority: int
    due_at: datetime | None
    adcode: str | None
    skill_code: str | None


class Skill(Struct, frozen=True, kw_only=True):
    """What a technician may do. `valid_until`: the last day on which it counts; None: without end."""

    skill_code: str
    valid_until: date | None = None


class Technician(Struct, frozen=True, kw_only=True):
    """
    An active technician of an active provider.

    `areas`: adcode prefixes of 2, 4 or 6 digits that the technician serves. `load`: assignments already active on the
    day. `base` None: not known.
    """

    code: str
    base: Point | None
    daily_capacity: int
    load: int
    skills: tuple[Skill, ...]
    areas: tuple[str, ...]


class Problem(Struct, frozen=True, kw_only=True):
    """
    One day to plan. The order of tickets and technicians means nothing.

    `service_date`: in Asia/Shanghai. `now`: aware; tickets due before it are overdue. `points`: by adcode, the centroid
    of the tickets' districts, else of their cities; a place without is not in it.

    Raises:
        ValueError: `now` without offset, a key twice, a capacity or load below zero, an adcode prefix of another length.
    """

    service_date: date
    now: datetime
    tickets: tuple[ReadyTicket, ...]
    technicians: tuple[Technician, ...]
    points: dict[str, Point]

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("now must be aware")
        _must_be_distinct("ticket", [each.dedupe_key for each in self.tickets])
        _must_be_distinct("technician", [each.code for each in self.technicians])
        for each in self.technicians:
            _must_be_possible(each)


def _must_be_distinct(what: str, keys: list[str]) -> None:
    if len(set(keys)) != len(keys):
        raise ValueError(f"a {what} occurs twice")


def _must_be_possible(technician: Technician) -> None:
    if technician.daily_capacity < 0 or technician.load < 0:
        raise ValueError(f"technician {technician.code}: capacity and load must be 0 or more")
    if any(len(area) not in (2, 4, 6) for area in technician.areas):
        raise ValueError(f"technician {technician.code}: an area has 2, 4 or 6 digits")


class Passed(Struct, frozen=True, kw_only=True):
    """How many technicians passed each filter, in the order of the filters; each counts those that passed the ones before."""

    in_area: int = 0
    skilled: int = 0
    certified: int = 0
    with_room: int = 0


class Decision(Struct, frozen=True, kw_only=True):
    """What a plan says of one ticket. `distance_m`: metres to the technician's base; None: unassigned or no base known."""

    dedupe_key: str
    outcome: Outcome
    reason: DispatchReason
    passed: Passed
    technician_code: str | None = None
    distance_m: int | None = None


class Plan(Struct, frozen=True, kw_only=True):
    """One decision for each ticket of the problem, in the order in which they were taken."""

    decisions: tuple[Decision, ...]
