"""The stand-in for Pinpin, an invented platform."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from random import Random
from types import MappingProxyType

from sandbox.access import Access
from sandbox.answer import NOT_FOUND, Answer, json_answer, spoilt
from sandbox.bending import page_of
from sandbox.call import Call
from sandbox.faults import BLOCKING
from sandbox.shelf import Row, Shelf
from sandbox.standin import House, StandIn, Thing
from sandbox.truth.dialect import Dialect, payment, shipped_at
from sandbox.truth.words import ORDER, STAGE, request_status
from sandbox.world.facts import BEIJING, Order, Request

PATH = "/router"
BENDING = ("duplicate", "reorder", "changing")
WORDS = {
    "unpaid": "P0",
    "paid": "P1",
    "shipped": "P2",
    "completed": "P3",
    "closed": "P4",
    "on_hold": "P5",
    "part_shipped": "P6",
    None: "P99",
}
KINDS = {"refund_only": "K1", "return_refund": "K2", "exchange": "K3", "repair": "K4", "reship": "K5"}
STATUSES = ("requested", "approved", "buyer_returning", "received", "processing", "completed", "rejected", "cancelled")
FAULTS = {"rate_limit": 70031, "rate_limit_told": 70031, "busy": 50000, "expired_session": 10019}


class PinpinDialect(Dialect):
    """Tells little: no words of the buyer, no deadlines."""

    platform = "pinpin"
    carriers = MappingProxyType({"sf_express": 1, "yuantong": 1})

    def order_word(self, order: Order) -> str:
        """Its word for where an order stands."""
        return WORDS[ORDER.get(order.word)]

    def request_status(self, request: Request) -> str | None:
        """Our word for where a request stands."""
        return request_status("exchanges" if request.kind == "exchange" else "refunds", request.word)

    def request_word(self, request: Request) -> str:
        """Its word for it."""
        status = self.request_status(request)
        return f"S{STATUSES.index(status) + 1}" if status else "S99"

    def request_row(self, request: Request) -> Row:
        """A reason, and a sum."""
        stage = "before_ship" if STAGE.get(request.order_word) == "before_ship" else "after_ship"
        return super().request_row(request) | {"reason_text": request.reason, "stage": stage}


DIALECT = PinpinDialect()


def moment(at: datetime | None) -> str:
    """A time of Beijing without a zone."""
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else ""


def order(thing: Order) -> Row:
    """A row of the list of orders."""
    row: Row = {
        "order_sn": str(thing.tid), "status": DIALECT.order_word(thing), "paid": payment(thing),
        "total": sum(line.price * line.quantity for line in thing.lines), "created": moment(thing.created_at),
        "paid_at": moment(thing.paid_at), "ship_by": moment(thing.ship_by), "sent_at": moment(shipped_at(thing)),
        "ended_at": moment(thing.ended_at), "changed": moment(thing.modified_at), "mobile": thing.buyer.mobile,
        "province": thing.place.province, "city": thing.place.city, "district": thing.place.district,
        "address": "文新街道***",
    }  # fmt: skip
    return row | {
        "items": [
            {
                "item_sn": str(line.oid), "sku": line.sku_id or line.num_iid, "code": line.sku_code, "name": line.title,
                "count": line.quantity, "share": line.share, "status": WORDS[ORDER.get(line.word)],
                "tracking": line.parcel.written if line.parcel else "", "carrier": line.parcel.company if line.parcel else "",
            }
            for line in thing.lines
        ]
    }  # fmt: skip


def refund(thing: Request) -> Row:
    """A row of the list of requests."""
    return {
        "refund_sn": str(thing.number), "order_sn": str(thing.tid), "item_sn": str(thing.oid), "count": thing.quantity,
        "kind": KINDS.get(thing.kind or "", "K99"), "status": DIALECT.request_word(thing), "amount": thing.amount,
        "before": STAGE.get(thing.order_word) == "before_ship", "reason": thing.reason,
        "created": moment(thing.created_at), "changed": moment(thing.modified_at),
        "tracking": thing.back.written if thing.back else "", "carrier": thing.back.company if thing.back else "",
    }  # fmt: skip


class Refused(Exception):
    """The answer is an error with this code."""


class Gateway:
    """Its one door."""

    def __init__(self, house: House, shops: Sequence[Access]) -> None:
        self._house = house
        self._shops = {shop["client_id"]: shop for shop in shops}
        self.calls: Counter[str] = Counter()

    def forget(self) -> None:
        """Nothing is kept."""

    def answer(self, call: Call) -> Answer:
        """Answer one call."""
        if call.path != PATH:
            return NOT_FOUND
        fault = ""
        try:
            shop = self._admit(call.form)
            method = call.form["type"]
            self.calls[method] += 1
            fault = self._house.faults.draw(shop.name, method, (*BLOCKING, *BENDING))
            if code := FAULTS.get(fault.partition(":")[0]):
                raise Refused(code)
            answer = json_answer({"response": self._served(shop, call.form, fault)})
        except Refused as refused:
            answer = json_answer({"error_response": {"error_code": refused.args[0], "error_msg": "失败"}})
        return spoilt(answer, fault)

    def _admit(self, form: Mapping[str, str]) -> Access:
        shop = self._shops.get(form.get("client_id", ""))
        text = "".join(name + value for name, value in sorted(form.items()) if name != "sign")
        right = (
            hashlib.md5(f"{shop['client_secret']}{text}{shop['client_secret']}".encode()).hexdigest().upper()
            if shop
            else ""
        )
        if shop is None or not hmac.compare_digest(right.encode(), form.get("sign", "").encode()):
            raise Refused(20004)
        if form.get("access_token") != shop["access_token"] or not shop.alive:
            raise Refused(10019)
        return shop

    def _served(self, shop: Access, form: Mapping[str, str], fault: str) -> Row:
        of_orders = form["type"] == "pin.order.list"
        things: list[Thing] = [*(self._house.world.orders if of_orders else self._house.world.requests)]
        mine = [each for each in things if each.account == shop.name and not each.hidden]
        row: Callable[[Thing], Row] = order if of_orders else refund  # type: ignore[assignment]
        shelf = Shelf(mine, lambda each: each.modified_at, row)
        name, number = ("order_list", "order_sn") if of_orders else ("refund_list", "refund_sn")
        if form.get(number):
            found = shelf.find(form[number])
            return {"total_count": int(found is not None), name: [shelf.row(found)] if found else []}
        start, end = (datetime.fromtimestamp(int(form[bound]), BEIJING) for bound in ("start", "end"))
        within = shelf.within(start, end)
        rng = Random(f"{shop.name}/{sum(self.calls.values())}")
        if fault == "changing" and within:
            self._house.change(rng.choice(within))
        size = int(form["page_size"])
        chosen = page_of(within, (int(form["page"]) - 1) * size, size, fault, rng)
        return {"total_count": len(within), name: [shelf.row(each) for each in chosen]}


def access(rng: Random, name: str) -> Access:
    """Draw an application and the token of its shop."""
    keys = {
        "client_id": rng.randbytes(16).hex(),
        "client_secret": rng.randbytes(20).hex(),
        "access_token": rng.randbytes(20).hex(),
    }
    return Access(name, "pinpin", keys, secret=frozenset({"client_secret", "access_token"}))


STAND_IN = StandIn(platform="pinpin", base=PATH, access=access, gateway=Gateway, dialect=DIALECT)
