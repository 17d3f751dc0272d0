"""The platform's rows of one account and list, newest change first, with their wire form kept until the world changes."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import datetime

from sandbox.answer import dump
from sandbox.standin import Thing
from sandbox.tmall import requests, trades
from sandbox.tmall.wire import Row, only
from sandbox.world.facts import Order, Request, World, number_of


def _request_row(request: Request, stream: str) -> Row:
    forms: dict[str, Callable[[Request], Row]] = {
        "refunds": requests.refund,
        "special": requests.special,
        "exchanges": requests.exchange,
        "disputes": requests.dispute,
    }
    return forms[stream](request)


class Shelf:
    """Rows of one stream of one account, sorted by the given instant, newest first."""

    def __init__(self, things: list[Thing], stream: str, by: str) -> None:
        self._stream, self._by = stream, by
        self._rising = sorted(things, key=self._key)
        self._instants = [self._at(thing) for thing in self._rising]
        self._rows: dict[int, Row] = {}
        self._texts: dict[tuple[int, str], bytes] = {}

    def _at(self, thing: Thing) -> datetime:
        return thing.created_at if self._by == "created" else thing.modified_at

    def _key(self, thing: Thing) -> tuple[datetime, int]:
        return self._at(thing), number_of(thing)

    def within(self, start: datetime | None, end: datetime | None) -> list[Thing]:
        """Things whose instant lies in [start, end], both seconds included; newest first."""
        low = bisect_left(self._instants, start) if start else 0
        high = bisect_right(self._instants, end) if end else len(self._instants)
        return self._rising[low:high][::-1]

    def text(self, thing: Thing, fields: str) -> bytes:
        """The thing's row as JSON, with the wanted fields only."""
        key = (id(thing), fields)
        if key not in self._texts:
            self._texts[key] = dump(only(self._row(thing), fields))
        return self._texts[key]

    def _row(self, thing: Thing) -> Row:
        if id(thing) not in self._rows:
            row = trades.trade(thing) if isinstance(thing, Order) else _request_row(thing, self._stream)
            self._rows[id(thing)] = row
        return self._rows[id(thing)]


class Shelves:
    """All shelves over a world; `forget` after every change of the world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._shelves: dict[tuple[str, str, str], Shelf] = {}

    def forget(self) -> None:
        """Drop what was kept: the world has changed."""
        self._shelves.clear()

    def shelf(self, account: str, stream: str, by: str = "modified") -> Shelf:
        """The shelf of `stream` (trades, refunds, special, exchanges, disputes), sorted by modified or created."""
        key = (account, stream, by)
        if key not in self._shelves:
            self._shelves[key] = Shelf(self._things(account, stream), stream, by)
        return self._shelves[key]

    def _things(self, account: str, stream: str) -> list[Thing]:
        if stream == "trades":
            return [order for order in self._world.orders if order.account == account and not order.hidden]
        return [
            request
            for request in self._world.requests
            if request.account == account and stream in request.lists and not request.hidden
        ]
