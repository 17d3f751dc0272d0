"""Calls of one account side by side, a few at a time; what they give stays in order."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Given = TypeVar("Given")
Got = TypeVar("Got")


def side_by_side(work: Callable[[Given], Got], items: Iterable[Given], *, at_once: int) -> Iterator[Got]:
    """
    Yield what `work` gives for each item, in their order, with at most `at_once` of them under way.

    No more is taken from `items` than is under way, so memory does not grow with their number.

    Raises:
        Exception: what `work` raised for the first item that failed; those under way are waited for, no more are begun.
    """
    if at_once <= 1:
        yield from map(work, items)
        return
    waiting = iter(items)
    with ThreadPoolExecutor(at_once, thread_name_prefix="call") as threads:
        begun: list[Future[Got]] = [threads.submit(work, item) for item in islice(waiting, at_once)]
        while begun:
            yield begun.pop(0).result()
            begun += [threads.submit(work, item) for item in islice(waiting, 1)]
