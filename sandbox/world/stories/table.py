"""
The stories that can happen on several platforms, with their weights: how often each is drawn once every story was told.
"""

from collections.abc import Iterable
from functools import partial

from sandbox.world.places import ODD_PLACES
from sandbox.world.stories import baskets, exchanges, oddities, refunds, returns, travelling, trouble, waiting
from sandbox.world.story import Story, Tell

TMALL = ("tmall",)
WITH_LINES = ("tmall", "douyin")
"""Platforms that name a parcel's lines and what a line cost."""

SF = ("sf_express",)
LOCKERS = ("sf_express", "kuaidi100")
"""Couriers that tell of lockers."""


def _named(
    prefix: str, weights: dict[Tell, int], *, shops: tuple[str, ...] = (), couriers: tuple[str, ...] = ()
) -> Iterable[Story]:
    for tell, weight in weights.items():
        orders = 2 if tell in (trouble.merged_parcel, trouble.number_used_again) else 1
        yield Story(f"{prefix}{tell.__name__}", tell, weight, orders, shops, couriers)


_WAITING: dict[Tell, int] = {
    waiting.unpaid: 30,
    waiting.payment_pending: 4,
    waiting.closed_before_pay: 40,
    waiting.paid_fresh: 60,
    waiting.paid_late: 12,
    waiting.on_hold: 8,
    waiting.unknown_status: 1,
}
_TRAVELLING: dict[Tell, int] = {
    travelling.no_pickup: 20,
    travelling.announced: 8,
    travelling.just_picked_up: 20,
    travelling.in_transit: 80,
    travelling.stalled: 12,
    travelling.out_for_delivery: 40,
    travelling.delivered: 140,
    travelling.completed: 450,
}
_TROUBLE: dict[Tell, int] = {
    trouble.second_attempt: 20,
    trouble.cannot_deliver: 6,
    trouble.held_up: 4,
    trouble.refused_returning: 4,
    trouble.refused_on_its_way_back: 2,
    trouble.refused_returned: 5,
    trouble.false_sign_off: 2,
    trouble.false_sign_off_mended: 2,
    trouble.unknown_code: 2,
    trouble.untidy_scans: 10,
    trouble.same_second: 3,
    trouble.broken_scan: 1,
    trouble.number_lived_before: 2,
    trouble.number_used_again: 2,
    trouble.merged_parcel: 8,
    trouble.turned_back_unasked: 2,
    trouble.nameless_carrier: 2,
    trouble.untidy_number: 3,
}
_BASKETS: dict[Tell, int] = {
    baskets.several_units: 20,
    baskets.part_shipped: 12,
    baskets.with_gift: 15,
    baskets.no_parcel_yet: 4,
    baskets.no_parcel_completed: 6,
    baskets.nothing_to_ship: 2,
}
_ODDITIES: dict[Tell, int] = {
    oddities.article_unknown: 2,
    oddities.article_without_code: 2,
}
_REFUNDS: dict[Tell, int] = {
    refunds.before_shipping_done: 25,
    refunds.before_shipping_pending: 10,
    refunds.one_line_before_shipping: 8,
    refunds.one_unit_before_shipping: 5,
    refunds.repair: 12,
    refunds.repair_done: 6,
    refunds.reship: 4,
    refunds.unknown_word: 1,
    refunds.unknown_kind: 1,
}
_RETURNS: dict[Tell, int] = {
    returns.requested: 12,
    returns.approved: 8,
    returns.on_the_way: 8,
    returns.back_at_the_shop: 6,
    returns.refunded: 20,
    returns.refused: 5,
    returns.withdrawn: 8,
    returns.under_the_same_number: 2,
    returns.same_number_not_moved: 1,
    returns.refused_at_the_door: 3,
}
_EXCHANGES: dict[Tell, int] = {
    exchanges.buyer_sends: 3,
    exchanges.shop_to_send: 2,
}
_STILL = {
    "asked": "换货待处理",
    "agreed": "待买家退货",
    "refused": "待买家修改",
    "closed": "换货关闭",
    "asks_refund": "请退款",
    "closed_asks_refund": "换货单关闭,请退款",
}

