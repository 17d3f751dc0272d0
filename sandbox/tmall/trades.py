"""Orders as the trade APIs show them."""

from datetime import timedelta

from sandbox.tmall.wire import Row, compact, listed, moment, yuan
from sandbox.world.facts import Line, Order, Service

SELLERS = {"tmall-flagship": "霁川电器旗舰店", "tmall-outlet": "木禾家电奥莱店"}


def seller(account: str) -> str:
    """The shop's name."""
    return SELLERS.get(account, f"北湾电器{account.removeprefix('tmall-')}号店")


def trade(order: Order, *, detail: bool = False) -> Row:
    """All fields of one trade. The list may lack a parcel number that the detail call has."""
    services = sum(service.price for service in order.services)
    goods = sum(line.price * line.quantity for line in order.lines)
    shares = sum(line.share for line in order.lines)
    alone = len(order.lines) + sum(service.entry for service in order.services) == 1
    row: Row = {
        "tid": order.tid,
        "tid_str": str(order.tid),
        "status": order.word,
        "type": order.type,
        "created": moment(order.created_at),
        "pay_time": moment(order.paid_at),
        "consign_time": moment(order.consigned_at),
        "modified": moment(order.modified_at),
        "end_time": moment(order.ended_at),
        "delivery_time": moment(order.ship_by),
        "payment": yuan(shares + services + order.freight),
        "total_fee": yuan(goods + services),
        "post_fee": yuan(order.freight),
        "discount_fee": yuan(goods - shares),
        "adjust_fee": "0.00",
        "received_payment": yuan(shares + services + order.freight if order.word == "TRADE_FINISHED" else 0),
        "step_trade_status": order.step_word,
        "step_paid_fee": yuan(shares // 10) if order.deposit else None,
        "num": order.lines[0].quantity if alone else 0,
        "shipping_type": order.shipping_type,
        "seller_flag": 0,
        "has_buyer_message": False,
        "orders": listed("order", _entries(order, alone=alone, detail=detail)),
        "service_orders": listed("service_order", (_service(s) for s in order.services if not s.entry)),
        "is_part_consign": order.word == "SELLER_CONSIGNED_PART",
        **_people(order),
        **_install(order),
    }
    return compact({**row, **order.raw})


def _people(order: Order) -> Row:
    town = "仓前街道"
    return {
        "title": seller(order.account),
        "seller_nick": seller(order.account),
        "buyer_nick": f"{order.buyer.open_uid[3].lower()}**{order.buyer.open_uid[-1]}",
        "buyer_open_uid": order.buyer.open_uid,
        "receiver_name": order.buyer.name,
        "receiver_mobile": order.buyer.mobile,
        "receiver_state": order.place.province,
        "receiver_city": order.place.city,
        "receiver_district": order.place.district,
        "receiver_town": town,
        "receiver_address": f"{town[0]}*{town[2:]}**小区*幢***室",
        "receiver_zip": "000000",
        "oaid": "1Nc" + order.buyer.open_uid[3:],
    }


def _install(order: Order) -> Row:
    """Booked installation, where the article is installed after delivery."""
    if not any(line.sku and line.sku.mode == "brand" for line in order.lines):
        return {}
    day = order.created_at + timedelta(days=4)
    return {"service_type": "install", "oi_date": day.date().isoformat(), "oi_range": "09:00-12:00"}


def _entries(order: Order, *, alone: bool, detail: bool) -> list[Row]:
    entries = [_line(order, line, alone=alone, detail=detail) for line in order.lines]
    return entries + [_service_entry(order, service) for service in order.services if service.entry]


def _line(order: Order, line: Line, *, alone: bool, detail: bool) -> Row:
    goods = line.price * line.quantity
    parcel = line.parcel if line.in_list or detail else None
    row: Row = {
        "oid": line.oid,
        "oid_str": str(line.oid),
        "status": line.word,
        "refund_status": line.refund_word,
        "refund_id": line.refund_id,
        "title": line.title,
        "num": line.quantity,
        "num_iid": line.num_iid,
        "sku_id": line.sku_id,
        "outer_iid": line.sku.code if line.sku else None,
        "outer_sku_id": line.sku_code,
        "cid": 350401,
        "price": yuan(line.price),
        "total_fee": yuan(line.share),
        "payment": yuan(line.share + (order.freight if alone else 0)),
        "discount_fee": yuan(goods - line.share),
        "adjust_fee": "0.00",
        "divide_order_fee": yuan(line.share) if line.gives_share else None,
        "consign_time": moment(line.consigned_at),
        "end_time": moment(line.ended_at),
        "logistics_company": parcel.company if parcel else None,
        "invoice_no": parcel.written if parcel else None,
        "shipping_type": order.shipping_type,
        "is_service_order": False,
        "is_free_gift": True if line.gift else None,
        "special_refund_type": line.special,
    }
    return compact({**row, **line.raw})


def _service_entry(order: Order, service: Service) -> Row:
    """A service among the sub-orders: it looks like a line, but nothing travels."""
    return {
        "oid": service.oid,
        "oid_str": str(service.oid),
        "status": order.word,
        "refund_status": "NO_REFUND",
        "title": service.title,
        "num": 1,
        "price": yuan(service.price),
        "payment": yuan(service.price),
        "total_fee": yuan(service.price),
        "divide_order_fee": yuan(service.price),
        "shipping_type": "virtual",
        "is_service_order": True,
    }


def _service(service: Service) -> Row:
    return {
        "oid": service.oid,
        "item_oid": service.item_oid,
        "service_id": 7021,
        "title": service.title,
        "num": 1,
        "price": yuan(service.price),
        "payment": yuan(service.price),
        "total_fee": yuan(service.price),
        "tmser_spu_code": "install_ac",
    }
