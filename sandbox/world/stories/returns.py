"""Goods sent back for money, at every stage, and numbers that travel twice."""

from datetime import datetime

from sandbox.world.asking import ask, deadline, end
from sandbox.world.facts import Order, Parcel, Request
from sandbox.world.journey import Road
from sandbox.world.stories.travelling import arrived, city_of, sent
from sandbox.world.tale import INSTALLED, Tale

WAREHOUSE = "佛山市"
SENT_BACK = "WAIT_SELLER_CONFIRM_GOODS"


def way_back(t: Tale, order: Order, request: Request) -> Road:
    """A parcel from the buyer to the warehouse, named by the request."""
    request.back = t.parcel(order.buyer)
    return Road(t, request.back, WAREHOUSE, here=city_of(order.place))


def _asked(t: Tale, word: str, days: tuple[float, float], hours: tuple[float, float]) -> tuple[Order, Parcel, Request]:
    """A return asked for `hours` before the end, of an order picked up `days` before it."""
    order, parcel, _ = arrived(t, days, modes=INSTALLED, finished=False)
    request = ask(t, order, "return_refund", word, t.ago(*hours))
    return order, parcel, request


def _claim(
    t: Tale, order: Order, parcel: Parcel, request: Request, back: tuple[Parcel, int, str] | None = None
) -> None:
    """An open return of everything: a return ticket, and the installation waits."""
    parcels = [(parcel, 1, "delivered"), *([back] if back else [])]
    t.claim(order, "shipped", install="suspended", parcels=parcels, requests=[("return", request, "new")])


def requested(t: Tale) -> None:
    """Asked for, not answered."""
    order, parcel, request = _asked(t, "WAIT_SELLER_AGREE", (3.5, 8), (1, 30))
    deadline(t, request)
    _claim(t, order, parcel, request)


def without_kind(t: Tale) -> None:
    """The platform does not say the kind, only that goods come back."""
    order, parcel, request = _asked(t, "WAIT_SELLER_AGREE", (3.5, 8), (1, 30))
    request.type_word = None
    _claim(t, order, parcel, request)


def approved(t: Tale) -> None:
    """Agreed; the buyer has not sent anything."""
    word = t.rng.choice(("WAIT_BUYER_RETURN_GOODS", "WAIT_SELLER_CONFIRM_RETURN_ADDRESS"))
    order, parcel, request = _asked(t, word, (3.5, 8), (1, 30))
    deadline(t, request, 168)
    _claim(t, order, parcel, request)


def on_the_way(t: Tale) -> None:
    """The buyer's parcel travels."""
    order, parcel, request = _asked(t, SENT_BACK, (6, 9), (50, 70))
    road = way_back(t, order, request)
    request.modified_at = t.ago(30, 35)
    road.set_off(t.ago(20, 28))
    _claim(t, order, parcel, request, (road.parcel, 1, "in_transit"))


def back_at_the_shop(t: Tale) -> None:
    """The buyer's parcel has arrived, the shop has not said so."""
    order, parcel, request = _asked(t, SENT_BACK, (9, 12), (90, 110))
    road = way_back(t, order, request)
    request.modified_at = t.ago(80, 85)
    road.arrive(t.ago(60, 75))
    _claim(t, order, parcel, request, (road.parcel, 1, "delivered"))


def refunded(t: Tale) -> None:
    """All is over: the money is back and the order closed."""
    order, parcel, signed = arrived(t, (12, 24), modes=INSTALLED, finished=False)
    asked = t.after(signed, 2, 20)
    road_from = t.after(asked, 10, 30)
    done = t.after(road_from, 60, 80)
    t.close(order, done)
    request = ask(t, order, "return_refund", "SUCCESS", asked)
    end(request, done)
    road = way_back(t, order, request)
    road.arrive(road_from)
    t.claim(order, "closed", parcels=[(parcel, 1, "delivered"), (road.parcel, 1, "delivered")])


def _unanswered(t: Tale, word: str) -> tuple[Order, Parcel, Request]:
    order, parcel, asked = arrived(t, (5, 14), modes=INSTALLED)
    return order, parcel, ask(t, order, "return_refund", word, t.after(max(asked, order.modified_at), 1, 20))


def _status(order: Order) -> str:
    return "completed" if order.word == "TRADE_FINISHED" else "shipped"


