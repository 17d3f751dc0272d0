"""Refunds, special refunds, disputes and exchanges → after-sale requests. Pure."""

from collections.abc import Mapping

from connectors.read import Reader
from connectors.tmall.codes import (
    DISPUTE_KIND,
    DISPUTE_STATUS,
    DISPUTE_STATUS_OF_EXCHANGE,
    DISPUTE_STATUS_OF_REFUND,
    EXCHANGE_STATUS,
    ORDER_STATUS,
    REFUND_KIND,
    REFUND_STATUS,
    SPECIAL_KIND,
    SPECIAL_REQUEST,
    STAGE,
    STEPPED_IN,
)
from connectors.tmall.endpoints import RANK
from connectors.tmall.orders import parcel
from connectors.tmall.redact import dispute_request
from connectors.values import SHANGHAI, as_instant, as_instant_from_ms, shape
from schemas.commerce import AfterSale, AfterSaleLine, Instant, Parcel
from schemas.words import AfterSaleKind, AfterSaleStatus, Direction, Stage

ENDED = (AfterSaleStatus.COMPLETED, AfterSaleStatus.CANCELLED)
BY_GOODS_COMING_BACK: dict[bool | None, AfterSaleKind] = {
    True: AfterSaleKind.RETURN_REFUND,
    False: AfterSaleKind.REFUND_ONLY,
}

Status = AfterSaleStatus | None
Kind = AfterSaleKind | None


def refund(read: Reader) -> AfterSale:
    """Read a refund with its detail, which is missing where the platform refused it."""
    status = read.word(REFUND_STATUS, "status")
    detail = read.inner("detail")
    arbitrated, timeout, ended_at = detail.word(STEPPED_IN, "cs_status"), _timeout(detail), detail.moment("end_time")
    ended = status in ENDED
    return _request(
        read,
        "refunds",
        kind=_refund_kind(read),
        status=status,
        disputed=None if arbitrated is None else arbitrated and not ended,
        deadline_at=None if ended else timeout,
        closed_at=ended_at if ended else None,
        parcels=_returned(read, read.identifier("oid")),
    )


def special(read: Reader) -> AfterSale:
    """Read a special refund, such as price protection. It has no detail."""
    return _request(
        read,
        "special",
        kind=_special_kind(read),
        status=read.word(REFUND_STATUS, "status"),
        parcels=_returned(read, read.identifier("oid")),
    )


def dispute(read: Reader) -> AfterSale:
    """Read a row of the list that holds every kind; its status may be a word, a text or, with a known kind, a number."""
    kind = read.word(DISPUTE_KIND, "dispute_request")
    status = read.word(_dispute_words(kind), "status")
    time_out = read.moment("time_out")
    return _request(
        read,
        "disputes",
        kind=kind,
        status=status,
        deadline_at=None if status in ENDED else time_out,
        parcels=_both_ways(read, read.identifier("oid", "biz_order_id")),
    )


def exchange(read: Reader) -> AfterSale:
    """Read an exchange. `alipay_no` holds the trade's number whatever its name says, `biz_order_id` the sub-order's."""
    status = read.word(EXCHANGE_STATUS, "status")
    time_out = read.moment("time_out")
    line = read.identifier("biz_order_id")
    return AfterSale(
        external_id=read.need_key("dispute_id"),
        stream="exchanges",
        stream_rank=RANK["exchanges"],
        external_order_id=read.need_identifier("alipay_no", "biz_order_id"),
        kind=AfterSaleKind.EXCHANGE,
        platform_status=read.need_text("status"),
        status=status,
        stage=Stage.AFTER_SHIP,
        reason_code=None,
        reason_text=read.text("reason"),
        refund_amount=None,
        disputed=None,
        deadline_at=None if status in ENDED else time_out,
        requested_at=read.need_moment("created"),
        closed_at=None,
        source_updated_at=read.need_moment("modified"),
        lines=(AfterSaleLine(external_line_id=line, quantity=read.quantity("num")),) if line else (),
        parcels=_both_ways(read, line),
    )


def _request(
    read: Reader,
    stream: str,
    *,
    kind: Kind,
    status: Status,
    parcels: tuple[Parcel, ...],
    disputed: bool | None = None,
    deadline_at: Instant | None = None,
    closed_at: Instant | None = None,
) -> AfterSale:
    """Read what refunds, special refunds and disputes have in common."""
    amount = read.yuan("refund_fee")
    line = read.identifier("oid", "biz_order_id")
    return AfterSale(
        external_id=read.need_key("refund_id"),
        stream=stream,
        stream_rank=RANK[stream],
        external_order_id=read.need_identifier("tid", "biz_order_id"),
        kind=kind,
        platform_status=read.need_text("status"),
        status=status,
        stage=_stage(read),
        reason_code=None,
        reason_text="：".join(part for part in (read.text("reason"), read.text("desc")) if part) or None,
        refund_amount=amount,
        disputed=disputed,
        deadline_at=deadline_at,
        requested_at=read.need_moment("created"),
        closed_at=closed_at,
        source_updated_at=read.need_moment("modified"),
        lines=(AfterSaleLine(external_line_id=line, quantity=read.quantity("num"), refund_amount=amount),)
        if line
        else (),
        parcels=parcels,
    )


def _refund_kind(read: Reader) -> Kind:
    if word := read.text("dispute_type"):
        return read.known(REFUND_KIND, word, "dispute_type")
    return BY_GOODS_COMING_BACK.get(read.flag("has_good_return"))


def _special_kind(read: Reader) -> Kind:
    name = read.text("special_refund_type")
    if name in SPECIAL_KIND:
        return SPECIAL_KIND[name]
    if request := dispute_request(read.text("attribute")):
        return read.known(SPECIAL_REQUEST, request, "attribute")
    return read.known(SPECIAL_KIND, name, "special_refund_type")


def _dispute_words(kind: Kind) -> Mapping[str, AfterSaleStatus]:
    if kind is None:
        return DISPUTE_STATUS
    return DISPUTE_STATUS_OF_EXCHANGE if kind is AfterSaleKind.EXCHANGE else DISPUTE_STATUS_OF_REFUND


def _stage(read: Reader) -> Stage | None:
    word = read.text("order_status")
    if word and word not in ORDER_STATUS:
        read.new_value("order_status", word)
    return STAGE.get(word or "")


def _timeout(detail: Reader) -> Instant | None:
    """Return when the platform acts by itself; its form is not confirmed: text or milliseconds, else noted as new."""
    remind = detail.inner("refund_remind_timeout")
    value = remind.raw("timeout")
    if remind.flag("exist_timeout") is not True or value is None or value == "":
        return None
    try:
        return as_instant(value, SHANGHAI) if isinstance(value, str) and "-" in value else as_instant_from_ms(value)
    except ValueError:
        remind.new_value("timeout", shape(value))
        return None


def _returned(read: Reader, line: str | None) -> tuple[Parcel, ...]:
    found = parcel(read, "sid", "company_name", Direction.RETURN, line)
    return (found,) if found else ()


def _both_ways(read: Reader, line: str | None) -> tuple[Parcel, ...]:
    back = parcel(read, "buyer_logistic_no", "buyer_logistic_name", Direction.RETURN, line)
    out = parcel(read, "seller_logistic_no", "seller_logistic_name", Direction.REPLACEMENT, line)
    return tuple(found for found in (back, out) if found)
