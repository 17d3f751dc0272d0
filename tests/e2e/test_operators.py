"""What operators do by command: bring the past in, and handle what was set aside."""

import json
from collections.abc import Callable

import pytest

from tests.e2e.house import House
from tests.truth import differences, expected, view

SPAN = ("--start", "2026-11-04", "--end", "2026-11-20T10:05")
DONE = "SELECT 1 FROM ops.backfill_chunk WHERE done_at IS NOT NULL"


def test_a_backfill_that_was_killed_goes_on_where_it_stopped(house_of: Callable[..., House]) -> None:
    house = house_of(orders=400, shops=2)
    words = ("backfill", "--entity", "orders", *SPAN, "--chunk", "12h", "--json")
    killed = house.start(*words)
    killed.wait_for_row(DONE)
    killed.kill()
    [before] = house.rows("SELECT count(done_at) AS done, count(*) AS parts FROM ops.backfill_chunk")
    assert 0 < before["done"] < before["parts"]
    done = house.shouhou(*words)
    assert done.returncode == 0, done.stderr
    tally = json.loads(done.stdout.splitlines()[-1])
    assert (tally["flow"], tally["status"]) == ("backfill", "completed")
    assert "parts done" in done.stderr
    assert house.rows("SELECT 1 FROM ops.backfill_chunk WHERE done_at IS NULL") == []
    assert len(house.rows("SELECT DISTINCT run_id FROM ops.backfill_chunk")) == 2, "a part is done by one run"
    truth = house.sandbox.truth()
    for name in ("orders", "order_lines"):
        assert differences(view(house.database, name), expected(truth, name)) == []
    again = house.shouhou(*words)
    assert again.returncode == 0
    assert "done before; --again" in again.stderr


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["backfill", "--entity", "orders", "--end", "2026-11-02"], "--start"),
        (["backfill", "--entity", "refunds", *SPAN], "orders, after_sales, traces"),
        (["backfill", "--entity", "orders", *SPAN, "--chunk", "week"], "days such as 7"),
        (["backfill", "--entity", "orders", "--start", "2026-11-02", "--end", "2999-01-01"], "lies ahead"),
        (["backfill", "--entity", "traces", *SPAN, "--account", "tmall-outlet"], "is a shop"),
        (["rejects", "discard", "--reason", "x"], "or say --all"),
        (["rejects", "--entity", "refunds"], "orders, after_sales, traces"),
        (["replay", "--account", "nobody"], "no account is called nobody"),
    ],
)
def test_words_that_cannot_work_are_refused(house_of: Callable[..., House], words: list[str], reason: str) -> None:
    done = house_of(orders=20, shops=2).shouhou(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert reason in done.stderr


def test_rejects_are_listed_replayed_and_discarded(house_of: Callable[..., House]) -> None:
    house = house_of(orders=300, shops=2)
    house.tally("sync-orders")
    groups = json.loads(house.shouhou("rejects", "--json").stdout)
    assert groups
    group = groups[0]
    assert {"account", "entity", "rule", "rows", "first_seen", "last_seen", "message"} <= set(group)
    replayed = house.shouhou("replay", "--rule", group["rule"], "--json")
    assert replayed.returncode == 0, replayed.stderr
    tally = json.loads(replayed.stdout.splitlines()[-1])
    assert (tally["inserted"], tally["rejected"]) == (0, tally["fetched"])
    each = json.loads(house.shouhou("rejects", "--rule", group["rule"], "--each", "1", "--json").stdout)
    assert each[0]["attempts"] == 2
    gone = house.shouhou("rejects", "discard", "--rule", group["rule"], "--reason", "a test of theirs")
    assert "rejects discarded" in gone.stdout
    left = json.loads(house.shouhou("rejects", "--json").stdout)
    assert group["rule"] not in {one["rule"] for one in left}
    [kept] = house.rows("SELECT action, reason FROM ops.operator_action")
    assert kept == {"action": "rejects discard", "reason": "a test of theirs"}
