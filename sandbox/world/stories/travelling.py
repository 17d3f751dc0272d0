"""Goods on their usual way, from the waybill to the completed order."""

from datetime import datetime

from sandbox.world.facts import Buyer, Order, Parcel, Place
from sandbox.world.journey import Road
from sandbox.world.tale import ANY, Tale


def city_of(place: Place) -> str:
    """The city a courier writes into its scans."""
    return place.city or place.district or "杭州市"


def road_of(t: Tale, order: Order, parcel: Parcel, leg: int = 1) -> Road:
    """Where the parcel goes on the given leg: to the order's city, unless it goes back."""
    return Road(t, parcel, city_of(order.place), leg=leg)


def sent(
    t: Tale,
    picked_at: datetime,
    *,
    modes: tuple[str, ...] = ANY,
    own: bool | None = None,
    buyer: Buyer | None = None,
    place: Place | None = None,
    type: str = "fixed",
) -> tuple[Order, Parcel, Road]:
    """An order whose single parcel is to be picked up at `picked_at`; ordered up to 27 hours before."""
    shipped = t.before(picked_at, 0.5, 6)
    order = t.order(t.before(shipped, 1, 21), modes=modes, buyer=buyer, place=place, type=type)
    t.pay(order)
    parcel = t.parcel(order.buyer, own=own)
    t.ship(order, shipped, parcel)
    return order, parcel, road_of(t, order, parcel)


def arrived(
    t: Tale,
    days: tuple[float, float],
    *,
    modes: tuple[str, ...] = ANY,
    own: bool | None = None,
    finished: bool | None = None,
    buyer: Buyer | None = None,
) -> tuple[Order, Parcel, datetime]:
    """
    Deliver an order whose parcel was picked up `days` before the end; at least 3.2, or 2.2 if not `finished`.

    `finished`: the trade is confirmed by the platform's next nightly job; None leaves it to chance.
    """
    at = t.days_ago(*days)
    order, parcel, road = sent(t, at, modes=modes, own=own, buyer=buyer)
    signed = road.arrive(at)
    if finished or (finished is None and t.rng.random() < 0.5):
        t.finish(order, t.night(signed))
    return order, parcel, signed


def no_pickup(t: Tale) -> None:
    """Shipped by the shop's word only; the courier knows nothing yet."""
    order, parcel, _ = sent(t, t.ago(2, 50))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "pending")])


def announced(t: Tale) -> None:
    """A counter took it for the courier: still pending."""
    order, parcel, road = sent(t, t.ago(8, 12))
    road.scan("announced", t.ago(2, 6))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "pending")])


def just_picked_up(t: Tale) -> None:
    """Picked up some hours ago."""
    at = t.ago(1, 8)
    order, parcel, road = sent(t, at)
    road.scan("picked_up", at)
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "picked_up")])


def in_transit(t: Tale) -> None:
    """On its way."""
    at = t.ago(10, 30)
    order, parcel, road = sent(t, at)
    at = road.set_off(at)
    at = t.after(at, 0.5, 3)
    road.scan("left", at)
    if t.rng.random() < 0.5:
        road.scan("arrived", t.after(at, 1, 3.5))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "in_transit")])


def stalled(t: Tale) -> None:
    """On its way, but not scanned for more than a day."""
    at = t.days_ago(3, 6)
    order, parcel, road = sent(t, at)
    road.scan("arrived", t.after(road.set_off(at), 5, 20))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "in_transit")])


def out_for_delivery(t: Tale) -> None:
    """With the courier at the receiver's end."""
    at = t.ago(44, 50)
    order, parcel, road = sent(t, at)
    road.go_out(at)
    t.claim(order, "shipped", install="new", with_delivery="ready", parcels=[(parcel, 1, "out_for_delivery")])


def at_pickup_point(t: Tale) -> None:
    """Waits in a locker or at a station."""
    at = t.days_ago(2.2, 5)
    order, parcel, road = sent(t, at, modes=("brand", "none"))
    road.scan(t.rng.choice(("in_locker", "at_station")), t.after(road.go_out(at), 1, 5))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "ready_for_pickup")])


def from_locker(t: Tale) -> None:
    """Taken out of a locker by the buyer."""
    at = t.days_ago(5, 20)
    order, parcel, road = sent(t, at, modes=("brand", "none"))
    waits = t.after(road.go_out(at), 1, 5)
    road.scan("in_locker", waits)
    signed = t.after(waits, 1, 30)
    road.scan("signed_locker", signed)
    t.finish(order, t.night(signed))
    t.claim(order, "completed", install="ready", parcels=[(parcel, 1, "delivered")])


def delivered(t: Tale) -> None:
    """Signed for; the buyer has not confirmed."""
    order, parcel, _ = arrived(t, (2.2, 9), finished=False)
    t.claim(order, "shipped", install="ready", parcels=[(parcel, 1, "delivered")])


def completed(t: Tale) -> None:
    """Signed for and confirmed, by the buyer or by the platform's nightly job."""
    at = t.days_ago(10, 28)
    order, parcel, road = sent(t, at)
    signed = road.arrive(at)
    confirmed = t.after(signed, 2, 150)
    t.finish(order, t.night(confirmed) if t.rng.random() < 0.5 else confirmed)
    t.claim(order, "completed", install="ready", parcels=[(parcel, 1, "delivered")])
