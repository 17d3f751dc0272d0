"""What may still happen to the world while the stand-ins serve it; the truth follows, for it is told from the world."""

from datetime import datetime

from sandbox.standin import Thing
from sandbox.world.facts import Order, Parcel, Request, Scan, World

URGING = "请尽快处理"


def order_of(world: World, tid: int | str) -> Order:
    """The order with this number; KeyError if there is none."""
    for order in world.orders:
        if order.tid == int(tid):
            return order
    raise KeyError(f"no order {tid}")


def request_of(world: World, number: int | str) -> Request:
    """The request with this number; KeyError if there is none."""
    for request in world.requests:
        if request.number == digits_of(number):
            return request
    raise KeyError(f"no request {number}")


def digits_of(number: int | str) -> int:
    """A number without the letters that a platform sets before it."""
    return int("".join(sign for sign in str(number) if sign.isdigit()))


def parcel_of(world: World, tracking_no: str) -> Parcel:
    """The parcel with this number; KeyError if there is none."""
    return world.parcels[tracking_no]


def set_word(order: Order, word: str, at: datetime) -> None:
    """Give the order and its open lines another status word; an end word also gives an end."""
    order.word = word
    for line in order.lines:
        line.word = word if line.word != "TRADE_CLOSED" else line.word
    if word in ("TRADE_CLOSED", "TRADE_CLOSED_BY_TAOBAO", "TRADE_FINISHED"):
        order.ended_at = at
    order.modified_at = at


def set_request_word(request: Request, word: str, at: datetime) -> None:
    """Give the request another status word; SUCCESS and CLOSED also give an end."""
    request.word = word
    if word in ("SUCCESS", "CLOSED"):
        request.ended_at = at
    request.modified_at = at


def nudge(thing: Thing, at: datetime) -> None:
    """A change between two page calls: the shop promises another shipping time, or the buyer urges."""
    if isinstance(thing, Order):
        thing.ship_by = at
    else:
        thing.desc = thing.shown_desc = URGING
    thing.modified_at = at


def add_scan(parcel: Parcel, scan: Scan) -> None:
    """One more scan, wherever it falls in time."""
    parcel.scans.append(scan)
