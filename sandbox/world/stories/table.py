"""All stories with their weights: how often each is drawn once every story was told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from sandbox.world.places import ODD_PLACES
from sandbox.world.stories import baskets, exchanges, oddities, refunds, returns, travelling, trouble, waiting
from sandbox.world.tale import Tale

Tell = Callable[[Tale], None]


@dataclass(frozen=True, slots=True)
class Story:
    """One story. `orders`: how many orders it makes."""

    name: str
    tell: Tell
    weight: int
    orders: int = 1


def _named(prefix: str, weights: dict[Tell, int]) -> Iterable[Story]:
    for tell, weight in weights.items():
        name = f"{prefix}{tell.__name__}"
        yield Story(name, tell, weight, 2 if tell in (trouble.merged_parcel, trouble.number_used_again) else 1)


_WAITING: dict[Tell, int] = {
    waiting.unpaid: 30,
    waiting.payment_pending: 4,
    waiting.closed_before_pay: 40,
    waiting.paid_fresh: 60,
    waiting.paid_late: 12,
    waiting.on_hold: 8,
    waiting.presale_deposit: 8,
    waiting.presale_untouched: 4,
    waiting.presale_paid: 10,
    waiting.unknown_status: 1,
    waiting.store_order: 4,
}
_TRAVELLING: dict[Tell, int] = {
    travelling.no_pickup: 20,
    travelling.announced: 8,
    travelling.just_picked_up: 20,
    travelling.in_transit: 80,
    travelling.stalled: 12,
    travelling.out_for_delivery: 40,
    travelling.at_pickup_point: 15,
    travelling.from_locker: 25,
    travelling.delivered: 140,
    travelling.completed: 450,
}
_TROUBLE: dict[Tell, int] = {
    trouble.second_attempt: 20,
    trouble.cannot_deliver: 6,
    trouble.held_up: 4,
    trouble.taken_out_of_locker: 2,
    trouble.forwarded: 3,
    trouble.refused_returning: 4,
    trouble.refused_on_its_way_back: 2,
    trouble.refused_returned: 5,
    trouble.relabelled: 2,
    trouble.false_sign_off: 2,
    trouble.false_sign_off_mended: 2,
    trouble.unknown_code: 2,
    trouble.unknown_detail: 1,
    trouble.untidy_scans: 10,
    trouble.same_second: 3,
    trouble.broken_scan: 1,
    trouble.number_lived_before: 2,
    trouble.number_used_again: 2,
    trouble.merged_parcel: 8,
    trouble.turned_back_unasked: 2,
    trouble.unknown_to_courier: 4,
    trouble.foreign_without_tail: 6,
    trouble.foreign_with_tail: 20,
    trouble.other_carrier: 20,
    trouble.nameless_carrier: 2,
    trouble.untidy_number: 3,
}
_BASKETS: dict[Tell, int] = {
    baskets.several_units: 20,
    baskets.part_shipped: 12,
    baskets.two_parcels: 20,
    baskets.with_gift: 15,
    baskets.with_services: 12,
    baskets.number_only_in_detail: 6,
    baskets.no_parcel_yet: 4,
    baskets.no_parcel_completed: 6,
    baskets.nothing_to_ship: 2,
    baskets.cash_on_delivery: 3,
    baskets.cash_signed: 3,
    baskets.cash_completed: 4,
}
_ODDITIES: dict[Tell, int] = {
    oddities.odd_titles: 1,
    oddities.code_of_the_item: 5,
    oddities.article_unknown: 2,
    oddities.article_without_code: 2,
    oddities.amount_with_exponent: 1,
    oddities.amount_not_a_number: 1,
    oddities.amount_with_three_decimals: 1,
    oddities.never_changed: 1,
    oddities.long_decimals: 3,
}
_REFUNDS: dict[Tell, int] = {
    refunds.before_shipping_done: 25,
    refunds.before_shipping_pending: 10,
    refunds.one_line_before_shipping: 8,
    refunds.one_unit_before_shipping: 5,
    refunds.price_refund: 10,
    refunds.price_refund_pending: 4,
    refunds.price_protection: 6,
    refunds.cash_back: 3,
    refunds.repair: 12,
    refunds.repair_done: 6,
    refunds.reship: 4,
    refunds.other_request: 2,
    refunds.unknown_word: 1,
    refunds.unknown_kind: 1,
    refunds.broken_amount: 1,
    refunds.never_made: 1,
}
_RETURNS: dict[Tell, int] = {
    returns.requested: 12,
    returns.without_kind: 2,
    returns.approved: 8,
    returns.on_the_way: 8,
    returns.back_at_the_shop: 6,
    returns.refunded: 20,
    returns.refused: 5,
    returns.refused_and_disputed: 2,
    returns.disputed: 3,
    returns.withdrawn: 8,
    returns.under_the_same_number: 2,
    returns.same_number_not_moved: 1,
    returns.refused_at_the_door: 3,
    returns.order_unknown: 2,
    returns.only_in_disputes: 2,
    returns.also_in_disputes: 2,
}
_EXCHANGES: dict[Tell, int] = {
    exchanges.buyer_sends: 3,
    exchanges.shop_to_send: 2,
    exchanges.new_goods_travel: 3,
    exchanges.done: 6,
    exchanges.status_as_number: 1,
    exchanges.found_by_line: 2,
    exchanges.of_unknown_order: 1,
    exchanges.also_in_refunds: 2,
}
_STILL = {
    "asked": "换货待处理",
    "agreed": "待买家退货",
    "refused": "待买家修改",
    "closed": "换货关闭",
    "asks_refund": "请退款",
    "closed_asks_refund": "换货单关闭,请退款",
}

STORIES: tuple[Story, ...] = (
    *_named("", _WAITING),
    *_named("", _TRAVELLING),
    *_named("", _TROUBLE),
    *_named("", _BASKETS),
    *_named("", _ODDITIES),
    *(Story(f"place_{name}", partial(oddities.odd_place, name=name), 2) for name in ODD_PLACES),
    *_named("refund_", _REFUNDS),
    *_named("return_", _RETURNS),
    *_named("exchange_", _EXCHANGES),
    *(Story(f"exchange_{name}", partial(exchanges.without_parcels, word=word), 2) for name, word in _STILL.items()),
)
