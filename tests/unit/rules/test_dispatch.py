"""The greedy plan of a day: tiny named instances, and hard limits counted again on random ones."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.dispatch import day_after, great_circle_m, plan
from rules.dispatch_fingerprint import fingerprint, left_over
from schemas.dispatch import Decision, Outcome, Passed, Point, Problem, ReadyTicket, Skill, Technician

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = date(2026, 11, 21)
XIHU, YUHANG, HEFEI, NOWHERE = "330106", "330110", "340104", "330127"
POINTS = {
    XIHU: Point(lon=120.130, lat=30.260),
    YUHANG: Point(lon=120.299, lat=30.419),
    HEFEI: Point(lon=117.260, lat=31.838),
}


def a_ticket(key: str = "install:shop:1:1", **given: Any) -> ReadyTicket:
    valid = {"version": 3, "priority": 3, "due_at": None, "adcode": XIHU, "skill_code": "ac"}
    return ReadyTicket(dedupe_key=key, **valid | given)


def a_technician(code: str = "T1", *, km: float = 0, **given: Any) -> Technician:
    """Build one who lives `km` north of the centroid of 西湖区."""
    base = Point(lon=120.130, lat=30.260 + km / 111.2)
    valid = {"base": base, "daily_capacity": 6, "load": 0, "skills": (Skill(skill_code="ac"),), "areas": ("3301",)}
    return Technician(code=code, **valid | given)


def a_problem(tickets: list[ReadyTicket], technicians: list[Technician]) -> Problem:
    return Problem(service_date=DAY, now=NOW, tickets=tuple(tickets), technicians=tuple(technicians), points=POINTS)


def decided(tickets: list[ReadyTicket], technicians: list[Technician]) -> dict[str, Decision]:
    return {each.dedupe_key: each for each in plan(a_problem(tickets, technicians)).decisions}


def only(ticket: ReadyTicket, *technicians: Technician) -> tuple[str, str | None]:
    decision = decided([ticket], list(technicians))[ticket.dedupe_key]
    return decision.reason.value, decision.technician_code


def test_the_nearest_technician_gets_the_ticket_and_the_distance_is_in_metres() -> None:
    found = decided([a_ticket()], [a_technician("T1", km=9), a_technician("T2", km=2)])["install:shop:1:1"]
    assert (found.outcome, found.technician_code, found.reason) == (Outcome.ASSIGNED, "T2", "lowest_cost")
    assert found.distance_m == pytest.approx(2000, abs=5)
    assert found.passed == Passed(in_area=2, skilled=2, certified=2, with_room=2)


def test_equally_near_technicians_are_told_apart_by_their_code() -> None:
    assert only(a_ticket(), a_technician("T2"), a_technician("T1")) == ("lowest_cost", "T1")


def test_who_has_no_known_base_counts_as_farthest_but_still_serves() -> None:
    assert only(a_ticket(), a_technician("T1", base=None), a_technician("T2", km=90)) == ("lowest_cost", "T2")
    found = decided([a_ticket()], [a_technician("T1", base=None)])["install:shop:1:1"]
    assert (found.technician_code, found.distance_m, found.reason) == ("T1", None, "only_candidate")


def test_the_distance_over_ground_is_the_known_one() -> None:
    beijing, shanghai = Point(lon=116.4074, lat=39.9042), Point(lon=121.4737, lat=31.2304)
    assert great_circle_m(beijing, shanghai) == pytest.approx(1_067_300, rel=0.001)
    assert great_circle_m(beijing, beijing) == 0


def test_a_place_that_nobody_knows_is_no_location() -> None:
    assert only(a_ticket(adcode=None), a_technician()) == ("no_location", None)
    assert only(a_ticket(adcode=NOWHERE), a_technician()) == ("no_location", None)


def test_without_anybody_in_the_area_no_skill_is_asked_for() -> None:
    assert only(a_ticket(adcode=HEFEI), a_technician()) == ("no_tech_in_area", None)


def test_a_need_that_nobody_has_is_named_and_d2_0_technicians_and_0_tickets_are_plans_too() -> None:
    assert only(a_ticket(skill_code="gas"), a_technician()) == ("no_skill_in_area", None)
    assert only(a_ticket()) == ("no_tech_in_area", None)
    assert plan(a_problem([], [])).decisions == ()


@pytest.mark.parametrize(
    ("valid_until", "expected"),
    [
        (DAY, ("only_candidate", "T1")),
        (DAY - timedelta(days=1), ("cert_expired", None)),
        (None, ("only_candidate", "T1")),
    ],
)
def test_a_certificate_counts_on_its_last_day_and_not_after(valid_until: date | None, expected: Any) -> None:
    technician = a_technician(skills=(Skill(skill_code="ac", valid_until=valid_until),))
    assert only(a_ticket(), technician) == expected


def test_a_ticket_that_needs_no_skill_goes_to_anybody_in_the_area() -> None:
    assert only(a_ticket(skill_code=None), a_technician(skills=())) == ("only_candidate", "T1")


def test_a_day_that_was_full_before_the_batch_is_told_from_one_that_the_batch_filled() -> None:
    assert only(a_ticket(), a_technician(daily_capacity=2, load=2)) == ("cap_full_before_batch", None)
    assert only(a_ticket(), a_technician(daily_capacity=2, load=3)) == ("cap_full_before_batch", None)
    assert only(a_ticket(), a_technician(daily_capacity=0)) == ("cap_full_before_batch", None)
    found = decided([a_ticket("b"), a_ticket("a", priority=1)], [a_technician(daily_capacity=1)])
    assert found["a"].technician_code == "T1"
    assert found["b"].reason == "cap_taken_by_higher_value"


def test_the_longest_matching_area_wins_over_nearer_technicians_of_the_city_and_the_province() -> None:
    district = a_technician("T1", km=20, areas=("33", XIHU), daily_capacity=1)
    city, province = a_technician("T2", km=1), a_technician("T3", km=0, areas=("33",))
    assert only(a_ticket(), district, city, province) == ("lowest_cost", "T1")
    assert only(a_ticket(), city, province) == ("lowest_cost", "T2")
    assert only(a_ticket(adcode=YUHANG), district, city, province) == ("lowest_cost", "T2")


def test_a_wider_area_serves_where_the_closer_one_has_nobody_with_room_or_skill() -> None:
    district, city = a_technician("T1", areas=(XIHU,), daily_capacity=1), a_technician("T2", km=30)
    found = decided([a_ticket("a"), a_ticket("b")], [district, city])
    assert (found["a"].technician_code, found["b"].technician_code) == ("T1", "T2")
    unskilled = a_technician("T1", areas=(XIHU,), skills=())
    assert only(a_ticket(), unskilled, city) == ("only_candidate", "T2")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (a_ticket("z", priority=1), a_ticket("a", priority=2, due_at=NOW - timedelta(days=9))),
        (a_ticket("z", due_at=NOW - timedelta(minutes=1)), a_ticket("a", due_at=NOW + timedelta(minutes=1))),
        (a_ticket("z", due_at=NOW - timedelta(minutes=1)), a_ticket("a")),
        (a_ticket("z", skill_code="gas"), a_ticket("a", skill_code="ac")),
        (a_ticket("a"), a_ticket("b")),
    ],
    ids=["priority", "overdue", "overdue before no limit", "fewest candidates", "natural key"],
)
def test_the_more_urgent_ticket_gets_the_last_place(first: ReadyTicket, second: ReadyTicket) -> None:
    both = a_technician("T1", daily_capacity=1, skills=(Skill(skill_code="ac"), Skill(skill_code="gas")))
    other = a_technician("T2", km=50, daily_capacity=1)
    found = decided([second, first], [both] if first.skill_code == second.skill_code else [both, other])
    assert found[first.dedupe_key].technician_code == "T1"
    assert found[second.dedupe_key].technician_code in (None, "T2")


def test_the_day_after_is_counted_in_shanghai() -> None:
    assert day_after(datetime(2026, 11, 20, 15, 59, tzinfo=UTC)) == date(2026, 11, 21)
    assert day_after(datetime(2026, 11, 20, 16, 0, tzinfo=UTC)) == date(2026, 11, 22)


def test_a_problem_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="ticket occurs twice"):
        a_problem([a_ticket(), a_ticket()], [])
    with pytest.raises(ValueError, match="T1: capacity"):
        a_problem([], [a_technician(load=-1)])
    with pytest.raises(ValueError, match="T1: an area has"):
        a_problem([], [a_technician(areas=("330",))])
    with pytest.raises(ValueError, match="aware"):
        Problem(service_date=DAY, now=NOW.replace(tzinfo=None), tickets=(), technicians=(), points={})


SKILLS = ("ac", "gas", "tv")
AREAS = ("33", "3301", "3304", "34", XIHU, YUHANG, HEFEI)


def a_random_problem(seed: int, *, tickets: int = 40, technicians: int = 9) -> Problem:
    chance = random.Random(seed)
    return a_problem(
        [
            a_ticket(
                f"install:shop:{n}:1",
                priority=chance.randint(1, 4),
                adcode=chance.choice([XIHU, YUHANG, HEFEI, NOWHERE, None]),
                skill_code=chance.choice([*SKILLS, None]),
                due_at=chance.choice([None, NOW - timedelta(hours=1), NOW + timedelta(hours=1)]),
            )
            for n in range(tickets)
        ],
        [a_random_technician(chance, n) for n in range(technicians)],
    )


def a_random_technician(chance: random.Random, n: int) -> Technician:
    return a_technician(
        f"T{n}",
        km=chance.choice([0, 5, 5, 40]),
        base=chance.choice([None, Point(lon=120.2, lat=30.2), Point(lon=120.3, lat=30.3)]),
        daily_capacity=chance.randint(0, 5),
        load=chance.randint(0, 3),
        areas=tuple(chance.sample(AREAS, chance.randint(0, 3))),
        skills=tuple(
            Skill(skill_code=code, valid_until=chance.choice([None, DAY, DAY - timedelta(days=1)]))
            for code in chance.sample(SKILLS, chance.randint(0, 3))
        ),
    )


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_no_plan_breaks_a_hard_limit_when_everything_is_counted_again(seed: int) -> None:
    problem = a_random_problem(seed)
    tickets = {each.dedupe_key: each for each in problem.tickets}
    workers = {each.code: each for each in problem.technicians}
    decisions = plan(problem).decisions
    assert sorted(each.dedupe_key for each in decisions) == sorted(tickets)
    for each in decisions:
        if each.technician_code is not None:
            ticket, worker = tickets[each.dedupe_key], workers[each.technician_code]
            assert ticket.adcode is not None
            assert any(ticket.adcode.startswith(area) for area in worker.areas)
            good = {
                skill.skill_code for skill in worker.skills if skill.valid_until is None or skill.valid_until >= DAY
            }
            assert ticket.skill_code is None or ticket.skill_code in good
    given_to = Counter(each.technician_code for each in decisions if each.technician_code)
    assert all(count + workers[code].load <= workers[code].daily_capacity for code, count in given_to.items())


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_every_unassigned_ticket_names_the_first_filter_that_left_nobody(seed: int) -> None:
    problem = a_random_problem(seed)
    tickets = {each.dedupe_key: each for each in problem.tickets}
    for each in plan(problem).decisions:
        if each.outcome is Outcome.UNASSIGNED:
            assert each.reason == recounted(tickets[each.dedupe_key], problem)


def recounted(ticket: ReadyTicket, problem: Problem) -> str:
    """Find the reason by going over every technician, one filter after the other."""
    if ticket.adcode not in POINTS:
        return "no_location"
    left = [each for each in problem.technicians if any(ticket.adcode.startswith(area) for area in each.areas)]
    filters = {
        "no_skill_in_area": lambda each: ticket.skill_code in {None, *(s.skill_code for s in each.skills)},
        "cert_expired": lambda each: (
            ticket.skill_code is None
            or any(s.skill_code == ticket.skill_code and (s.valid_until or DAY) >= DAY for s in each.skills)
        ),
        "cap_full_before_batch": lambda each: each.daily_capacity > each.load,
    }
    if not left:
        return "no_tech_in_area"
    for reason, passes in filters.items():
        left = [each for each in left if passes(each)]
        if not left:
            return reason
    return "cap_taken_by_higher_value"


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), shuffle=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_neither_plan_nor_fingerprint(seed: int, shuffle: random.Random) -> None:
    problem = a_random_problem(seed)
    mixed = Problem(
        service_date=DAY,
        now=NOW,
        tickets=tuple(shuffle.sample(problem.tickets, len(problem.tickets))),
        technicians=tuple(
            a_technician(
                each.code,
                base=each.base,
                daily_capacity=each.daily_capacity,
                load=each.load,
                areas=tuple(shuffle.sample(each.areas, len(each.areas))),
                skills=tuple(shuffle.sample(each.skills, len(each.skills))),
            )
            for each in shuffle.sample(problem.technicians, len(problem.technicians))
        ),
        points=problem.points,
    )
    assert plan(mixed) == plan(problem)
    assert fingerprint(mixed) == fingerprint(problem)


@pytest.mark.parametrize(
    "changed",
    [
        a_problem([a_ticket(version=4)], [a_technician()]),
        a_problem([a_ticket(adcode=YUHANG)], [a_technician()]),
        a_problem([a_ticket(priority=1)], [a_technician()]),
        a_problem([a_ticket(), a_ticket("b")], [a_technician()]),
        a_problem([a_ticket()], [a_technician(load=1)]),
        a_problem([a_ticket()], [a_technician(daily_capacity=7)]),
        a_problem([a_ticket()], [a_technician(skills=(Skill(skill_code="ac", valid_until=DAY),))]),
        a_problem([a_ticket()], [a_technician(areas=("33",))]),
        a_problem([a_ticket()], [a_technician(km=1)]),
        a_problem([a_ticket()], [a_technician(), a_technician("T2")]),
        Problem(service_date=date(2026, 11, 22), now=NOW, tickets=(a_ticket(),), technicians=(a_technician(),), points=POINTS),
        Problem(service_date=DAY, now=NOW, tickets=(a_ticket(),), technicians=(a_technician(),), points={}),
    ],
)  # fmt: skip
def test_the_fingerprint_sees_everything_that_a_plan_depends_on(changed: Problem) -> None:
    assert fingerprint(changed) != fingerprint(a_problem([a_ticket()], [a_technician()]))


def test_the_fingerprint_does_not_see_the_clock() -> None:
    later = Problem(
        service_date=DAY,
        now=NOW + timedelta(hours=3),
        tickets=(a_ticket(),),
        technicians=(a_technician(),),
        points=POINTS,
    )
    assert fingerprint(later) == fingerprint(a_problem([a_ticket()], [a_technician()]))


def test_what_a_plan_leaves_is_the_tickets_without_technician_and_the_loads_it_added() -> None:
    problem = a_problem([a_ticket("a"), a_ticket("b"), a_ticket("c")], [a_technician(daily_capacity=3, load=1)])
    left = left_over(problem, plan(problem))
    assert [each.dedupe_key for each in left.tickets] == ["c"]
    assert left.technicians[0].load == 3
    assert plan(left).decisions[0].reason == "cap_full_before_batch"
