"""
Reads a window of a list whose pages are counted, from the last page to the first.

A row that changes while a window is paged leaves it, and all rows behind it shift one place forward. From the back that
makes a harmless repeat; from the front it would skip rows. The window must lie in the past.
"""

from collections.abc import Callable, Generator, Iterator
from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from schemas.page import Raw
from schemas.window import Window

JOINT = timedelta(seconds=1)
"""Whether a window's ends belong to it is documented nowhere; its halves share a second."""

MOST_REPEATS = 2
MOST_WALKS = 3


class Found(Struct, frozen=True):
    """One answer of a list. `total`: rows of the whole window, as the platform counts."""

    rows: list[Raw]
    total: int
    request_id: str | None = None


Ask = Callable[[Window, int], Found]
"""(window, number of the page) → its answer."""


class Pages(Struct, frozen=True, kw_only=True):
    """
    How a list is paged.

    Attributes:
        ask: gets one page.
        first: number of the first page, 0 or 1.
        size: rows a page.
        most: a window of more pages is read in halves: deep pages are slow, or refused.
        number_of: tells a row's number.
        broken: makes the error for a list that makes no progress.
    """

    ask: Ask
    first: int
    size: int
    most: int
    number_of: Callable[[Raw], str]
    broken: Callable[[str], Exception]


def paged(pages: Pages, window: Window) -> Iterator[Found]:
    """
    Yield every page of a window that holds rows, from the back.

    Raises:
        Exception: what `pages.broken` makes, if the list makes no progress, or grows each time it is read.
    """
    first = pages.ask(window, pages.first)
    given = replace(pages, size=_rows_given(pages, first))
    count = _count(given, first)
    half = (window.end - window.start) // 2 // JOINT * JOINT
    if count > pages.most and half > JOINT:
        middle = window.start + half
        yield from paged(pages, replace(window, end=middle))
        yield from paged(pages, replace(window, start=middle - JOINT))
    elif count > 1 or len(first.rows) >= given.size:
        yield from _backwards(given, window, first)
    elif first.rows:
        yield first


def _rows_given(pages: Pages, first: Found) -> int:
    """Return how many rows a page really holds: a platform may give fewer than it is asked for."""
    there = len(first.rows)
    return there if 0 < there < min(pages.size, first.total) else pages.size


def _count(pages: Pages, first: Found) -> int:
    return -(-max(first.total, len(first.rows)) // pages.size)


def _backwards(pages: Pages, window: Window, first: Found) -> Iterator[Found]:
    """Walk from the last page to the first, and once more where rows came in: those behind them shift one place back."""
    for _ in range(MOST_WALKS):
        again = yield from _walked(pages, window, first)
        if again.total <= first.total:
            return
        first = again
    raise pages.broken("The list grows each time it is read")


def _walked(pages: Pages, window: Window, first: Found) -> Generator[Found, None, Found]:
    """Yield every page that holds rows; returns the first page as it is at the end."""
    seen: set[str] = set()
    repeats, total, found = 0, first.total, first
    for number, found in _from_the_end(pages, window, _count(pages, first)):
        numbers = {pages.number_of(row) for row in found.rows}
        if numbers and numbers <= seen:
            repeats += 1
            before, total = total, pages.ask(window, pages.first).total
            if repeats > MOST_REPEATS or total >= before:
                raise pages.broken(f"The list repeats a page ({number})")
        seen |= numbers
        if found.rows:
            yield found
    return found


def _from_the_end(pages: Pages, window: Window, count: int) -> Iterator[tuple[int, Found]]:
    """Ask from the last page, or beyond it where it is full and the platform may have counted too few, to the first."""
    last = pages.first + count - 1
    found = pages.ask(window, last)
    while len(found.rows) >= pages.size and last - pages.first < count + pages.most:
        beyond = pages.ask(window, last + 1)
        if not beyond.rows or _same(pages, beyond, found):
            break
        last, found = last + 1, beyond
    yield last, found
    for number in range(last - 1, pages.first - 1, -1):
        yield number, pages.ask(window, number)


def _same(pages: Pages, one: Found, other: Found) -> bool:
    return {pages.number_of(row) for row in one.rows} == {pages.number_of(row) for row in other.rows}
