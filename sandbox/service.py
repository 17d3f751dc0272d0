"""The stand-in platforms as one service: start it, read its truth, trouble it."""

import json
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sandbox import changes
from sandbox.accounts import CourierAccess, ShopAccess, courier_access, shop_access, shop_names
from sandbox.answer import Answer
from sandbox.config import write_config
from sandbox.faults import FaultPlan, parse_faults
from sandbox.files import write_whole
from sandbox.server import NOT_FOUND, Server
from sandbox.sf_express.digest import BINDINGS
from sandbox.sf_express.gateway import Gateway as SfGateway
from sandbox.sf_express.tokens import Tokens
from sandbox.tmall.gateway import Clocks
from sandbox.tmall.gateway import Gateway as TmallGateway
from sandbox.tmall.methods import Desk
from sandbox.tmall.shelf import Shelves, Thing
from sandbox.truth import Truth, truth_of
from sandbox.world.build import build
from sandbox.world.facts import BEIJING, Order, Request, Scan

__all__ = ["Sandbox", "parse_faults"]

HOLD_S = 5.0


class Sandbox:
    """
    Stand-ins for Tmall (`/tmall/router/rest`) and SF Express (`/sf_express/std/service`) on one port of loopback.

    Use it as a context manager, or `start` and `stop` it, or `serve_forever` in the foreground.
    """

    def __init__(
        self,
        *,
        seed: int,
        orders: int,
        shops: int = 2,
        days: int = 30,
        ends_at: datetime,
        port: int = 0,
        faults: Mapping[str, float] | None = None,
        hold_s: float = HOLD_S,
    ) -> None:
        """
        Build the world of `orders` orders over `shops` shops in the `days` days before `ends_at` (aware).

        `port` 0 takes any free one; OSError if the port is in use. `faults`: rates by name, see `parse_faults`.
        `hold_s`: how long a call that meets the fault `timeout` is held before the connection is closed.
        ValueError for sizes below 1, an `ends_at` without a zone, or unknown faults.
        """
        if min(orders, shops, days) < 1 or ends_at.tzinfo is None:
            raise ValueError("orders, shops and days must be at least 1, and ends_at must have a zone")
        self.world = build(seed=seed, orders=orders, accounts=shop_names(shops), days=days, ends_at=ends_at)
        self.now_override: datetime | None = None
        self._shops = shop_access(seed, shops)
        self._courier = courier_access(seed)
        self._lock = threading.RLock()
        self._faults = FaultPlan(seed, faults)
        self._shelves = Shelves(self.world)
        self._tokens = Tokens(seed)
        clocks = Clocks(real=_clock, shown=self.now)
        self._tmall = TmallGateway(self._shops, Desk(self.world, self._shelves), self._faults, clocks, self._nudge)
        self._sf = SfGateway(self._courier, self.world, self._faults, self._tokens, _clock, self.now)
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
        return self._tmall.calls + self._sf.calls

    @property
    def accounts(self) -> tuple[str, ...]:
        """Names of all accounts, shops first."""
        return (*(shop.name for shop in self._shops), self._courier.name)

    def truth(self) -> Truth:
        """What a reader should end up with now, by view name without `v1_`; `tickets` as create-tickets leaves them."""
        with self._lock:
            return truth_of(self.world)

    def write_truth(self, path: Path) -> None:
        """Write the truth as JSON, whole or not at all."""
        write_whole(Path(path), json.dumps(self.truth(), ensure_ascii=False, indent=1) + "\n")

    def write_config(self, path: Path) -> None:
        """Write a configuration that points at this service; secrets in files of mode 0600 beside it."""
        write_config(Path(path), self.url, self.world.starts_at.date(), self._shops, self._courier)

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
        """Let the account's session (the courier: its digest and token) be refused from now on."""
        self._access(account).alive = False

    def renew_session(self, account: str) -> None:
        """Let the account in again."""
        self._access(account).alive = True

    def refuse(self, account: str, method: str) -> None:
        """Take the permission for `method` from the account (code 11; SF Express: A1004)."""
        self._access(account).refused.add(method)

    def bind_digest(self, digest: str) -> None:
        """Bind the courier application to standard_md5, simple_md5, sm3 or token."""
        if digest not in BINDINGS:
            raise ValueError(f"unknown digest {digest!r}; there are: {', '.join(BINDINGS)}")
        self._courier.digest = digest

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
            self._shelves.forget()

    def close_order(self, tid: int | str, at: datetime | None = None) -> None:
        """Close an order after payment."""
        self.set_order_word(tid, "TRADE_CLOSED", at)

    def set_request_word(self, number: int | str, word: str, at: datetime | None = None) -> None:
        """Give a request another status word; SUCCESS and CLOSED end it."""
        with self._lock:
            changes.set_request_word(self.request(number), word, self._at(at))
            self._shelves.forget()

    def add_scan(self, tracking_no: str, scan: Scan) -> None:
        """Add a scan to a parcel."""
        with self._lock:
            changes.add_scan(changes.parcel_of(self.world, tracking_no), scan)

    def hide(self, number: int | str, *, hidden: bool = True) -> None:
        """Leave an order or a request out of every answer and of the truth, or show it again as it was."""
        with self._lock:
            things: list[Thing] = [*self.world.orders, *self.world.requests]
            for thing in things:
                if _number(thing) == int(number):
                    thing.hidden = hidden
            self._shelves.forget()

    def _change(self, thing: Thing, at: datetime | None, facts: Mapping[str, object]) -> None:
        with self._lock:
            for name, value in {**facts, "modified_at": self._at(at)}.items():
                setattr(thing, name, self._at(value) if isinstance(value, datetime) else value)
            self._shelves.forget()

    def _nudge(self, thing: Thing) -> None:
        changes.nudge(thing, self._at(None))
        self._shelves.forget()

    def _at(self, at: datetime | None) -> datetime:
        return (at or self.now()).astimezone(BEIJING).replace(microsecond=0)

    def _access(self, account: str) -> ShopAccess | CourierAccess:
        accesses: list[ShopAccess | CourierAccess] = [*self._shops, self._courier]
        for access in accesses:
            if access.name == account:
                return access
        raise KeyError(f"no account {account}")

    def _handle(self, path: str, query: Mapping[str, str], form: Mapping[str, str], content_type: str) -> Answer:
        with self._lock:
            if path == "/tmall/router/rest":
                return self._tmall.answer({**query, **form})
            if path == "/sf_express/std/service":
                return self._sf.answer(form, content_type)
            if path == "/sf_express/oauth2/accessToken":
                return self._sf.token({**query, **form})
        return NOT_FOUND


def _number(thing: Thing) -> int:
    return thing.tid if isinstance(thing, Order) else thing.number


def _clock() -> datetime:
    return datetime.now(UTC)
