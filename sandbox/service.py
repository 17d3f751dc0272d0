"""The stand-in platforms as one service: start it, read its truth, trouble it."""

import json
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from sandbox import changes
from sandbox.access import SHOPS, Access, platform_of, shop_names
from sandbox.answer import NOT_FOUND, Answer
from sandbox.call import Call
from sandbox.config import write_config
from sandbox.faults import FaultPlan, parse_faults
from sandbox.files import write_whole
from sandbox.platforms import stand_ins
from sandbox.server import Server
from sandbox.standin import Clocks, House, Thing
from sandbox.truth import Truth, truth_of
from sandbox.world.build import fill
from sandbox.world.facts import BEIJING, Order, Request, Scan, World, number_of
from sandbox.world.stories.table import STORIES
from sandbox.world.story import Story

__all__ = ["Sandbox", "parse_faults"]

HOLD_S = 5.0


class Sandbox:
    """
    Stand-ins for all platforms on one port of loopback, each behind its own name (`/tmall/router/rest`).

    Use it as a context manager, or `start` and `stop` it, or `serve_forever` in the foreground.
    """

    def __init__(
        self,
        *,
        seed: int,
        orders: int,
        shops: int | Sequence[str] = len(SHOPS),
        days: int = 30,
        ends_at: datetime,
        port: int = 0,
        faults: Mapping[str, float] | None = None,
        hold_s: float = HOLD_S,
    ) -> None:
        """
        Build the world of `orders` orders over `shops` shops in the `days` days before `ends_at` (aware).

        `shops`: how many of the usual ones, or their names, which begin with the platform: `jd-flagship`.

        `port` 0 takes any free one; OSError if the port is in use. `faults`: rates by name, see `parse_faults`.
        `hold_s`: how long a call that meets the fault `timeout` is held before the connection is closed.
        ValueError for sizes below 1, an `ends_at` without a zone, or unknown faults.
        """
        names = shop_names(shops)
        if min(orders, len(names), days) < 1 or ends_at.tzinfo is None:
            raise ValueError("orders, shops and days must be at least 1, and ends_at must have a zone")
        self._stand_ins = stand_ins()
        self.world = self._built(names, days, ends_at)
        fill(self.world, self._stories(), seed=seed, orders=orders)
        self.now_override: datetime | None = None
        self._lock = threading.RLock()
        self._faults = FaultPlan(seed, faults)
        self._accesses = self._drawn(seed, names)
        house = House(seed, self.world, self._faults, Clocks(real=_clock, shown=self.now), self._nudge)
        self._gateways = {
            platform: self._stand_ins[platform].gateway(
                house, [each for each in self._accesses if each.platform == platform]
            )
            for platform in dict.fromkeys(each.platform for each in self._accesses)
        }
        self._server = Server(port, self._handle, hold_s)
        self._serving = threading.Event()
        self._thread: threading.Thread | None = None

    def __repr__(self) -> str:
        return f"Sandbox({self.url}, {len(self.world.orders)} orders)"

    # --- life

    @property
    def port(self) -> int:
        """The port in use."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """The address of the service, without a path."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Self:
        """Serve in a thread of its own."""
        self._thread = threading.Thread(target=self.serve_forever, name="sandbox", daemon=True)
        self._thread.start()
        self._serving.wait()
        return self

    def serve_forever(self) -> None:
        """Serve until `stop` is called from another thread, or an exception (Ctrl-C) ends it."""
        self._serving.set()
        try:
            self._server.serve_forever(poll_interval=0.05)
        finally:
            self._serving.clear()

    def stop(self) -> None:
        """End the service and all its connections."""
        if self._serving.is_set():
            self._server.shutdown()
        if self._thread:
            self._thread.join()
            self._thread = None
        self._server.close_all()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def now(self) -> datetime:
        """What the platforms take for now: `now_override`, else the clock. Signatures always go by the clock."""
        return (self.now_override or _clock()).astimezone(BEIJING)

    # --- what it tells

    @property
    def calls(self) -> Counter[str]:
        """How many admitted calls each method of the platforms got."""
        return sum((gateway.calls for gateway in self._gateways.values()), Counter[str]())

    @property
    def accounts(self) -> tuple[str, ...]:
        """Names of all accounts, shops first."""
        return tuple(each.name for each in self._accesses)

    def truth(self) -> Truth:
        """What a reader should end up with now, by view name without `v1_`; `tickets` as create-tickets leaves them."""
        with self._lock:
            return truth_of(self.world)

    def write_truth(self, path: Path) -> None:
        """Write the truth as JSON, whole or not at all."""
        write_whole(Path(path), json.dumps(self.truth(), ensure_ascii=False, indent=1) + "\n")

    def write_config(self, path: Path) -> None:
        """Write a configuration that points at this service; secrets in files of mode 0600 beside it."""
        write_config(
            Path(path), self.world.starts_at.date(), ((each, self.base_url(each.name)) for each in self._accesses)
        )

    def base_url(self, account: str) -> str:
        """The gateway of an account's platform."""
        platform = self.access(account).platform
        return f"{self.url}/{platform}{self._stand_ins[platform].base}"

    def access(self, account: str) -> Access:
        """An account's keys, and what the platform thinks of it."""
        for access in self._accesses:
            if access.name == account:
                return access
        raise KeyError(f"no account {account}")

    # --- trouble

    def set_faults(self, faults: Mapping[str, float]) -> None:
        """Replace the rates of all faults."""
        with self._lock:
            self._faults.set_rates(faults)

    def script(self, method: str, faults: Iterable[str | None]) -> None:
        """Let the next calls of `method` meet these faults, one each; None passes, `rate_limit_told:600` tells 600 s."""
        with self._lock:
            self._faults.script(method, faults)

    def expire_session(self, account: str) -> None:
        """Let the account's session, digest or token be refused from now on."""
        self.access(account).alive = False

    def renew_session(self, account: str) -> None:
        """Let the account in again."""
        self.access(account).alive = True

    def refuse(self, account: str, method: str) -> None:
        """Take the permission for `method` from the account."""
        self.access(account).refused.add(method)

    def bind_digest(self, digest: str) -> None:
        """Bind every application that can be bound to one way of proving itself to this one."""
        for access in self._accesses:
            if access.bound:
                access.bound = digest

    # --- changes of the world

    def order(self, tid: int | str) -> Order:
        """The order's facts, to look at."""
        return changes.order_of(self.world, tid)

    def request(self, number: int | str) -> Request:
        """The request's facts, to look at."""
        return changes.request_of(self.world, number)

    def change_order(self, tid: int | str, at: datetime | None = None, **facts: object) -> None:
        """Set facts of an order (names of `world.facts.Order`), changed `at` (default: now)."""
        self._change(self.order(tid), at, facts)

    def change_request(self, number: int | str, at: datetime | None = None, **facts: object) -> None:
        """Set facts of a request (names of `world.facts.Request`), changed `at` (default: now)."""
        self._change(self.request(number), at, facts)

    def set_order_word(self, tid: int | str, word: str, at: datetime | None = None) -> None:
        """Give an order another status word."""
        with self._lock:
            changes.set_word(self.order(tid), word, self._at(at))
            self._forget()

    def close_order(self, tid: int | str, at: datetime | None = None) -> None:
        """Close an order after payment."""
        self.set_order_word(tid, "TRADE_CLOSED", at)

    def set_request_word(self, number: int | str, word: str, at: datetime | None = None) -> None:
        """Give a request another status word; SUCCESS and CLOSED end it."""
        with self._lock:
            changes.set_request_word(self.request(number), word, self._at(at))
            self._forget()

    def add_scan(self, tracking_no: str, scan: Scan) -> None:
        """Add a scan to a parcel."""
        with self._lock:
            changes.add_scan(changes.parcel_of(self.world, tracking_no), scan)

    def hide(self, number: int | str, *, hidden: bool = True) -> None:
        """Leave an order or a request out of every answer and of the truth, or show it again as it was."""
        with self._lock:
            things: list[Thing] = [*self.world.orders, *self.world.requests]
            for thing in things:
                if number_of(thing) == changes.digits_of(number):
                    thing.hidden = hidden
            self._forget()

    def _change(self, thing: Thing, at: datetime | None, facts: Mapping[str, object]) -> None:
        with self._lock:
            for name, value in {**facts, "modified_at": self._at(at)}.items():
                setattr(thing, name, self._at(value) if isinstance(value, datetime) else value)
            self._forget()

    def _nudge(self, thing: Thing) -> None:
        changes.nudge(thing, self._at(None))
        self._forget()

    def _at(self, at: datetime | None) -> datetime:
        return (at or self.now()).astimezone(BEIJING).replace(microsecond=0)

    def _forget(self) -> None:
        for gateway in self._gateways.values():
            gateway.forget()

    def _handle(self, call: Call) -> Answer:
        platform, _, rest = call.path.removeprefix("/").partition("/")
        gateway = self._gateways.get(platform)
        if gateway is None:
            return NOT_FOUND
        with self._lock:
            return gateway.answer(replace(call, path=f"/{rest}" if rest else ""))

    def _built(self, names: Sequence[str], days: int, ends_at: datetime) -> World:
        ends_at = ends_at.astimezone(BEIJING).replace(microsecond=0)
        dialects = {name: self._stand_ins[platform_of(name)].dialect for name in names}
        couriers = [each for each in self._stand_ins.values() if each.tongue is not None]
        return World(
            starts_at=ends_at - timedelta(days=days),
            ends_at=ends_at,
            accounts=tuple(names),
            dialects={name: dialect for name, dialect in dialects.items() if dialect is not None},
            carriers={code: carrier for each in couriers for code, carrier in (each.carriers or {}).items()},
            tongues={each.platform: each.tongue for each in couriers if each.tongue is not None},
        )

    def _stories(self) -> list[Story]:
        return [*STORIES, *(story for each in self._stand_ins.values() for story in each.stories)]

    def _drawn(self, seed: int, names: Sequence[str]) -> list[Access]:
        couriers = [(each.platform, name) for each in self._stand_ins.values() for name in each.accounts]
        accounts = [*((platform_of(name), name) for name in names), *couriers]
        return [self._stand_ins[platform].access(Random(f"{seed}/{name}"), name) for platform, name in accounts]


def _clock() -> datetime:
    return datetime.now(UTC)
