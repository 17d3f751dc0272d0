"""Service orders (AFS): returns, exchanges, repairs, and the visits of large appliances. Pure."""

from connectors.jd.codes import SERVICE_KIND, SERVICE_STATUS
from connectors.read import Reader
from connectors.values import as_instant_in_any_form
from schemas.commerce import AfterSale, AfterSaleLine, Parcel
from schemas.words import Direction, Stage

STREAM = "services"
RANK = 0
LABELS = ("questionTypeCid1Name", "questionTypeCid2Name")


def service(read: Reader) -> AfterSale:
    """Read a row of the list with its detail and the buyer's way bill, each missing where the platform refused it."""
    line = read.identifier("skuId")
    return AfterSale(
        external_id=read.need_key("serviceId"),
        stream=STREAM,
        stream_rank=RANK,
        external_order_id=read.need_identifier("orderId"),
        kind=read.word(SERVICE_KIND, "customerExpect"),
        platform_status=read.need_text("serviceStatus"),
        status=read.word(SERVICE_STATUS, "serviceStatus"),
        stage=Stage.AFTER_SHIP,
        reason_code=read.text("questionTypeCid2", "questionTypeCid1"),
        reason_text=_reason(read),
        refund_amount=None,
        disputed=None,
        deadline_at=None,
        requested_at=read.need_instant(as_instant_in_any_form, "applyTime"),
        closed_at=None,
        source_updated_at=read.need_instant(as_instant_in_any_form, "updateTime", "updateDate"),
        lines=(AfterSaleLine(external_line_id=line, quantity=read.quantity("serviceCount")),) if line else (),
        parcels=_returned(read, line),
    )


def _reason(read: Reader) -> str | None:
    """Return the labels, from the list or else the detail, and the buyer's own words."""
    detail = read.inner("detail")
    labels = "/".join(label for name in LABELS if (label := read.text(name) or detail.text(name)))
    return "：".join(part for part in (labels, detail.text("questionDesc")) if part) or None


def _returned(read: Reader, line: str | None) -> tuple[Parcel, ...]:
    number = read.identifier("expressCode")
    if number is None:
        return ()
    carrier = read.inner("freight").identifier("expressCompany")
    return (
        Parcel(tracking_no=number.upper(), carrier_name=carrier, direction=Direction.RETURN, external_line_id=line),
    )
