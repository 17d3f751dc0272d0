"""
The one door of the platform: checks a call in the platform's order, then answers it.

Order of checks: method, application, signature present, timestamp, version, format, signature, session, required
arguments, argument values (by the method itself), permission. API errors come with HTTP 200.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from sandbox.access import Access
from sandbox.answer import NOT_FOUND, Answer, dump, spoilt
from sandbox.bending import page_of
from sandbox.call import Call as HttpCall
from sandbox.faults import BLOCKING
from sandbox.standin import House, Thing
from sandbox.tmall import errors, sign
from sandbox.tmall.arguments import Paging, Params, need
from sandbox.tmall.errors import Refusal
from sandbox.tmall.methods import METHODS, Call, Desk, Method
from sandbox.tmall.shelf import Shelves
from sandbox.world.facts import BEIJING

PATH = "/router/rest"
TOLERANCE = timedelta(minutes=10)
PAGE_FAULTS = (*BLOCKING, "duplicate", "reorder", "changing")


class Gateway:
    """Answers one call after the other; `change` lets a row be changed while it is being paged."""

    def __init__(self, house: House, shops: Sequence[Access]) -> None:
        self._shops = {shop["app_key"]: shop for shop in shops}
        self._sessions = {shop["session"]: shop for shop in shops}
        self._shelves = Shelves(house.world)
        self._desk = Desk(house.world, self._shelves)
        self._faults, self._clocks, self._change = house.faults, house.clocks, house.change
        self.calls: Counter[str] = Counter()
        self._count = 0

    def forget(self) -> None:
        """Drop what was kept of the world: it has changed."""
        self._shelves.forget()

    def answer(self, call: HttpCall) -> Answer:
        """Answer a call, whose parameters may stand in the query or in the form."""
        if call.path != PATH:
            return NOT_FOUND
        params = call.params
        self._count += 1
        request_id = f"15r{self._count:010x}"
        fault = ""
        try:
            name, method, shop = self._admit(params)
            self.calls[name] += 1
            fault = self._faults.draw(shop.name, name, PAGE_FAULTS if method.pages else BLOCKING)
            self._refuse(fault)
            body = self._answer(method, shop, params, fault)
            if name in shop.refused:
                raise errors.NOT_GRANTED
            root = name.removeprefix("taobao.").replace(".", "_") + "_response"
            text = f'{{"{root}":'.encode() + body[:-1] + f',"request_id":"{request_id}"}}}}'.encode()
        except Refusal as refusal:
            text = dump(refusal.envelope(request_id))
        return spoilt(Answer(text), fault)

    def _admit(self, params: Params) -> tuple[str, Method, Access]:
        name = params.get("method", "")
        if not name:
            raise errors.NO_METHOD
        if name not in METHODS:
            raise errors.UNKNOWN_METHOD
        shop = self._application(params)
        self._check_envelope(params, shop)
        method = METHODS[name]
        owner = self._owner(params, shop) if method.session else shop
        need(params, *method.required)
        return name, method, owner

    def _application(self, params: Params) -> Access:
        if not params.get("app_key"):
            raise errors.NO_APP_KEY
        shop = self._shops.get(params["app_key"])
        if shop is None:
            raise errors.UNKNOWN_APP_KEY
        if not params.get("sign"):
            raise errors.NO_SIGNATURE
        return shop

    def _check_envelope(self, params: Params, shop: Access) -> None:
        self._check_time(params.get("timestamp", ""))
        if not params.get("v"):
            raise errors.NO_VERSION
        if params["v"] != "2.0":
            raise errors.BAD_VERSION
        if params.get("format") != "json":
            raise errors.ONLY_JSON
        if not sign.fits(params, shop["app_secret"]):
            raise errors.BAD_SIGNATURE

    def _check_time(self, text: str) -> None:
        if not text:
            raise errors.NO_TIMESTAMP
        try:
            if text.isdecimal():
                told = datetime.fromtimestamp(int(text) / 1000, BEIJING)
            else:
                told = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
        except (ValueError, OverflowError):
            raise errors.BAD_TIMESTAMP from None
        if abs(self._clocks.real() - told) > TOLERANCE:
            raise errors.BAD_TIMESTAMP

    def _owner(self, params: Params, shop: Access) -> Access:
        if not params.get("session"):
            raise errors.NO_SESSION
        owner = self._sessions.get(params["session"])
        if owner is None or not owner.alive:
            raise errors.DEAD_SESSION
        if owner is not shop:
            raise errors.FOREIGN_SESSION
        return owner

    def _refuse(self, fault: str) -> None:
        name, _, told = fault.partition(":")
        refusals: Mapping[str, Refusal] = {
            "rate_limit": errors.TOO_FAST,
            "busy": errors.BUSY,
            "expired_session": errors.DEAD_SESSION,
        }
        if name == "rate_limit_told":
            raise errors.banned(int(told or 1))
        if name in refusals:
            raise refusals[name]

    def _answer(self, method: Method, shop: Access, params: Params, fault: str) -> bytes:
        rng = Random(f"{shop.name}/{self._count}")
        if fault == "changing":
            seen: list[Thing] = []
            method.answer(self._desk, Call(shop.name, params, self._clocks.shown(), _remember(seen)))
            if seen:
                self._change(rng.choice(seen))
        return method.answer(self._desk, Call(shop.name, params, self._clocks.shown(), _cut(fault, rng)))


def _remember(seen: list[Thing]) -> Callable[[list[Thing], Paging], list[Thing]]:
    def look(things: list[Thing], _pages: Paging) -> list[Thing]:
        seen.extend(things)
        return []

    return look


def _cut(fault: str, rng: Random) -> Callable[[list[Thing], Paging], list[Thing]]:
    def cut(things: list[Thing], pages: Paging) -> list[Thing]:
        return page_of(things, (pages.number - 1) * pages.size, pages.size, fault, rng)

    return cut
