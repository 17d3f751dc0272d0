"""The rate of an account is one for all processes."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from store.pace import SharedPace, SparePace, shared_pace

CALLER = """
import sys, time
from store.pace import SharedPace
pace = SharedPace(sys.argv[1], "shop", float(sys.argv[2]))
for _ in range(int(sys.argv[3])):
    pace.wait()
    print(time.time(), flush=True)
"""
LATE_S = 0.1
"""How late the first call may have gone out after its turn, by the machine's doing."""


def never_faster(went: list[float], calls_per_second: float) -> None:
    first, *others = sorted(went)
    for number, at in enumerate(others, 1):
        assert at - first >= number / calls_per_second - LATE_S


def test_two_processes_together_keep_to_the_rate(database_url: str) -> None:
    command = [sys.executable, "-c", CALLER, database_url, "20", "15"]
    callers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    went = [float(line) for caller in callers for line in caller.communicate(timeout=60)[0].splitlines()]
    assert len(went) == 30
    never_faster(went, 20)


def test_a_killed_caller_costs_nobody_more_than_its_turn(database_url: str) -> None:
    command = [sys.executable, "-c", CALLER, database_url, "10", "1000"]
    killed = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert killed.stdout
    killed.stdout.readline()
    killed.kill()
    killed.wait()
    began = time.monotonic()
    SharedPace(database_url, "shop", 10).wait()
    assert time.monotonic() - began < 5


def test_a_fast_platform_is_not_slowed_down(database_url: str) -> None:
    pace = SharedPace(database_url, "shop", 1000)
    began = time.monotonic()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: pace.wait(), range(1000)))
    took = time.monotonic() - began
    assert 1 - LATE_S <= took < 10


def test_a_pause_saves_up_no_calls(database_url: str) -> None:
    pace = SharedPace(database_url, "shop", 100)
    pace.wait()
    time.sleep(0.3)
    went = []
    for _ in range(20):
        pace.wait()
        went.append(time.monotonic())
    never_faster(went, 100)


def test_accounts_do_not_wait_for_each_other(database_url: str) -> None:
    slow = SharedPace(database_url, "slow", 0.01)
    slow.wait()
    began = time.monotonic()
    SharedPace(database_url, "quick", 100).wait()
    assert time.monotonic() - began < 5


def test_one_account_has_one_pace_in_a_process(database_url: str) -> None:
    assert shared_pace(database_url, "shop", 5) is shared_pace(database_url, "shop", 5)


def test_work_that_can_wait_takes_no_turn_while_others_want_one(database_url: str) -> None:
    live, spare = SharedPace(database_url, "shop", 50), SparePace(database_url, "shop", 50)
    ends = time.monotonic() + 1.5
    turns = {"live": 0, "spare": 0}

    def call(name: str, pace: SharedPace) -> None:
        while time.monotonic() < ends:
            pace.wait()
            turns[name] += 1

    with ThreadPoolExecutor(3) as threads:
        for name, pace in (("live", live), ("live", live), ("spare", spare)):
            threads.submit(call, name, pace)
    assert turns["live"] > 5 * turns["spare"]


def test_work_that_can_wait_has_the_whole_rate_to_itself(database_url: str) -> None:
    spare = SparePace(database_url, "shop", 20)
    went = []
    for _ in range(10):
        spare.wait()
        went.append(time.time())
    never_faster(went, 20)
    assert went[-1] - went[0] < 10 / 20 + 1
