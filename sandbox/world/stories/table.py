"""All stories with their weights: how often each is drawn once every story was told."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.world.stories import travelling, waiting
from sandbox.world.tale import Tale


@dataclass(frozen=True, slots=True)
class Story:
    """One story. `orders`: how many orders it makes."""

    name: str
    tell: Callable[[Tale], None]
    weight: int
    orders: int = 1


STORIES: tuple[Story, ...] = (
    Story("unpaid", waiting.unpaid, 3),
    Story("payment_pending", waiting.payment_pending, 1),
    Story("closed_before_pay", waiting.closed_before_pay, 4),
    Story("paid_fresh", waiting.paid_fresh, 6),
    Story("paid_late", waiting.paid_late, 2),
    Story("on_hold", waiting.on_hold, 1),
    Story("presale_deposit", waiting.presale_deposit, 1),
    Story("presale_untouched", waiting.presale_untouched, 1),
    Story("presale_paid", waiting.presale_paid, 2),
    Story("unknown_status", waiting.unknown_status, 1),
    Story("store_order", waiting.store_order, 1),
    Story("no_pickup", travelling.no_pickup, 3),
    Story("announced", travelling.announced, 1),
    Story("just_picked_up", travelling.just_picked_up, 2),
    Story("in_transit", travelling.in_transit, 8),
    Story("stalled", travelling.stalled, 2),
    Story("out_for_delivery", travelling.out_for_delivery, 4),
    Story("at_pickup_point", travelling.at_pickup_point, 2),
    Story("from_locker", travelling.from_locker, 3),
    Story("delivered", travelling.delivered, 14),
    Story("completed", travelling.completed, 45),
)
