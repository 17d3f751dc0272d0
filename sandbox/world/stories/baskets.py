"""Orders of several units, lines or parcels, gifts and services, and goods that no parcel is named for."""

from datetime import datetime

from sandbox.world.facts import Order
from sandbox.world.journey import Road
from sandbox.world.stories.travelling import road_of
from sandbox.world.tale import INSTALLED, Tale


def _paid(t: Tale, low: float, high: float, *wanted: tuple[tuple[str, ...], int]) -> tuple[Order, datetime]:
    """A paid order of articles (modes, quantity), `low` to `high` days old, and when it is to be shipped."""
    order = t.order(t.days_ago(low, high), *((t.sku(modes), quantity) for modes, quantity in wanted))
    return order, t.after(t.pay(order), 2, 20)


def _road(t: Tale, order: Order) -> Road:
    return road_of(t, order, t.parcel(order.buyer))


def several_units(t: Tale) -> None:
    """Two or three units on one line: one ticket."""
    order, shipped = _paid(t, 9, 20, (INSTALLED, t.rng.choice((2, 2, 3))))
    road = _road(t, order)
    t.ship(order, shipped, road.parcel)
    t.finish(order, t.night(road.arrive(t.after(shipped, 1, 6))))
    t.claim(order, "completed", install="ready", parcels=[(road.parcel, 1, "delivered")])


def part_shipped(t: Tale) -> None:
    """One line has left, the other waits."""
    order, shipped = _paid(t, 2, 3, (("brand",), 1), (INSTALLED, 1))
    road = _road(t, order)
    t.ship(order, shipped, road.parcel, order.lines[0])
    road.set_off(t.after(shipped, 1, 6))
    t.claim(order, "part_shipped", install="new", parcels=[(road.parcel, 1, "in_transit")])


def two_parcels(t: Tale) -> None:
    """Two lines in two parcels; one has arrived."""
    order, shipped = _paid(t, 5, 8, (("brand",), 1), (INSTALLED, 1))
    here, later = _road(t, order), _road(t, order)
    t.ship(order, shipped, here.parcel, order.lines[0])
    t.ship(order, t.after(shipped, 1, 10), later.parcel, order.lines[1])
    here.arrive(t.after(shipped, 1, 6))
    later.set_off(t.ago(10, 20))
    parcels = [(here.parcel, 1, "delivered"), (later.parcel, 1, "in_transit")]
    t.claim(order, "shipped", install="new", but={order.lines[0].oid: "ready"}, parcels=parcels)


def with_gift(t: Tale) -> None:
    """A gift is a line: it travels with the goods."""
    order, shipped = _paid(t, 8, 20, (("brand",), 1))
    t.gift(order)
    road = _road(t, order)
    t.ship(order, shipped, road.parcel)
    t.finish(order, t.night(road.arrive(t.after(shipped, 1, 6))))
    t.claim(order, "completed", install="ready", parcels=[(road.parcel, 1, "delivered")])


def with_services(t: Tale) -> None:
    """Installation and warranty sold with the goods are no lines, however the platform lists them."""
    order, shipped = _paid(t, 8, 20, (("brand",), 1))
    t.service(order, order.lines[0], "标准安装服务", 4900)
    t.service(order, order.lines[0], "五年延保服务", 9900, entry=True)
    road = _road(t, order)
    t.ship(order, shipped, road.parcel)
    t.finish(order, t.night(road.arrive(t.after(shipped, 1, 6))))
    t.claim(order, "completed", install="ready", parcels=[(road.parcel, 1, "delivered")])


def number_only_in_detail(t: Tale) -> None:
    """The list names no parcel for a shipped line, the detail call does."""
    order, shipped = _paid(t, 6, 12, (INSTALLED, 1))
    road = _road(t, order)
    t.ship(order, shipped, road.parcel)
    order.lines[0].in_list = False
    road.arrive(t.after(shipped, 1, 6))
    t.claim(order, "shipped", install="ready", parcels=[(road.parcel, 1, "delivered")])


def no_parcel_yet(t: Tale) -> None:
    """The shop's own car brings it: no parcel is named, so nobody knows before the order is completed."""
    order, shipped = _paid(t, 2, 5, (INSTALLED, 1))
    order.shipping_type = "seller"
    t.ship(order, shipped, None)
    t.claim(order, "shipped", install="new")


def no_parcel_completed(t: Tale) -> None:
    """Completed without any parcel: the goods are there."""
    order, shipped = _paid(t, 8, 20, (INSTALLED, 1))
    order.shipping_type = "seller"
    t.ship(order, shipped, None)
    t.finish(order, t.night(t.after(shipped, 24, 90)))
    t.claim(order, "completed", install="ready")


def nothing_to_ship(t: Tale) -> None:
    """A warranty card: shipped, but nothing travels."""
    order, shipped = _paid(t, 3, 9, (("none",), 1))
    order.shipping_type = "virtual"
    t.ship(order, shipped, None)
    t.claim(order, "shipped")


def _on_delivery(t: Tale, low: float, high: float) -> tuple[Order, Road, datetime]:
    """An order to be paid at the door, of an article that needs no installation; and its pick-up."""
    order = t.order(t.days_ago(low, high), modes=("none",), type="cod")
    t.word(order, "WAIT_SELLER_SEND_GOODS", order.created_at)
    shipped = t.after(order.created_at, 2, 20)
    road = _road(t, order)
    t.ship(order, shipped, road.parcel)
    return order, road, t.after(shipped, 1, 6)


def cash_on_delivery(t: Tale) -> None:
    """Shipped before it is paid."""
    order, road, picked = _on_delivery(t, 1.3, 2)
    road.set_off(picked)
    t.claim(order, "shipped", parcels=[(road.parcel, 1, "in_transit")])


def cash_signed(t: Tale) -> None:
    """The platform's word for a sign-off at the door; for us the order is shipped, the parcel delivered."""
    order, road, picked = _on_delivery(t, 4, 8)
    t.word(order, "TRADE_BUYER_SIGNED", road.arrive(picked))
    t.claim(order, "shipped", parcels=[(road.parcel, 1, "delivered")])


def cash_completed(t: Tale) -> None:
    """Paid at the door: later than shipped."""
    order, road, picked = _on_delivery(t, 6, 15)
    order.paid_at = road.arrive(picked)
    t.finish(order, t.night(order.paid_at))
    t.claim(order, "completed", parcels=[(road.parcel, 1, "delivered")])
