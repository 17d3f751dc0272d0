"""What can only happen on Douyin: rows that must be set aside, and exchanges under a repair's number."""

from sandbox.world.asking import ask
from sandbox.world.stories.travelling import arrived
from sandbox.world.stories.waiting import paid_order
from sandbox.world.story import Story
from sandbox.world.tale import Tale

DOUYIN = ("douyin",)


def exchange_instead_of_repair(t: Tale) -> None:
    """A repair by its type, an exchange by its sub-type."""
    order, parcel, signed = arrived(t, (5, 14), modes=("none",), finished=True)
    request = ask(t, order, "exchange", "待买家退货", t.after(max(signed, order.modified_at), 1, 20), amount=0)
    request.raw |= {"aftersale_type": 8, "aftersale_sub_type": 8001}
    t.claim(order, "completed", parcels=[(parcel, 1, "delivered")], requests=[("exchange", request, "new")])


def arbitrated(t: Tale) -> None:
    """The platform arbitrates."""
    order, parcel, signed = arrived(t, (5, 14), modes=("none",), finished=True)
    asked = t.after(max(signed, order.modified_at), 1, 20)
    request = ask(t, order, "return_refund", "SELLER_REFUSE_BUYER", asked)
    request.cs = 3
    t.claim(order, "completed", parcels=[(parcel, 1, "delivered")], requests=[("return", request, "new")])


def amount_as_text(t: Tale) -> None:
    """A sum with half a fen is no amount."""
    order = paid_order(t, 1, 40)
    order.broken, order.raw["pay_amount"] = True, "100.5"


def never_changed(t: Tale) -> None:
    """An order that does not say when it changed, yet is listed."""
    order = paid_order(t, 1, 40)
    order.broken, order.raw["update_time"] = True, 0


STORIES = tuple(
    Story(f"douyin_{tell.__name__}", tell, weight, shops=DOUYIN)
    for tell, weight in ((exchange_instead_of_repair, 2), (arbitrated, 2), (amount_as_text, 1), (never_changed, 1))
)
