"""
The one door of the platform: checks a call in the platform's order, then answers it.

Order of checks: method, application, signature present, timestamp, version, format, signature, session, required
arguments, argument values (by the method itself), permission. API errors come with HTTP 200.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sandbox.accounts import ShopAccess
from sandbox.answer import Answer, spoilt
from sandbox.faults import BLOCKING, FaultPlan
from sandbox.tmall import errors, sign
from sandbox.tmall.arguments import Paging, Params, need
from sandbox.tmall.errors import Refusal
from sandbox.tmall.methods import METHODS, Call, Desk, Method
from sandbox.tmall.shelf import Thing
from sandbox.tmall.wire import dump
from sandbox.world.facts import BEIJING

TOLERANCE = timedelta(minutes=10)
PAGE_FAULTS = (*BLOCKING, "duplicate", "reorder", "changing")


@dataclass(frozen=True, slots=True)
class Clocks:
    """`real` for signatures; `shown` for what the platform takes for today."""

    real: Callable[[], datetime]
    shown: Callable[[], datetime]


class Gateway:
    """Answers one call after the other; `change` lets a row be changed while it is being paged."""

    def __init__(
        self,
        shops: Sequence[ShopAccess],
        desk: Desk,
        faults: FaultPlan,
        clocks: Clocks,
        change: Callable[[Thing], None],
    ) -> None:
        self._shops = {shop.app_key: shop for shop in shops}
        self._sessions = {shop.session: shop for shop in shops}
        self._desk, self._faults, self._clocks, self._change = desk, faults, clocks, change
        self.calls: Counter[str] = Counter()
        self._count = 0

    def answer(self, params: Params) -> Answer:
        """Answer a call whose query and form were merged into `params`."""
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

    def _admit(self, params: Params) -> tuple[str, Method, ShopAccess]:
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

    def _application(self, params: Params) -> ShopAccess:
        if not params.get("app_key"):
            raise errors.NO_APP_KEY
        shop = self._shops.get(params["app_key"])
        if shop is None:
            raise errors.UNKNOWN_APP_KEY
        if not params.get("sign"):
            raise errors.NO_SIGNATURE
        return shop

    def _check_envelope(self, params: Params, shop: ShopAccess) -> None:
        self._check_time(params.get("timestamp", ""))
        if not params.get("v"):
            raise errors.NO_VERSION
        if params["v"] != "2.0":
            raise errors.BAD_VERSION
        if params.get("format") != "json":
            raise errors.ONLY_JSON
        if not sign.fits(params, shop.app_secret):
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

    def _owner(self, params: Params, shop: ShopAccess) -> ShopAccess:
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

    def _answer(self, method: Method, shop: ShopAccess, params: Params, fault: str) -> bytes:
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
    """Cut a page out of all rows; a fault may repeat a row of it or of its neighbours, or mix the rows."""

    def cut(things: list[Thing], pages: Paging) -> list[Thing]:
        first = (pages.number - 1) * pages.size
        page = things[first : first + pages.size]
        if fault == "duplicate" and page:
            near = things[max(first - 1, 0) : first + pages.size + 1]
            page.insert(rng.randrange(len(page) + 1), rng.choice(near))
        if fault == "reorder":
            rng.shuffle(page)
        return page

    return cut
