from concurrent.futures import ThreadPoolExecutor

import pytest

from connectors.pace import Pace, pace_of


class Clock:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.woke: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def read(self) -> float:
        return self.now


def test_calls_go_out_evenly_spaced() -> None:
    clock = Clock()
    pace = Pace(4, clock=clock.read, sleep=clock.sleep)
    went = []
    for _ in range(5):
        pace.wait()
        went.append(clock.now)
    assert went == pytest.approx([100, 100.25, 100.5, 100.75, 101])


def test_a_pause_saves_up_no_calls() -> None:
    clock = Clock()
    pace = Pace(1, clock=clock.read, sleep=clock.sleep)
    pace.wait()
    clock.now += 10
    pace.wait()
    pace.wait()
    assert clock.now == pytest.approx(111)


def test_threads_share_one_rate() -> None:
    turns: list[float] = []
    pace = Pace(10, clock=lambda: 0.0, sleep=turns.append)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: pace.wait(), range(40)))
    assert sorted(turns) == pytest.approx([number / 10 for number in range(1, 40)])


def test_one_account_has_one_pace() -> None:
    assert pace_of("shop-a", 5) is pace_of("shop-a", 5)
    assert pace_of("shop-a", 5) is not pace_of("shop-b", 5)
