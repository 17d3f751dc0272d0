"""After-sale requests as the refund, exchange and dispute APIs show them."""

from datetime import datetime

from sandbox.tmall.trades import seller
from sandbox.tmall.wire import Row, compact, moment, yuan
from sandbox.world.facts import Request

_ASKED_FOR = {"refund_only": ("1", "仅退款"), "return_refund": ("3", "退货退款"), "exchange": ("4", "换货")}


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _word(request: Request, stream: str) -> str:
    """The status as `stream` writes it; a list that does not own the row may word it otherwise."""
    owned = request.lists[0] == stream
    return request.word if owned or request.lower_word is None else request.lower_word


def _common(request: Request, stream: str) -> Row:
    order = request.order
    return {
        "status": _word(request, stream),
        "reason": request.reason,
        "desc": request.desc,
        "num": request.quantity,
        "title": request.title,
        "created": moment(request.created_at),
        "modified": moment(request.modified_at),
        "order_status": request.order_word,
        "good_status": "BUYER_RETURNED_GOODS" if request.back else "BUYER_RECEIVED",
        "refund_version": _ms(request.created_at),
        "seller_nick": seller(request.account),
        "buyer_nick": "l**8",
        "buyer_open_uid": order.buyer.open_uid if order else None,
    }


def refund(request: Request, *, detail: bool = False) -> Row:
    """One row of the refund list, or what the detail call answers."""
    line = next((line for line in request.order.lines if line.oid == request.oid), None) if request.order else None
    row: Row = {
        **_common(request, "refunds"),
        "refund_id": str(request.number),
        "tid": request.tid,
        "oid": request.oid,
        "dispute_type": request.type_word,
        "refund_phase": "aftersale" if request.order_word == "TRADE_FINISHED" else "onsale",
        "has_good_return": request.goods_back,
        "refund_fee": yuan(request.amount),
        "total_fee": yuan(line.share if line else request.amount),
        "payment": yuan(max((line.share if line else request.amount) - request.amount, 0)),
        "sku": f"{line.sku_id}|颜色:白色" if line and line.sku_id else None,
        "outer_id": line.sku_code if line else None,
        "company_name": request.back.company if request.back else None,
        "sid": request.back.written if request.back else None,
    }
    return compact({**row, **(_detail(request) if detail else {}), **request.raw})


def _detail(request: Request) -> Row:
    at = request.deadline_at
    timeout: object = _ms(at) if at and request.deadline_in_ms else moment(at)
    return {
        "num_iid": 681234567890,
        "price": yuan(request.amount),
        "cs_status": request.cs,
        "advance_status": 0,
        "alipay_no": str(request.tid),
        "end_time": moment(request.ended_at),
        "shipping_type": "express",
        "refund_remind_timeout": compact({"exist_timeout": at is not None, "remind_type": 3, "timeout": timeout}),
    }


def special(request: Request) -> Row:
    """One row of the list of special refunds; its number is a Number there."""
    asked = _ASKED_FOR.get(request.kind or "", ("1", ""))[0]
    row = refund(request)
    return compact(
        {
            **row,
            "refund_id": request.number,
            "status": _word(request, "special"),
            "dispute_type": None,
            "special_refund_type": request.special_word,
            "attribute": f";disputeRequest:{asked};enfunddetail:1;",
        }
    )


def exchange(request: Request, *, detail: bool = False) -> Row:
    """One row of the exchange list; `alipay_no` carries the trade's number."""
    row: Row = {
        **_common(request, "exchanges"),
        "order_status": None,
        "refund_version": _ms(request.created_at) if detail else None,
        "desc": request.desc if detail else None,
        "dispute_id": str(request.number),
        "alipay_no": str(request.tid),
        "biz_order_id": str(request.oid),
        "price": yuan(request.amount),
        "payment": yuan(request.amount),
        "bought_sku": "5012345678901",
        "exchange_sku": "5012345678901",
        "time_out": moment(request.deadline_at),
        "buyer_name": request.order.buyer.name if request.order else None,
        "refund_phase": "aftersale" if detail else None,
        **_parcels(request),
    }
    return compact({**row, **request.raw})


def dispute(request: Request) -> Row:
    """One row of the dispute list: the order's number is `biz_order_id` there, the status may be a number."""
    row: Row = {
        **_common(request, "disputes"),
        "refund_id": str(request.number),
        "biz_order_id": str(request.oid),
        "oid": request.oid,
        "refund_fee": yuan(request.amount),
        "time_out": moment(request.deadline_at),
        "dispute_request": _ASKED_FOR.get(request.kind or "", ("0", "其他"))[1],
        **_parcels(request),
    }
    return compact({**row, **request.raw})


def _parcels(request: Request) -> Row:
    return {
        "buyer_logistic_name": request.back.company if request.back else None,
        "buyer_logistic_no": request.back.written if request.back else None,
        "seller_logistic_name": request.again.company if request.again else None,
        "seller_logistic_no": request.again.written if request.again else None,
    }
