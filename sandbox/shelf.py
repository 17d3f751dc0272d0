"""One account's things by an instant of theirs, with what was made of them kept until the world changes."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Generic, TypeVar

from sandbox.world.facts import Order, Request, number_of

T = TypeVar("T", bound=Order | Request)
Row = dict[str, object]


class Shelf(Generic[T]):
    """Things sorted by the given instant, oldest first; equal instants by number."""

    def __init__(self, things: Iterable[T], at: Callable[[T], datetime], row: Callable[[T], Row]) -> None:
        self._things: list[T] = sorted(things, key=lambda thing: (at(thing), number_of(thing)))
        self._instants = [at(thing) for thing in self._things]
        self._row: Callable[[T], Row] = row
        self._rows: dict[int, Row] = {}

    def within(self, start: datetime | None, end: datetime | None) -> list[T]:
        """Things whose instant lies in [start, end], both seconds included."""
        low = bisect_left(self._instants, start) if start else 0
        high = bisect_right(self._instants, end) if end else len(self._instants)
        return self._things[low:high]

    def find(self, number: str) -> T | None:
        """The thing with this number."""
        return next((thing for thing in self._things if str(number_of(thing)) == number), None)

    def row(self, thing: T) -> Row:
        """What the platform shows of a thing."""
        if id(thing) not in self._rows:
            self._rows[id(thing)] = self._row(thing)
        return self._rows[id(thing)]


class Shelves(Generic[T]):
    """Shelves of one kind of things by account and word, each filled when it is first asked for."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Shelf[T]] = {}

    def kept(self, account: str, word: str, fill: Callable[[], Shelf[T]]) -> Shelf[T]:
        """The shelf of an account by this word."""
        if (account, word) not in self._kept:
            self._kept[account, word] = fill()
        return self._kept[account, word]

    def clear(self) -> None:
        """Drop all: the world has changed."""
        self._kept.clear()
