"""After-sale requests: refunds, returns, exchanges, repairs. Pure."""

from collections.abc import Iterator

from connectors.douyin.codes import (
    ARBITRATED,
    BEFORE_SHIPPING,
    KIND,
    KIND_OF_SUB_TYPE,
    PAID_BACK,
    STATUS,
)
from connectors.read import Reader
from connectors.values import as_instant_from_s
from schemas.commerce import AfterSale, AfterSaleLine, Amount, Parcel
from schemas.words import AfterSaleKind, Direction, Stage

STREAM = "requests"


def request(read: Reader) -> AfterSale:
    """Read a row of the list with its detail, which is missing where the platform refused it."""
    info, goods, detail = read.inner("aftersale_info"), read.inner("order_info"), read.inner("detail")
    kind = _kind(info)
    amount = _amount(info, detail.inner("after_sale_info"))
    lines = _lines(goods, amount)
    return AfterSale(
        external_id=info.need_key("aftersale_id"),
        stream=STREAM,
        stream_rank=0,
        external_order_id=goods.need_identifier("shop_order_id"),
        kind=kind,
        platform_status=info.need_text("aftersale_status"),
        status=info.word(STATUS, "aftersale_status"),
        stage=Stage.BEFORE_SHIP if info.text("aftersale_type") == BEFORE_SHIPPING else Stage.AFTER_SHIP,
        reason_code=_reason_code(info, detail),
        reason_text=_reason_text(read, detail),
        refund_amount=amount,
        disputed=info.word(ARBITRATED, "arbitrate_status"),
        deadline_at=info.instant(as_instant_from_s, "status_deadline"),
        requested_at=info.need_instant(as_instant_from_s, "apply_time"),
        closed_at=info.instant(as_instant_from_s, "aftersale_status_to_final_time"),
        source_updated_at=info.need_instant(as_instant_from_s, "update_time"),
        lines=lines,
        parcels=tuple(_parcels(info, detail, kind, lines)),
    )


def _kind(info: Reader) -> AfterSaleKind | None:
    found = info.word(KIND, "aftersale_type")
    return KIND_OF_SUB_TYPE.get(info.text("aftersale_sub_type") or "", found) if found else None


def _amount(info: Reader, detail: Reader) -> Amount | None:
    """Return what was asked for, or, once the money has gone, what was really paid."""
    asked, paid = info.yuan_from_fen("refund_amount"), detail.yuan_from_fen("real_refund_amount")
    return paid if info.text("refund_status") == PAID_BACK else asked


def _reason_code(info: Reader, detail: Reader) -> str | None:
    labels = info.listed("reason_second_labels")
    first = labels[0].text("code") if labels else None
    return detail.inner("after_sale_info").text("reason_code") or first


def _reason_text(read: Reader, detail: Reader) -> str | None:
    own = detail.inner("after_sale_info").text("reason_remark")
    return "：".join(part for part in (read.inner("text_part").text("reason_text"), own) if part) or None


def _lines(goods: Reader, amount: Amount | None) -> tuple[AfterSaleLine, ...]:
    parts = goods.listed("related_order_info")
    found = {line: part.quantity("aftersale_item_num") for part in parts if (line := part.identifier("sku_order_id"))}
    alone = amount if len(found) == 1 else None
    return tuple(
        AfterSaleLine(external_line_id=line, quantity=quantity, refund_amount=alone) for line, quantity in found.items()
    )


def _parcels(
    info: Reader, detail: Reader, kind: AfterSaleKind | None, lines: tuple[AfterSaleLine, ...]
) -> Iterator[Parcel]:
    """Yield the buyer's parcel, and those that the shop sends in exchange or again."""
    line = lines[0].external_line_id if len(lines) == 1 else None
    again = Direction.REISSUE if kind is AfterSaleKind.RESHIP else Direction.REPLACEMENT
    sent = detail.inner("logistics_info")
    found = [(info, "return_logistics_code", "return_logistics_company_name", Direction.RETURN)]
    found += [
        (part, "tracking_no", "company_name", again) for name in ("exchange", "resend") for part in _all(sent, name)
    ]
    for part, number, company, direction in found:
        if tracking_no := part.identifier(number):
            yield Parcel(
                tracking_no=tracking_no.upper(),
                carrier_name=part.identifier(company),
                direction=direction,
                external_line_id=line,
            )


def _all(read: Reader, name: str) -> list[Reader]:
    """Return what stands there, one object or a list of them."""
    return read.listed(name) if isinstance(read.raw(name), list) else [read.inner(name)]
