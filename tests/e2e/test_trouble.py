"""Bad input and trouble, as an operator meets them: a clear sentence or a clean recovery, never a traceback."""

import json
import re
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.conftest import Houses
from tests.e2e.house import (
    AT,
    House,
    a_sandbox,
    apart_from_truth,
    assert_one_sentence,
    secrets_in_prefect,
)


@pytest.fixture(scope="module")
def house(open_house: Houses) -> Iterator[House]:
    """A house whose data no story of this file changes."""
    with a_sandbox(orders=20) as sandbox, open_house(sandbox) as opened:
        yield opened


# --- Words that cannot work: exit 2 before anything is started.


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (
            ["sync-orders", "--account", "nobody"],
            "no account is called nobody; known: tmall-flagship, tmall-outlet, jd-flagship, douyin-flagship",
        ),
        (["sync-orders", "--account", "sf-main"], "sf-main is a courier; sync-orders goes over shop accounts"),
        (
            ["sync-traces", "--account", "tmall-outlet"],
            "tmall-outlet is a shop; sync-traces goes over courier accounts",
        ),
        (["cycle", "--account", "tmall-outlet"], "--account belongs to sync-orders, sync-after-sales, sync-traces"),
        (["sync-all"], "no flow is called sync-all; known: sync-orders"),
        (["sync-orders", "--start", "yesterday", "--end", "2026-11-02"], "--start must be an ISO 8601 time"),
        (["sync-orders", "--start", "2026-11-02", "--end", "2026-11-02"], "--end must lie after --start"),
        (["sync-orders", "--start", "2026-11-02"], "give both --start and --end"),
        (["sync-orders", "--param", "lookback_hours"], "write --param as KEY=VALUE"),
        (["dispatch-batch", "--start", "2026-11-01", "--end", "2026-11-02"], "dispatch-batch has no parameter start"),
        (
            ["sync-orders", "--param", "start=2026-11-02", "--param", "end=2026-11-01"],
            "The end must lie after the start",
        ),
        (["sync-orders", "--param", 'accounts=["nobody"]'], "no account is called nobody"),
    ],
    ids=lambda given: "_".join(given) if isinstance(given, list) else "",
)
def test_words_that_cannot_work_are_refused_with_what_to_write(house: House, words: list[str], reason: str) -> None:
    before = house.rows("SELECT count(*) AS n FROM ops.run")
    said = assert_one_sentence(house.shouhou("run", *words), status=2)
    assert said.startswith("shouhou: ")
    assert reason in said
    assert "\n" not in said
    assert house.rows("SELECT count(*) AS n FROM ops.run") == before


# --- Databases and services.


@pytest.mark.parametrize(
    ("bent", "seen"),
    [
        (lambda url: url.replace("://shouhou:", "://shouhou:x"), "password authentication failed"),
        (lambda url: url.rpartition("/")[0] + "/nowhere", "does not exist"),
    ],
    ids=["wrong_password", "no_such_database"],
)
def test_a_database_that_lets_nobody_in_gives_a_sentence(house: House, bent: Callable[[str], str], seen: str) -> None:
    said = assert_one_sentence(house.shouhou("run", "cycle", SHOUHOU_DATABASE_URL=bent(house.url)), status=2)
    assert seen in said
    assert "SHOUHOU_DATABASE_URL" in said