def refused(t: Tale) -> None:
    """The shop refuses; the buyer may appeal, so the request stays open, but the visit goes on."""
    order, parcel, request = _unanswered(t, "SELLER_REFUSE_BUYER")
    deadline(t, request)
    tickets = [("return", request, "new")]
    t.claim(order, _status(order), install="ready", parcels=[(parcel, 1, "delivered")], requests=tickets)


def refused_and_disputed(t: Tale) -> None:
    """The shop refuses and the platform has stepped in."""
    order, parcel, request = _unanswered(t, "SELLER_REFUSE_BUYER")
    request.cs = 3
    tickets = [("return", request, "new")]
    t.claim(order, _status(order), install="ready", parcels=[(parcel, 1, "delivered")], requests=tickets)


def disputed(t: Tale) -> None:
    """The platform arbitrates while the shop has not answered."""
    order, parcel, request = _asked(t, "WAIT_SELLER_AGREE", (3.5, 8), (1, 30))
    request.cs = t.rng.choice((2, 3, 4, 10))
    deadline(t, request)
    _claim(t, order, parcel, request)


def withdrawn(t: Tale) -> None:
    """The buyer thinks better of it; the platform's arbitration had been over before."""
    order, parcel, request = _unanswered(t, "CLOSED")
    request.cs = 3
    end(request, t.after(request.created_at, 1, 20))
    t.claim(order, _status(order), install="ready", parcels=[(parcel, 1, "delivered")])


def under_the_same_number(t: Tale) -> None:
    """Goes back under the number it came with: a pick-up after the delivery opens the return's leg."""
    order, parcel, request = _asked(t, SENT_BACK, (6, 9), (40, 60))
    request.back, request.back_leg = parcel, 2
    Road(t, parcel, WAREHOUSE, here=city_of(order.place), leg=2).set_off(t.ago(10, 30))
    _claim(t, order, parcel, request, (parcel, 2, "in_transit"))


def same_number_not_moved(t: Tale) -> None:
    """The request names the number it came with, but nobody has picked it up."""
    order, parcel, request = _asked(t, SENT_BACK, (6, 9), (20, 40))
    request.back, request.back_leg, parcel.promised_at = parcel, 2, None
    _claim(t, order, parcel, request, (parcel, 2, "pending"))


def refused_at_the_door(t: Tale) -> None:
    """Refused at the door; the buyer names the outbound number, and the parcel never was delivered: one leg."""
    at = t.days_ago(6, 9)
    order, parcel, road = sent(t, at, modes=("brand",))
    refused_at = t.after(road.go_out(at), 0.5, 4)
    road.scan("refused", refused_at)
    request = ask(t, order, "return_refund", SENT_BACK, t.after(refused_at, 0.5, 2))
    request.back = parcel
    back = t.after(request.created_at, 1, 8)
    road.scan("sent_back", back)
    road.scan("back_signed", t.after(back, 20, 50))
    tickets = [("return", request, "new")]
    t.claim(order, "shipped", install="suspended", parcels=[(parcel, 1, "returned")], requests=tickets)


def order_unknown(t: Tale) -> None:
    """A request about an order that no list shows; beside it an order of the same shop that has nothing to do with it."""
    order, parcel, request = _asked(t, "WAIT_SELLER_AGREE", (3.5, 8), (1, 30))
    line = order.lines[0]
    line.refund_word, line.refund_id = "NO_REFUND", None
    request.order, request.tid = None, t.numbers.trade()
    request.oid = request.tid + 1_000_000
    tickets = [("return", request, "new")]
    t.claim(order, "shipped", install="ready", parcels=[(parcel, 1, "delivered")], requests=tickets)


def only_in_disputes(t: Tale) -> None:
    """Only the list of disputes has it, with a number for a status and the sub-order for an order."""
    order, parcel, asked = arrived(t, (5, 9), modes=INSTALLED, finished=False)
    request = ask(t, order, "return_refund", t.rng.choice("128"), _soon(t, asked), lists=("disputes",))
    deadline(t, request)
    _claim(t, order, parcel, request)


def also_in_disputes(t: Tale) -> None:
    """In the refunds and, worded otherwise, in the disputes: the refunds own it."""
    order, parcel, asked = arrived(t, (5, 9), modes=INSTALLED, finished=False)
    request = ask(t, order, "return_refund", "WAIT_BUYER_RETURN_GOODS", _soon(t, asked), lists=("refunds", "disputes"))
    request.lower_word = "1"
    _claim(t, order, parcel, request)


def _soon(t: Tale, at: datetime) -> datetime:
    return t.after(at, 1, 30)
