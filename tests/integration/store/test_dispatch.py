"""Batches in the database: one transaction, hard limits kept while others write, nothing planned twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Engine, text

from rules.dispatch import SOLVER, plan
from schemas.dispatch import Outcome
from schemas.tickets import Move, NewTicket, TicketStatus, TicketType
from store import tickets
from store.dispatch import Reading, lock_day, read
from store.dispatch_commit import Batch, commit
from store.engine import transaction
from tasks.dispatch_batch import dispatch_batch

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
DAY = date(2026, 11, 21)
RUN = UUID("00000000-0000-4000-8000-000000000001")

_WORLD = """
DELETE FROM core.region;
INSERT INTO core.region (adcode, name, level, parent_adcode, lon, lat) VALUES
    ('330000', '浙江省', 1, NULL, 120.15, 30.27), ('330100', '杭州市', 2, '330000', 120.21, 30.25),
    ('330106', '西湖区', 3, '330100', 120.13, 30.26), ('330113', '临平区', 3, '330100', NULL, NULL),
    ('340000', '安徽省', 1, NULL, 117.28, 31.86), ('340104', '蜀山区', 3, '340000', NULL, NULL),
    ('110000', '北京市', 1, NULL, 116.41, 39.90), ('110155', '新设区', 3, '110000', NULL, NULL);
