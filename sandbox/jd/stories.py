"""What can only happen on JD: visits of large appliances, applications at the door, articles in two entries."""

from sandbox.world.asking import ask
from sandbox.world.stories.travelling import arrived
from sandbox.world.stories.waiting import paid_order
from sandbox.world.story import Story
from sandbox.world.tale import Tale

JD = ("jd",)


def _visit(t: Tale, kind: str, ticket: str) -> None:
    """A service order for a visit, about goods that JD itself would install."""
    order, parcel, signed = arrived(t, (5, 14), modes=("platform",), finished=True)
    request = ask(t, order, kind, "WAIT_SELLER_AGREE", t.after(max(signed, order.modified_at), 1, 20), amount=0)
    t.claim(
        order, "completed", install="ready", parcels=[(parcel, 1, "delivered")], requests=[(ticket, request, "ready")]
    )


def installation(t: Tale) -> None:
    """Large-appliance installation, asked for as a service."""
    _visit(t, "install", "install")


def relocation(t: Tale) -> None:
    """Large-appliance relocation."""
    _visit(t, "relocation", "install")


def value_added(t: Tale) -> None:
    """Large-appliance value-added service."""
    _visit(t, "value_added", "repair")


def disputed(t: Tale) -> None:
    """An application that JD decides about."""
    order = paid_order(t, 6, 40, modes=("brand",))
    request = ask(t, order, "refund_only", "WAIT_SELLER_AGREE", t.ago(0.5, 5))
    request.raw["status"] = 19
    t.claim(order, "paid", install="suspended")


def refused_at_the_door(t: Tale) -> None:
    """An application made when the goods were refused at the door: they had left."""
    order = paid_order(t, 6, 40, modes=("none",))
    request = ask(t, order, "refund_only", "WAIT_SELLER_AGREE", t.ago(0.5, 5))
    request.raw["systemId"] = 12
    t.claim(order, "paid")


def amount_with_exponent(t: Tale) -> None:
    """`1e2` is no amount."""
    order = paid_order(t, 1, 40)
    order.broken, order.raw["actualPay"] = True, "1e2"


def application_of_half_a_fen(t: Tale) -> None:
    """Half a fen is no amount; the order is not set aside."""
    order = paid_order(t, 6, 40, modes=("none",))
    request = ask(t, order, "refund_only", "WAIT_SELLER_AGREE", t.ago(0.5, 5))
    request.broken, request.raw["applyRefundSum"] = True, 1000.5
    t.claim(order, "paid")


def never_changed(t: Tale) -> None:
    """A service order that does not say when it changed, yet is listed."""
    order, parcel, signed = arrived(t, (5, 14), modes=("none",), finished=True)
    request = ask(t, order, "repair", "WAIT_SELLER_AGREE", t.after(max(signed, order.modified_at), 1, 20), amount=0)
    request.broken, request.raw["updateTime"] = True, ""
    t.claim(order, "completed", parcels=[(parcel, 1, "delivered")])


STORIES = tuple(
    Story(f"jd_{tell.__name__}", tell, weight, shops=JD)
    for tell, weight in (
        (installation, 6),
        (relocation, 3),
        (value_added, 3),
        (disputed, 2),
        (refused_at_the_door, 2),
        (amount_with_exponent, 1),
        (application_of_half_a_fen, 1),
        (never_changed, 1),
    )
)
