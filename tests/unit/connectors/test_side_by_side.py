"""A few at a time, in order, and no more begun once one has failed."""

import threading
import time
from collections.abc import Iterator

import pytest

from connectors.side_by_side import side_by_side


class Counting:
    """Work that notes how much of it is under way."""

    def __init__(self) -> None:
        self.now = self.most = self.done = 0
        self._lock = threading.Lock()

    def __call__(self, item: int) -> int:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.002 * (item % 3))
        with self._lock:
            self.now -= 1
            self.done += 1
        if item == 13:
            raise ValueError("thirteen")
        return item


@pytest.mark.parametrize("at_once", [1, 4])
def test_results_keep_their_order_and_few_are_under_way(at_once: int) -> None:
    work = Counting()
    assert list(side_by_side(work, range(12), at_once=at_once)) == list(range(12))
    assert work.most <= at_once


def test_no_more_is_taken_than_is_under_way() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for item in range(100):
            taken.append(item)
            yield item

    found = side_by_side(lambda item: item, items(), at_once=4)
    assert next(found) == 0
    assert len(taken) <= 5


@pytest.mark.parametrize("at_once", [1, 4])
def test_the_first_failure_in_order_is_raised_and_ends_it(at_once: int) -> None:
    work, got = Counting(), list[int]()
    with pytest.raises(ValueError, match="thirteen"):
        got.extend(side_by_side(work, range(100), at_once=at_once))
    assert got == list(range(13))
    assert work.done <= 13 + 2 * at_once