def test_a_home_that_cannot_be_made_is_named(house: House, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = assert_one_sentence(house.shouhou("run", "cycle", SHOUHOU_HOME=str(tmp_path / "file" / "home")), status=1)
    assert str(tmp_path / "file" / "home") in said
    assert "SHOUHOU_HOME" in said


def test_a_file_that_the_sandbox_cannot_write_is_named(house: House, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for words in (["--write-config", str(tmp_path / "file" / "x.toml")], ["--truth", str(tmp_path)]):
        said = assert_one_sentence(house.shouhou("sandbox", "--orders", "1", *words), status=2)
        assert str(tmp_path) in said


# --- Accounts.


def test_dead_accounts_among_healthy_ones(house_of: Callable[..., House]) -> None:
    house = house_of(orders=60, shops=("tmall-flagship", "tmall-outlet", "tmall-3"))
    house.sandbox.expire_session("tmall-outlet")
    unreachable(house, "tmall-3")
    done = house.shouhou("run", "sync-orders", *AT, "--json")
    tally = json.loads(done.stdout)
    assert (done.returncode, tally["status"]) == (1, "partial")
    assert {name: row["status"] for name, row in tally["accounts"].items()} == {
        "tmall-flagship": "done",
        "tmall-outlet": "failed",
        "tmall-3": "failed",
    }
    for name in ("tmall-outlet", "tmall-3"):
        assert f"sync-orders: {name} failed: {tally['accounts'][name]['reason']}" in done.stderr
    [stored] = house.rows("SELECT count(*) AS n FROM api.v1_orders WHERE account = 'tmall-flagship'")
    truth = [row for row in house.sandbox.truth()["orders"] if row["account"] == "tmall-flagship"]
    assert tally["accounts"]["tmall-flagship"]["inserted"] == stored["n"] == len(truth)
    assert secrets_in_prefect(house) == []

    listed = house.shouhou("accounts").stdout
    assert re.search(r"tmall-outlet .*paused", listed)
    assert not re.search(r"tmall-3 .*paused", listed), "what may pass later is tried again by the next run"

    house.sandbox.renew_session("tmall-outlet")
    house.sandbox.write_config(house.config)
    assert house.shouhou("accounts", "resume", "tmall-outlet").returncode == 0
    again = house.tally("sync-orders")
    assert {row["status"] for row in again["accounts"].values()} == {"done"}
    assert [line for line in apart_from_truth(house) if line.startswith("order")] == []


def unreachable(house: House, name: str) -> None:
    """Point one account at a port where nobody listens."""
    before, _, after = house.config.read_text().partition(f'name = "{name}"')
    house.config.write_text(f'{before}name = "{name}"' + re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:1", after, count=1))


def test_of_two_runs_of_one_account_at_once_one_does_the_work(house_of: Callable[..., House]) -> None:
    house = house_of(orders=80)
    words = ("run", "sync-orders", *AT, "--json")
    both = [house.start(*words, SHOUHOU_LOCK_WAIT_S="0.2") for _ in range(2)]
    ends = [each.ended() for each in both]
    assert [done.returncode for done in ends] == [0, 0], ends
    tallies = [json.loads(done.stdout) for done in ends]
    for name in ("tmall-flagship", "tmall-outlet"):
        rows = [tally["accounts"][name] for tally in tallies]
        assert {row["status"] for row in rows} <= {"done", "skipped"}
        assert all(row["reason"] for row in rows if row["status"] == "skipped")
        truth = [row for row in house.sandbox.truth()["orders"] if row["account"] == name]
        assert sum(row["inserted"] for row in rows) == len(truth)
    assert [line for line in apart_from_truth(house) if line.startswith("order")] == []


@pytest.mark.long
def test_platforms_in_trouble_delay_a_cycle_and_change_nothing_in_the_end(house_of: Callable[..., House]) -> None:
    house = house_of(orders=60, faults={"cut_json": 0.1, "reorder": 0.3, "duplicate": 0.2, "busy": 0.05, "html": 0.05})
    first = house.shouhou("run", "cycle", *AT, "--json")
    tally = json.loads(first.stdout)
    assert first.returncode == (tally["status"] != "completed")
    house.sandbox.set_faults({})
    assert house.tally("cycle")["status"] == "completed"
    assert apart_from_truth(house) == []


# --- Ends that nobody planned.


def test_ctrl_c_ends_a_run_at_any_moment(house_of: Callable[..., House]) -> None:
    """Prefect alone swallows an interrupt while it closes a subflow, and waits for calls that hang."""
    house = house_of(orders=80, faults={"timeout": 1.0})
    run = house.start("run", "sync-orders", *AT, SHOUHOU_PATIENCE_S="90")
    run.wait_for_row("SELECT FROM ops.run_account WHERE status = 'running'")
    run.process.send_signal(signal.SIGINT)
    assert run.ended(within_s=30).returncode == 130


@pytest.mark.long
def test_a_run_whose_services_are_stopped_says_so_and_ends(house_of: Callable[..., House], tmp_path: Path) -> None:
    """In a home of its own, for everybody else's services stay."""
    house = replace(house_of(orders=80), home=tmp_path / "home")
    house.sandbox.script("taobao.trades.sold.increment.get", ["timeout"] * 2)
    run = house.start("run", "sync-orders", *AT)
    try:
        run.wait_for_row("SELECT FROM ops.run_account WHERE status = 'running'")
    finally:
        assert "stopped prefect" in house.shouhou("stop").stdout
    done = run.ended(within_s=240)
    assert (done.returncode, done.stdout) == (1, "")
    assert "no longer answers" in done.stderr
