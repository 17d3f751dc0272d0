"""Refund applications, mostly of paid orders before shipment. Amounts are fen. Pure."""

from connectors.jd.codes import APPLICATION_STATUS, DISPUTED, STAGE_OF_SYSTEM
from connectors.read import Reader
from connectors.values import LARGEST_INTEGER, as_instant_in_any_form, in_order
from schemas.commerce import AfterSale, AfterSaleLine, Amount, Instant
from schemas.words import AfterSaleKind, AfterSaleStatus, Stage

STREAM = "applications"
RANK = 1
NUMBER_PREFIX = "RA"
"""Sets the numbers of applications apart from those of service orders."""

ENDED = (AfterSaleStatus.COMPLETED, AfterSaleStatus.CANCELLED)


def application(read: Reader) -> AfterSale:
    """Read a row. The sum is the one asked for; what was really paid is in no field."""
    word = read.need_text("status")
    status = read.known(APPLICATION_STATUS, word, "status")
    amount = read.yuan_from_fen("applyRefundSum")
    requested_at = read.need_instant(as_instant_in_any_form, "applyTime")
    checked_at = read.instant(as_instant_in_any_form, "checkTime")
    changed_at = read.instant(as_instant_in_any_form, "modified")
    number = read.need_key("id")
    if number:
        number = read.notes.key = f"{NUMBER_PREFIX}{number}"
    return AfterSale(
        external_id=number,
        stream=STREAM,
        stream_rank=RANK,
        external_order_id=read.need_identifier("orderId"),
        kind=AfterSaleKind.REFUND_ONLY,
        platform_status=word,
        status=status,
        stage=STAGE_OF_SYSTEM.get(read.text("systemId") or "", Stage.BEFORE_SHIP),
        reason_code=None,
        reason_text=read.text("reason"),
        refund_amount=amount,
        disputed=word == DISPUTED,
        deadline_at=None,
        requested_at=requested_at,
        closed_at=None,
        source_updated_at=changed_at or _later(requested_at, checked_at),
        read_again=changed_at is None and status not in ENDED,
        lines=_lines(read, amount),
    )


def _later(requested_at: Instant, checked_at: Instant | None) -> Instant:
    return max(requested_at, checked_at, key=in_order) if checked_at else requested_at


def _lines(read: Reader, amount: Amount | None) -> tuple[AfterSaleLine, ...]:
    parts = read.listed("skuVoList")
    found: dict[str, int | None] = {}
    for part in parts:
        if sku := part.identifier("skuId"):
            more = part.quantity("skuCount")
            found[sku] = _sum(found[sku], more) if sku in found else more
    alone = amount if len(found) == 1 else None
    return tuple(
        AfterSaleLine(external_line_id=sku, quantity=quantity, refund_amount=alone) for sku, quantity in found.items()
    )


def _sum(one: int | None, other: int | None) -> int | None:
    """Add up two quantities; None where one is not told, or the sum is no quantity."""
    return one + other if one and other and one + other <= LARGEST_INTEGER else None
