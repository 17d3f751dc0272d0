"""Trouble on demand."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from sandbox.faults import BLOCKING, NAMES, FaultPlan, parse_faults
from sandbox.service import Sandbox
from tests.unit.sandbox.callers import ALL_TYPES, a_sandbox, beijing, tmall

LIST = "taobao.trades.sold.increment.get"


def test_faults_are_read_from_text() -> None:
    assert parse_faults("") == {}
    assert parse_faults(" busy:0.1, http500:0.05 ,") == {"busy": 0.1, "http500": 0.05}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bussy:0.1", "unknown fault 'bussy'; known faults are: rate_limit, rate_limit_told, busy"),
        ("busy", "rate between 0 and 1"),
        ("busy:much", "rate between 0 and 1"),
        ("busy:1.5", "rate between 0 and 1"),
        ("busy:nan", "rate between 0 and 1"),
        ("busy:0.6,html:0.6", "together must not exceed 1"),
    ],
)
def test_wrong_faults_are_named(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_faults(text)


def test_every_fault_of_the_contract_is_known() -> None:
    contract = "rate_limit, rate_limit_told, busy, http500, timeout, reset, cut_json, html, expired_session,"
    own = {"missing", "stranger"}  # beyond the contract: of couriers that answer for several parcels at once
    assert set(NAMES) - own == {*contract.rstrip(",").split(", "), "duplicate", "reorder", "changing"}


def _draws(plan: FaultPlan, count: int = 300) -> list[str]:
    return [plan.draw("shop", "method", NAMES) for _ in range(count)]


def test_draws_follow_the_seed_alone() -> None:
    rates = {"busy": 0.2, "duplicate": 0.2}
    assert _draws(FaultPlan(1, rates)) == _draws(FaultPlan(1, rates))
    assert _draws(FaultPlan(1, rates)) != _draws(FaultPlan(2, rates))
    found = Counter(_draws(FaultPlan(1, rates), 2000))
    assert 300 < found["busy"] < 500
    assert 300 < found["duplicate"] < 500


def test_a_retry_passes_in_the_end() -> None:
    drawn = _draws(FaultPlan(1, {"busy": 1.0}), 40)
    assert drawn == (["busy"] * 3 + [""]) * 10


def test_a_script_goes_first() -> None:
    plan = FaultPlan(1, {"html": 1.0})
    plan.script("method", ["busy", None])
    assert [plan.draw("shop", "method", BLOCKING) for _ in range(3)] == ["busy", "", "html"]
    with pytest.raises(ValueError, match="unknown fault"):
        plan.script("method", ["nothing"])


@pytest.mark.parametrize(
    ("fault", "code", "sub_code", "told"),
    [
        ("rate_limit", 7, "accesscontrol.limited-by-api-access-count", None),
        ("rate_limit_told", 7, "accesscontrol.limited-by-api-access-count", "This ban will last for 1 more seconds"),
        ("rate_limit_told:31062", 7, "accesscontrol.limited-by-app-access-count", "last for 31062 more seconds"),
        ("busy", 15, "isp.remote-service-timeout", "重试"),
        ("expired_session", 27, "invalid-sessionkey", "SessionKey"),
    ],
)
def test_refusals_in_the_platforms_words(fault: str, code: int, sub_code: str, told: str | None) -> None:
    sandbox = a_sandbox(orders=3)
    sandbox.script("taobao.time.get", [fault])
    error = tmall(sandbox, "taobao.time.get")
    assert (error["code"], error["sub_code"]) == (code, sub_code)
    assert (told or "") in error.get("sub_msg", "")
    assert ("sub_msg" in error) == bool(told)
    assert "time" in tmall(sandbox, "taobao.time.get")


def test_a_session_stays_dead_until_it_is_renewed() -> None:
    sandbox = a_sandbox(orders=3)
    sandbox.expire_session("tmall-flagship")
    assert [tmall(sandbox, LIST, fields="tid", **_window(sandbox))["code"] for _ in range(5)] == [27] * 5
    assert "code" not in tmall(sandbox, LIST, shop=1, fields="tid", **_window(sandbox))
    sandbox.renew_session("tmall-flagship")
    assert "code" not in tmall(sandbox, LIST, fields="tid", **_window(sandbox))


def _window(sandbox: Sandbox) -> dict[str, Any]:
    end = sandbox.world.ends_at
    return {"start_modified": beijing(end - timedelta(days=1)), "end_modified": beijing(end), "type": ALL_TYPES}


def _page(sandbox: Sandbox, number: int = 1, size: int = 10, fields: str = "tid") -> list[int]:
    answer = tmall(sandbox, LIST, fields=fields, page_no=number, page_size=size, **_window(sandbox))
    return [row["tid"] for row in answer.get("trades", {}).get("trade", [])]


def test_rows_are_repeated_and_mixed_but_never_lost() -> None:
    sandbox = a_sandbox()
    plain = _page(sandbox, 2)
    sandbox.script(LIST, ["duplicate", "reorder"])
    repeated, mixed = _page(sandbox, 2), _page(sandbox, 2)
    assert len(repeated) == 11
    assert set(plain) <= set(repeated)
    assert mixed != plain
    assert sorted(mixed) == sorted(plain)


def test_a_row_changed_while_paging_shifts_the_pages_and_the_truth_follows() -> None:
    sandbox = a_sandbox()
    before = {order.tid: order.modified_at for order in sandbox.world.orders}
    total = tmall(sandbox, LIST, fields="tid", **_window(sandbox))["total_results"]
    pages = -(-total // 10)
    sandbox.script(LIST, [None, "changing", None, "changing"])
    seen = [tid for page in range(pages, 0, -1) for tid in _page(sandbox, page)]
    changed = [order for order in sandbox.world.orders if order.modified_at != before[order.tid]]
    assert 1 <= len(changed) <= 2  # the same row may be changed twice
    assert all(order.modified_at == sandbox.now_override for order in changed)
    window = sandbox.world.ends_at - timedelta(days=1)
    kept = {
        order.tid
        for order in sandbox.world.orders
        if order.account == sandbox.accounts[0] and window <= order.modified_at <= sandbox.world.ends_at
    }
    assert kept <= set(seen)  # back to front nothing is lost
    rows = {row["external_order_id"]: row for row in sandbox.truth()["orders"]}
    for order in changed:
        if not order.broken:
            assert rows[str(order.tid)]["source_updated_at"] == order.modified_at.isoformat()
            assert rows[str(order.tid)]["ship_by"] == order.modified_at.isoformat()