INSERT INTO core.provider (code, name) VALUES ('P1', '安捷'), ('P2', '速装');
"""


@pytest.fixture
def world(database: Engine) -> Engine:
    """Give a database with places and two providers; P1 serves 杭州, P2 北京."""
    with transaction(database) as cursor:
        cursor.execute(_WORLD)
        serve(cursor, "P1", None, "3301")
        serve(cursor, "P2", None, "11")
    return database


def serve(cursor: Cursor, provider: str, technician: str | None, *adcodes: str) -> None:
    for adcode in adcodes:
        cursor.execute(
            "INSERT INTO core.service_area VALUES ((SELECT provider_id FROM core.provider WHERE code = %s),"
            " (SELECT technician_id FROM core.technician WHERE code = %s), %s)",
            (provider, technician, adcode),
        )


def a_technician(
    world: Engine, code: str = "T1", *, provider: str = "P1", areas: tuple[str, ...] = (), **given: Any
) -> None:
    row = {"lon": 120.13, "lat": 30.26, "daily_capacity": 6, "status": "active", "skill": "ac", "until": None} | given
    with transaction(world) as cursor:
        cursor.execute(
            "INSERT INTO core.technician (provider_id, code, display_name, status, base_lon, base_lat, daily_capacity)"
            " SELECT provider_id, %s, '师傅', %s, %s, %s, %s FROM core.provider WHERE code = %s RETURNING technician_id",
            (code, row["status"], row["lon"], row["lat"], row["daily_capacity"], provider),
        )
        (technician_id,) = cursor.fetchall()[0]
        cursor.execute(
            "INSERT INTO core.technician_skill VALUES (%s, %s, %s)", (technician_id, row["skill"], row["until"])
        )
        serve(cursor, provider, code, *areas)


def a_ticket(world: Engine, key: str = "install:shop:1:1", **given: Any) -> int:
    valid = {
        "ticket_type": TicketType.INSTALL, "priority": 3, "reason": "rule x v1", "status": TicketStatus.READY,
        "adcode": "330106", "skill_code": "ac",
    }  # fmt: skip
    with transaction(world) as cursor:
        made = tickets.create(cursor, [NewTicket(dedupe_key=key, **valid | given)], now=NOW, actor="create-tickets")
    return made[0]


def batch(world: Engine, **given: Any) -> dict[str, int]:
    url = world.url.render_as_string(hide_password=False)
    return dispatch_batch(url, **{"now": NOW, "run_id": RUN} | given)


def rows(world: Engine, query: str) -> list[tuple[Any, ...]]:
    with world.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def results(world: Engine) -> dict[str, tuple[Any, ...]]:
    """Return by dedupe_key: outcome, technician, reason of the newest batch."""
    found = rows(
        world,
        "SELECT t.dedupe_key, r.outcome, w.code, r.reason_code FROM core.dispatch_result r JOIN core.ticket t USING"
        " (ticket_id) LEFT JOIN core.technician w USING (technician_id) ORDER BY batch_id",
    )
    return {key: tuple(rest) for key, *rest in found}


def test_a_batch_assigns_moves_and_explains_in_one_go(world: Engine) -> None:
    a_technician(world, "T1", daily_capacity=1)
    a_ticket(world, "a", priority=1)
    a_ticket(world, "b")
    assert batch(world) == {"considered": 2, "assigned": 1, "unassigned": 1, "skipped": 0}
    assert results(world) == {
        "a": ("assigned", "T1", "only_candidate"),
        "b": ("unassigned", None, "cap_taken_by_higher_value"),
    }
    assert rows(world, "SELECT dedupe_key, status, version FROM core.ticket ORDER BY 1") == [
        ("a", "assigned", 2),
        ("b", "ready", 1),
    ]
    assert rows(world, "SELECT service_date, status, assigned_by, reason, distance_m FROM core.assignment") == [
        (DAY, "active", "dispatch-batch", "only_candidate", 0)
    ]
    assert rows(
        world, "SELECT status, scope_key, service_date, solver, run_id, created_at FROM core.dispatch_batch"
    ) == [("committed", "2026-11-21", DAY, SOLVER, RUN, NOW)]
    assert rows(world, "SELECT score ->> 'in_area', score ->> 'with_room' FROM core.dispatch_result LIMIT 1") == [
        ("1", "1")
    ]
    assert rows(world, "SELECT reason, at FROM core.ticket_event WHERE to_status = 'assigned'") == [
        ("T1 on 2026-11-21: only_candidate", NOW)
    ]


def test_a_run_that_finds_what_the_last_batch_left_makes_none(world: Engine) -> None:
    a_technician(world, daily_capacity=1)
    a_ticket(world, "a")
    a_ticket(world, "b")
    batch(world)
    again = batch(world, now=NOW + timedelta(hours=1))
    assert again == {"considered": 1, "assigned": 0, "unassigned": 1, "skipped": 0}
    assert rows(world, "SELECT count(*) FROM core.dispatch_batch") == [(1,)]
    a_technician(world, "T2")
    assert batch(world) == {"considered": 1, "assigned": 1, "unassigned": 0, "skipped": 0}


def test_what_is_left_over_is_planned_anew_for_another_day(world: Engine) -> None:
    a_technician(world, daily_capacity=1)
    a_ticket(world, "a")
    a_ticket(world, "b")
    batch(world)
    assert batch(world, service_date=DAY + timedelta(days=1))["assigned"] == 1
    assert rows(world, "SELECT service_date FROM core.assignment ORDER BY 1") == [(DAY,), (DAY + timedelta(days=1),)]


def test_d2_no_technicians_or_no_tickets_are_clean_results(world: Engine) -> None:
    assert batch(world) == {"considered": 0, "assigned": 0, "unassigned": 0, "skipped": 0}
    a_ticket(world, "a")
    assert batch(world) == {"considered": 1, "assigned": 0, "unassigned": 1, "skipped": 0}
    assert results(world) == {"a": ("unassigned", None, "no_tech_in_area")}


def test_only_ready_visits_of_our_own_are_planned(world: Engine) -> None:
    a_technician(world)
    a_ticket(world, "new", status=TicketStatus.NEW)
    a_ticket(world, "theirs", service_mode="platform")
    a_ticket(world, "return", ticket_type=TicketType.RETURN, status=TicketStatus.NEW)
    a_ticket(world, "repair", ticket_type=TicketType.REPAIR)
    assert batch(world)["considered"] == 1
    assert set(results(world)) == {"repair"}


@pytest.mark.parametrize("idle", ["technician", "provider"])
def test_nobody_who_is_suspended_gets_work(world: Engine, idle: str) -> None:
    a_technician(world)
    with transaction(world) as cursor:
        cursor.execute(f"UPDATE core.{idle} SET status = 'suspended'")
    a_ticket(world, "a")
    batch(world)
    assert results(world) == {"a": ("unassigned", None, "no_tech_in_area")}


def test_a_technician_with_areas_of_his_own_serves_those_and_not_the_providers(world: Engine) -> None:
    a_technician(world, "T1", areas=("3304",))
    a_ticket(world, "a")
    batch(world)
    assert results(world) == {"a": ("unassigned", None, "no_tech_in_area")}


def test_a_certificate_must_count_on_the_day_of_the_visit(world: Engine) -> None:
    a_technician(world, "T1", until=DAY - timedelta(days=1))
    a_ticket(world, "a")
    batch(world)
    assert results(world)["a"] == ("unassigned", None, "cert_expired")
    with transaction(world) as cursor:
        cursor.execute("UPDATE core.technician_skill SET valid_until = %s", (DAY,))
    batch(world)
    assert results(world)["a"] == ("assigned", "T1", "only_candidate")


def test_a_district_without_centre_is_measured_from_its_city_a_municipality_included(world: Engine) -> None:
    a_technician(world, "T1", lon=120.21, lat=30.25)
    a_technician(world, "T2", provider="P2", lon=116.41, lat=39.90)
    a_ticket(world, "临平", adcode="330113")
    a_ticket(world, "北京", adcode="110155")
    a_ticket(world, "蜀山", adcode="340104")
    a_ticket(world, "省", adcode="330000")
    batch(world)
    assert results(world) == {
        "临平": ("assigned", "T1", "only_candidate"),
        "北京": ("assigned", "T2", "only_candidate"),
        "蜀山": ("unassigned", None, "no_location"),
        "省": ("unassigned", None, "no_location"),
    }
    assert rows(world, "SELECT DISTINCT distance_m FROM core.assignment") == [(0,)]


def assign_by_hand(world: Engine, ticket_id: int, technician: str = "T1", *, day: date = DAY) -> None:
    with transaction(world) as cursor:
        cursor.execute(
            "INSERT INTO core.assignment (ticket_id, technician_id, service_date, assigned_by, reason)"
            " SELECT %s, technician_id, %s, 'wang', '老客户' FROM core.technician WHERE code = %s",
            (ticket_id, day, technician),
        )


def test_what_people_assigned_stays_and_takes_its_place_of_that_day(world: Engine) -> None:
    a_technician(world, daily_capacity=1)
    by_hand = a_ticket(world, "a")
    a_ticket(world, "b")
    assign_by_hand(world, by_hand)
    assert batch(world) == {"considered": 1, "assigned": 0, "unassigned": 1, "skipped": 0}
    assert results(world) == {"b": ("unassigned", None, "cap_full_before_batch")}
    assert rows(world, "SELECT assigned_by, reason FROM core.assignment") == [("wang", "老客户")]


def test_the_load_of_another_day_and_ended_assignments_take_no_place(world: Engine) -> None:
    a_technician(world, daily_capacity=1)
    assign_by_hand(world, a_ticket(world, "a"), day=DAY + timedelta(days=1))
    done = a_ticket(world, "b")
    assign_by_hand(world, done)
    with transaction(world) as cursor:
        cursor.execute("UPDATE core.assignment SET status = 'cancelled' WHERE ticket_id = %s", (done,))
    assert batch(world)["assigned"] == 1


def planned(cursor: Cursor) -> Reading:
    lock_day(cursor, DAY)
    return read(cursor, service_date=DAY, now=NOW)


def committed(cursor: Cursor, reading: Reading) -> dict[Outcome, int]:
    batch = Batch(service_date=DAY, solver=SOLVER, params={}, input_hash="in", left_hash="left")
    return commit(cursor, batch, plan(reading.problem), reading, now=NOW, run_id=RUN)


def test_a_ticket_that_changes_before_the_commit_is_skipped_and_planned_by_the_next_run(world: Engine) -> None:
    a_technician(world)
    changed = a_ticket(world, "a")
    a_ticket(world, "b")
    with transaction(world) as cursor:
        reading = planned(cursor)
        hold_and_resume(world, changed)
        assert committed(cursor, reading) == {Outcome.SKIPPED: 1, Outcome.ASSIGNED: 1}
    assert results(world)["a"] == ("skipped", None, "ticket_changed")
    assert batch(world) == {"considered": 1, "assigned": 1, "unassigned": 0, "skipped": 0}


def hold_and_resume(world: Engine, ticket_id: int) -> None:
    def step(status: TicketStatus, version: int, **given: Any) -> Move:
        return Move(ticket_id=ticket_id, expected_version=version, to_status=status, reason="news", **given)

    with transaction(world) as cursor:
        away = step(TicketStatus.SUSPENDED, 1, hold_reason="refund_pending")
        tickets.move(cursor, [away], now=NOW, actor="create-tickets")
        tickets.move(cursor, [step(TicketStatus.READY, 2)], now=NOW, actor="create-tickets")


def test_d3_a_place_that_is_taken_before_the_commit_is_not_given_twice(world: Engine) -> None:
    a_technician(world, daily_capacity=2)
    by_hand = a_ticket(world, "hand", status=TicketStatus.NEW)
    a_ticket(world, "a", priority=1)
    a_ticket(world, "b")
    with transaction(world) as cursor:
        reading = planned(cursor)
        assign_by_hand(world, by_hand)
        assert committed(cursor, reading) == {Outcome.ASSIGNED: 1, Outcome.SKIPPED: 1}
    assert results(world) == {"a": ("assigned", "T1", "only_candidate"), "b": ("skipped", None, "capacity_changed")}
    assert rows(world, "SELECT count(*) FROM core.assignment WHERE status = 'active'") == [(2,)]


def test_d3_two_batches_at_once_fill_the_last_place_once(world: Engine) -> None:
    a_technician(world, daily_capacity=3)
    for n in range(6):
        a_ticket(world, f"t{n}")
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: batch(world), range(2)))
    assert sorted(each["assigned"] for each in both) == [0, 3]
    assert rows(world, "SELECT count(*) FROM core.assignment WHERE status = 'active'") == [(3,)]
    assert rows(world, "SELECT count(*) FROM core.dispatch_batch") == [(1,)]


def test_a_batch_that_breaks_leaves_nothing_that_could_stand_in_the_way(world: Engine) -> None:
    a_technician(world)
    a_ticket(world, "a")
    with pytest.raises(ZeroDivisionError):
        commit_and_break(world)
    assert rows(world, "SELECT count(*) FROM core.dispatch_batch") == [(0,)]
    assert batch(world)["assigned"] == 1


def commit_and_break(world: Engine) -> None:
    with transaction(world) as cursor:
        committed(cursor, planned(cursor))
        raise ZeroDivisionError


def test_the_views_show_the_batch_by_natural_keys(world: Engine) -> None:
    a_technician(world)
    a_ticket(world, "a")
    batch(world)
    assert rows(world, "SELECT ticket_no, outcome, technician_code, reason_code FROM api.v1_dispatch_results") == [
        ("IN-00000001", "assigned", "T1", "only_candidate")
    ]
    assert rows(world, "SELECT ticket_no, technician_code, assigned_by FROM api.v1_assignments") == [
        ("IN-00000001", "T1", "dispatch-batch")
    ]
