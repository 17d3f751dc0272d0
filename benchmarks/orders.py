"""Landed orders for the benchmarks: Tmall's wire form, about 2.3 kB and 1.4 lines an order, the same for one seed."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

FIRST = datetime(2026, 11, 1)  # noqa: DTZ001 - wire times carry no zone
PLACES = [
    ("浙江省", "杭州市", "余杭区"), ("广东省", "佛山市", "顺德区"), ("四川省", "成都市", "武侯区"),
    ("江苏省", "南京市", "江宁区"), ("湖北省", "武汉市", "洪山区"), ("山东省", "青岛市", "市南区"),
]  # fmt: skip
SKUS = ["AC-001", "GW-001", "EW-002", "RH-001", "WM-002", "TV-003", "FR-001", "SM-004"]


def pages(
    count: int, *, seed: int = 618, repeats: float = 0.2, size: int = 100, first: int = 0
) -> Iterator[list[dict[str, Any]]]:
    """
    Yield pages of `size` records: `count` in all, of which `repeats` are orders seen before, a status further.

    Orders, lines and parcels are numbered from `first` on.
    """
    rng = random.Random(seed)
    fresh, page = 0, []
    for _ in range(count):
        again = fresh > size and rng.random() < repeats
        number = rng.randrange(fresh) if again else fresh
        fresh += not again
        page.append(_order(first + number, seed, again))
        if len(page) == size:
            yield page
            page = []
    if page:
        yield page


def _order(number: int, seed: int, again: bool) -> dict[str, Any]:
    rng = random.Random(seed * 1_000_003 + number)
    at = FIRST + timedelta(seconds=number * 2)
    lines = [_line(number, index, rng, at, again) for index in range(1 + (rng.random() < 0.4))]
    goods = sum(int(line["price"][:-3]) * line["num"] for line in lines)
    province, city, district = rng.choice(PLACES)
    return {
        "tid": 4127733219040000000 + number, "tid_str": str(4127733219040000000 + number),
        "status": "TRADE_FINISHED" if again else "WAIT_BUYER_CONFIRM_GOODS", "type": "fixed",
        "seller_nick": "霁川电器旗舰店", "buyer_open_uid": f"AAH{rng.getrandbits(48):x}", "title": "霁川电器旗舰店",
        "created": _at(at), "pay_time": _at(at + timedelta(minutes=1)), "consign_time": _at(at + timedelta(hours=9)),
        "modified": _at(at + timedelta(days=4 if again else 1)), "end_time": _at(at + timedelta(days=4)) if again else "",
        "payment": f"{goods}.00", "total_fee": f"{goods}.00", "post_fee": "0.00", "discount_fee": "0.00",
        "adjust_fee": "0.00", "received_payment": "0.00", "shipping_type": "express", "seller_flag": 0,
        "receiver_name": "李**", "receiver_mobile": f"*******{rng.randrange(10_000):04}",
        "receiver_state": province, "receiver_city": city, "receiver_district": district,
        "service_type": "install", "os_range": "09:00-18:00", "promise_service": "次日达;送货上门;退货运费险",
        "delivery_time": _at(at + timedelta(days=2)), "orders": lines,
    }  # fmt: skip


def _line(number: int, index: int, rng: random.Random, at: datetime, again: bool) -> dict[str, Any]:
    price, sku = f"{rng.randrange(200, 9000)}.00", rng.choice(SKUS)
    return {
        "oid": 4127733219050000000 + number * 4 + index, "oid_str": str(4127733219050000000 + number * 4 + index),
        "status": "TRADE_FINISHED" if again else "WAIT_BUYER_CONFIRM_GOODS", "refund_status": "NO_REFUND",
        "title": f"霁川家电 {sku} 新一级能效 智能变频 家用大容量 节能静音 官方旗舰正品", "num": 1, "num_iid": 681234567890,
        "sku_id": f"50123456{rng.randrange(10_000):05}", "sku_properties_name": "颜色:白色;规格:标准版;能效:一级",
        "outer_iid": sku, "outer_sku_id": sku, "price": price, "total_fee": price, "payment": price,
        "discount_fee": "0.00", "adjust_fee": "0.00", "divide_order_fee": price, "part_mjz_discount": "0.00",
        "logistics_company": "顺丰速运", "invoice_no": f"SF{1390000000000 + number}",
        "consign_time": _at(at + timedelta(hours=9)), "is_service_order": False, "shipping_type": "express",
    }  # fmt: skip


def _at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
