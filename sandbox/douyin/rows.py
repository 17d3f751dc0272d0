"""Orders and requests as Douyin's methods show them."""

from datetime import datetime

from sandbox.douyin.dialect import (
    REQUEST,
    WORDS,
    is_before_shipping,
    main_status,
    reason_number,
    sku_number,
)
from sandbox.truth.dialect import payment, shipped_at
from sandbox.truth.words import DISPUTED, ENDED, ORDER, request_status
from sandbox.world.facts import Line, Order, Parcel, Request

Row = dict[str, object]
TYPES = {"return_refund": 0, "refund_only": 1, "exchange": 3, "other": 4, "price_adjust": 6, "reship": 7, "repair": 8}
CODES = {"sf_express": "shunfeng", "jd_logistics": "jd"}


def seconds(at: datetime | None) -> int:
    """Seconds since the epoch; 0 where there is no time."""
    return int(at.timestamp()) if at else 0


def order(thing: Order) -> Row:
    """All fields of an order."""
    paid, added = payment(thing), 500 if thing.tid % 3 == 0 else 0
    word = WORDS[ORDER.get(thing.word)]
    place = {
        "province": {"name": thing.place.province or "", "id": "33"},
        "city": {"name": thing.place.city or "", "id": "330100"},
        "town": {"name": thing.place.district or "", "id": "330110"},
        "street": {"name": "仓前街道", "id": "330110011"},
        "detail": "",
        "encrypt_detail": "#IuxR#1##",
    }
    row: Row = {
        "order_id": str(thing.tid),
        "shop_id": 4463798,
        "order_status": word,
        "order_status_desc": "状态",
        "main_status": main_status(thing),
        "order_type": 0,
        "create_time": seconds(thing.created_at),
        "pay_time": seconds(thing.paid_at),
        "ship_time": seconds(shipped_at(thing)),
        "exp_ship_time": seconds(thing.ship_by),
        "update_time": seconds(thing.modified_at),
        "finish_time": seconds(thing.ended_at),
        "order_expire_time": 1800,
        "buyer_words": "请打13912345678",
        "seller_words": "",
        "order_amount": sum(line.price * line.quantity for line in thing.lines),
        "pay_amount": paid + added,
        "post_amount": thing.freight,
        "promotion_pay_amount": added,
        "encrypt_post_receiver": "#ML3B#0BB1W4ad=#1##",
        "mask_post_receiver": thing.buyer.name,
        "encrypt_post_tel": "$Gm2k=$1$$",
        "mask_post_tel": "1********21",
        "post_addr": place,
        "mask_post_addr": {**place, "detail": "**小区**幢**室"},
        "doudian_open_id": f"1@#{thing.buyer.open_uid}",
        "logistics_info": _parcels(thing),
        "sku_order_list": [_line(thing, line) for line in thing.lines],
    }
    return row | thing.raw


def _line(thing: Order, line: Line) -> Row:
    return {
        "order_id": str(line.oid),
        "parent_order_id": str(thing.tid),
        "order_status": WORDS[ORDER.get(line.word)],
        "product_id": line.num_iid,
        "product_id_str": str(line.num_iid),
        "product_name": line.title,
        "sku_id": int(sku_number(line)),
        "code": line.sku_code or "",
        "out_sku_id": "0",
        "item_num": line.quantity,
        "origin_amount": line.price,
        "order_amount": line.price * line.quantity,
        "pay_amount": line.share,
        "goods_type": 0,
        "given_product_type": "FREE" if line.gift else "",
        "after_sale_info": {"after_sale_status": 0, "after_sale_type": 0, "refund_status": 0},
    }


def _parcels(thing: Order) -> list[Row]:
    found: dict[str, tuple[Parcel, list[Line]]] = {}
    for line in thing.lines:
        if line.parcel:
            found.setdefault(line.parcel.number, (line.parcel, []))[1].append(line)
    return [
        {
            "tracking_no": parcel.written,
            "company": CODES.get(parcel.carrier, parcel.carrier),
            "company_name": parcel.company,
            "ship_time": seconds(lines[0].consigned_at),
            "delivery_id": f"71{parcel.number[-9:]}",
            "product_info": [
                {"sku_order_id": str(line.oid), "product_name": line.title, "product_count": line.quantity}
                for line in lines
            ],
        }
        for parcel, lines in found.values()
    ]


def _status(request: Request) -> str | None:
    return request_status("exchanges" if request.kind == "exchange" else "refunds", request.word)


def request(thing: Request) -> Row:
    """A row of the list. Once the money has gone, the sum asked for may be another than the one paid."""
    status = _status(thing)
    done = status == "completed" and thing.kind in ("refund_only", "return_refund", "price_adjust")
    ended = status in ENDED
    back = thing.back
    info: Row = {
        "aftersale_id": str(thing.number),
        "aftersale_order_type": 1,
        "aftersale_type": 2 if is_before_shipping(thing) else TYPES.get(thing.kind or "", 99),
        "aftersale_sub_type": 0,
        "aftersale_status": REQUEST[status],
        "related_id": str(thing.oid),
        "apply_time": seconds(thing.created_at),
        "create_time": seconds(thing.created_at),
        "update_time": seconds(thing.modified_at),
        "status_deadline": seconds(thing.deadline_at),
        "aftersale_status_to_final_time": seconds(thing.ended_at) if ended else 0,
        "refund_amount": thing.amount + (300 if done else 0),
        "refund_status": 3 if done else 1,
        "aftersale_num": thing.quantity,
        "arbitrate_status": _arbitration(thing, open_=not ended),
        "return_logistics_code": back.written if back else "",
        "return_logistics_company_name": back.company if back else "",
        "reason_second_labels": [{"code": 9000, "name": "标签"}],
        "remark": "电话13912345678",
    }
    return {
        "aftersale_info": info | thing.raw,
        "order_info": {
            "shop_order_id": str(thing.tid),
            "related_order_info": [{"sku_order_id": str(thing.oid), "aftersale_item_num": thing.quantity}],
        },
        "text_part": {"reason_text": thing.reason, "aftersale_type_text": "售后"},
        "seller_logs": [],
    }


def _arbitration(thing: Request, *, open_: bool) -> int:
    if thing.cs in DISPUTED:
        return 1 if open_ else 255
    return 0


def detail(thing: Request) -> Row:
    """What the detail call tells."""
    done = _status(thing) == "completed"
    again = thing.again
    sent = {"tracking_no": again.written, "company_name": again.company} if again else {"tracking_no": ""}
    resent = thing.kind == "reship"
    return {
        "process_info": {
            "after_sale_info": {
                "after_sale_id": thing.number,
                "after_sale_status": REQUEST[_status(thing)],
                "reason": thing.reason,
                "reason_code": reason_number(thing),
                "reason_remark": thing.desc or "",
                "real_refund_amount": thing.amount if done else 0,
                "refund_time": seconds(thing.ended_at) if done else 0,
                "evidence": ["https://example.com/picture"],
                "encrypt_post_tel_sec": "$x$1$$",
            },
            "logistics_info": {
                "return": {},
                "exchange": {} if resent else sent,
                "resend": sent if resent else {},
                "order": [],
            },
            "record_logs_list": [],
        },
        "order_info": {"shop_order_id": thing.tid, "sku_order_infos": []},
    }