_WAITING_TMALL: dict[Tell, int] = {
    waiting.presale_untouched: 4,
    waiting.presale_paid: 10,
    waiting.store_order: 4,
}
_WAITING_LINES: dict[Tell, int] = {
    waiting.presale_deposit: 8,
}
_TRAVELLING_LOCKERS: dict[Tell, int] = {
    travelling.at_pickup_point: 15,
    travelling.from_locker: 25,
}
_TROUBLE_SF: dict[Tell, int] = {
    trouble.taken_out_of_locker: 2,
    trouble.relabelled: 2,
    trouble.unknown_detail: 1,
    trouble.unknown_to_courier: 4,
}
_TROUBLE_TMALL: dict[Tell, int] = {
    trouble.foreign_without_tail: 6,
    trouble.foreign_with_tail: 20,
    trouble.other_carrier: 20,
}
_TROUBLE_NAMELESS: dict[Tell, int] = {
    trouble.carrier_not_named: 2,
}
_TROUBLE_FORWARDED: dict[Tell, int] = {
    trouble.forwarded: 3,
}
_BASKETS_TMALL: dict[Tell, int] = {
    baskets.with_services: 12,
    baskets.number_only_in_detail: 6,
    baskets.cash_on_delivery: 3,
    baskets.cash_signed: 3,
    baskets.cash_completed: 4,
}
_BASKETS_LINES: dict[Tell, int] = {
    baskets.two_parcels: 20,
}
_ODDITIES_TMALL: dict[Tell, int] = {
    oddities.odd_titles: 1,
    oddities.code_of_the_item: 5,
    oddities.amount_with_exponent: 1,
    oddities.amount_not_a_number: 1,
    oddities.amount_with_three_decimals: 1,
    oddities.never_changed: 1,
    oddities.long_decimals: 3,
}
_REFUNDS_TMALL: dict[Tell, int] = {
    refunds.cash_back: 3,
    refunds.broken_amount: 1,
    refunds.never_made: 1,
}
_REFUNDS_LINES: dict[Tell, int] = {
    refunds.price_refund: 10,
    refunds.price_refund_pending: 4,
    refunds.price_protection: 6,
    refunds.other_request: 2,
}
_RETURNS_TMALL: dict[Tell, int] = {
    returns.without_kind: 2,
    returns.order_unknown: 2,
    returns.only_in_disputes: 2,
    returns.also_in_disputes: 2,
    returns.disputed: 3,
    returns.refused_and_disputed: 2,
}
_EXCHANGES_TMALL: dict[Tell, int] = {
    exchanges.status_as_number: 1,
    exchanges.found_by_line: 2,
    exchanges.of_unknown_order: 1,
    exchanges.also_in_refunds: 2,
}
_EXCHANGES_LINES: dict[Tell, int] = {
    exchanges.new_goods_travel: 3,
    exchanges.done: 6,
}

STORIES: tuple[Story, ...] = (
    *_named("", _WAITING),
    *_named("", _WAITING_TMALL, shops=TMALL),
    *_named("", _WAITING_LINES, shops=WITH_LINES),
    *_named("", _TRAVELLING),
    *_named("", _TRAVELLING_LOCKERS, couriers=LOCKERS),
    *_named("", _TROUBLE),
    *_named("", _TROUBLE_SF, couriers=SF),
    *_named("", _TROUBLE_TMALL, shops=TMALL, couriers=SF),
    *_named("", _TROUBLE_FORWARDED, couriers=LOCKERS),
    *_named("", _TROUBLE_NAMELESS, couriers=("kuaidi100",)),
    *_named("", _BASKETS),
    *_named("", _BASKETS_TMALL, shops=TMALL),
    *_named("", _BASKETS_LINES, shops=WITH_LINES),
    *_named("", _ODDITIES),
    *_named("", _ODDITIES_TMALL, shops=TMALL),
    *(Story(f"place_{name}", partial(oddities.odd_place, name=name), 2) for name in ODD_PLACES),
    *_named("refund_", _REFUNDS),
    *_named("refund_", _REFUNDS_TMALL, shops=TMALL),
    *_named("refund_", _REFUNDS_LINES, shops=WITH_LINES),
    *_named("return_", _RETURNS),
    *_named("return_", _RETURNS_TMALL, shops=TMALL),
    *_named("exchange_", _EXCHANGES),
    *_named("exchange_", _EXCHANGES_TMALL, shops=TMALL),
    *_named("exchange_", _EXCHANGES_LINES, shops=WITH_LINES),
    *(Story(f"exchange_{name}", partial(exchanges.without_parcels, word=word), 2) for name, word in _STILL.items()),
)
