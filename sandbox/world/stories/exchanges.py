"""Exchanges at every stage, with the parcels of both sides."""

from sandbox.world.asking import ask, deadline, end
from sandbox.world.facts import Order, Parcel, Request
from sandbox.world.journey import Road
from sandbox.world.stories.returns import way_back
from sandbox.world.stories.travelling import arrived, city_of
from sandbox.world.tale import INSTALLED, Tale

ENDED = ("换货关闭", "换货成功", "请退款", "换货单关闭,请退款", "5")
Parcels = list[tuple[Parcel, int, str]]


def _asked(t: Tale, word: str, lists: tuple[str, ...] = ("exchanges",)) -> tuple[Order, Request, Parcels]:
    """An exchange asked for 160 to 200 hours before the end, of an order completed before."""
    order, parcel, _ = arrived(t, (12, 18), modes=INSTALLED, finished=True)
    request = ask(t, order, "exchange", word, t.ago(160, 200), lists=lists)
    request.modified_at = t.after(request.created_at, 1, 10)
    if word in ENDED:
        end(request, request.modified_at)
    else:
        deadline(t, request, 300)
    return order, request, [(parcel, 1, "delivered")]


def _claim(t: Tale, order: Order, request: Request, parcels: Parcels) -> None:
    tickets = [] if request.word in ENDED else [("exchange", request, "new")]
    t.claim(order, "completed", install="ready", parcels=parcels, requests=tickets)


def without_parcels(t: Tale, word: str) -> None:
    """Nothing has been sent by anybody."""
    _claim(t, *_asked(t, word))


def _buyer_sends(t: Tale, order: Order, request: Request, parcels: Parcels, *, arrives: bool) -> None:
    road = way_back(t, order, request)
    if arrives:
        road.arrive(t.ago(130, 148))
    else:
        road.set_off(t.ago(10, 30))
    parcels.append((road.parcel, 1, "delivered" if arrives else "in_transit"))


def _shop_sends(t: Tale, order: Order, request: Request, parcels: Parcels, *, arrives: bool) -> None:
    request.again = t.parcel(order.buyer)
    road = Road(t, request.again, city_of(order.place))
    request.modified_at = t.ago(70, 75)
    if arrives:
        road.arrive(t.ago(55, 68))
    else:
        road.set_off(t.ago(10, 30))
    parcels.append((road.parcel, 1, "delivered" if arrives else "in_transit"))


def buyer_sends(t: Tale) -> None:
    """The buyer's parcel travels."""
    order, request, parcels = _asked(t, "买家已退货，待收货")
    _buyer_sends(t, order, request, parcels, arrives=False)
    _claim(t, order, request, parcels)


def shop_to_send(t: Tale) -> None:
    """The shop has the old goods and is to send the new ones."""
    order, request, parcels = _asked(t, "待发出换货商品")
    _buyer_sends(t, order, request, parcels, arrives=True)
    request.modified_at = t.ago(60, 70)
    _claim(t, order, request, parcels)


def new_goods_travel(t: Tale) -> None:
    """The new goods travel."""
    order, request, parcels = _asked(t, "待买家收货")
    _buyer_sends(t, order, request, parcels, arrives=True)
    _shop_sends(t, order, request, parcels, arrives=False)
    _claim(t, order, request, parcels)


def done(t: Tale) -> None:
    """The new goods have arrived."""
    order, request, parcels = _asked(t, "换货成功")
    _buyer_sends(t, order, request, parcels, arrives=True)
    _shop_sends(t, order, request, parcels, arrives=True)
    end(request, t.ago(1, 5))
    _claim(t, order, request, parcels)


def status_as_number(t: Tale) -> None:
    """The status comes as the number that the query takes."""
    _claim(t, *_asked(t, "2"))


def found_by_line(t: Tale) -> None:
    """The number that should name the order fits none; the line does."""
    order, request, parcels = _asked(t, "待买家退货")
    request.tid, request.number_names_order = t.numbers.trade(), False
    _claim(t, order, request, parcels)


def of_unknown_order(t: Tale) -> None:
    """Neither number nor line is of an order that a list shows; the order beside it has nothing to do with it."""
    order, request, parcels = _asked(t, "换货待处理")
    request.order, request.tid = None, t.numbers.trade()
    request.oid = request.tid + 1_000_000
    _claim(t, order, request, parcels)


def also_in_refunds(t: Tale) -> None:
    """In the list of exchanges and in that of refunds: the exchanges own it."""
    order, request, parcels = _asked(t, "待买家退货", ("exchanges", "refunds"))
    request.lower_word = order.lines[0].refund_word = "WAIT_BUYER_RETURN_GOODS"
    _claim(t, order, request, parcels)
