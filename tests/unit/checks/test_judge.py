"""What the callers of the room rely on."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import pytest

from checks import judge
from schemas.words import Entity
from tests.build import a_line, a_request, an_order
from tests.unit.checks.rows import a_late_scan, a_scan

LIGHT = """
import sys
from checks import judge
from schemas.words import Entity
assert all(judge(entity, []).verdicts == () for entity in Entity)
print(*sorted({"great_expectations", "pandas", "numpy"} & set(sys.modules)))
"""


def broken(entity: Entity, rows: list[Any], **more: Any) -> list[tuple[int, str]]:
    return [(verdict.index, verdict.rule) for verdict in judge(entity, rows, **more).verdicts]


def test_nothing_to_judge_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_row_that_breaks_two_rules_has_two_verdicts() -> None:
    rows = [an_order(), an_order(paid_amount="-1.00", lines=(a_line(quantity=0),))]
    assert broken(Entity.ORDERS, rows) == [(1, "line_quantity_in_range"), (1, "paid_amount_in_range")]


def test_two_bad_lines_of_an_order_are_one_verdict_on_it() -> None:
    two = (a_line(quantity=0), a_line(external_line_id="L2", quantity=-1))
    assert broken(Entity.ORDERS, [an_order(), an_order(lines=two), an_order()]) == [(1, "line_quantity_in_range")]


def test_a_bad_line_is_found_behind_orders_of_many_lines() -> None:
    many = tuple(a_line(external_line_id=f"L{number}") for number in range(5))
    rows = [an_order(lines=many), an_order(lines=many), an_order(lines=(a_line(paid_amount="-1.00"),))]
    assert broken(Entity.ORDERS, rows) == [(2, "line_paid_amount_in_range")]


def test_every_bad_row_of_a_large_chunk_is_named() -> None:
    rows = [a_request(refund_amount="-1.00" if number % 2 else "1.00") for number in range(1000)]
    assert broken(Entity.AFTER_SALES, rows) == [(number, "refund_amount_in_range") for number in range(1, 1000, 2)]


def test_ids_of_nineteen_digits_keep_their_last_digit() -> None:
    apart = (a_line(external_line_id="4000000000000000001"), a_line(external_line_id="4000000000000000002"))
    same = (a_line(external_line_id="4000000000000000001"), a_line(external_line_id="4000000000000000001"))
    assert broken(Entity.ORDERS, [an_order(lines=apart), an_order(lines=same)]) == [(1, "line_ids_unique")]


def test_one_line_number_in_two_orders_or_in_two_versions_of_an_order_is_fine() -> None:
    assert broken(Entity.ORDERS, [an_order(), an_order(), an_order(external_order_id="T2")]) == []


def test_what_happened_more_than_two_days_from_now_is_set_aside() -> None:
    now = datetime.fromisoformat("2026-11-10T12:00:00+08:00")
    moments = [now, now + timedelta(days=2), now + timedelta(days=2, seconds=1)]
    rows = [a_scan(occurred_at=moment.isoformat()) for moment in moments]
    assert broken(Entity.TRACES, rows, now=now) == [(2, "scan_occurred_at_plausible")]
    assert broken(Entity.TRACES, rows) == []


def test_accounts_settled_side_by_side_each_get_their_own_verdicts() -> None:
    def rows(bad: int) -> list[Any]:
        return [a_late_scan() if number == bad else a_scan() for number in range(20)]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda bad: broken(Entity.TRACES, rows(bad)), range(4)))
    assert found == [[(bad, "scan_occurred_at_plausible")] for bad in range(4)]


def test_threads_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = Lock()

    def judgement(*_: Any) -> None:
        assert inside.acquire(blocking=False), "two threads at once"
        time.sleep(0.01)
        inside.release()

    monkeypatch.setattr("checks.panel.judgement", judgement)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: judge(Entity.TRACES, [a_scan()]), range(8)))


def test_an_absent_value_is_not_counted_as_looked_at() -> None:
    unpaid = an_order(
        paid_at=None, shipped_at=None, completed_at=None, closed_at=None, paid_amount=None, parcels=(),
        lines=(a_line(paid_amount=None),),
    )  # fmt: skip
    looked = {each.rule: each.checked for each in judge(Entity.ORDERS, [unpaid, unpaid]).results}
    nothing = {rule for rule, checked in looked.items() if checked == 0}
    assert nothing == {
        "paid_amount_in_range", "paid_at_after_ordered_at", "order_parcels_usable", "shipped_at_after_ordered_at",
        "order_end_plausible", "line_shares_within_paid", "line_paid_amount_in_range",
    }  # fmt: skip
    assert looked["line_quantity_in_range"] == looked["order_id_usable"] == 2
