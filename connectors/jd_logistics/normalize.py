"""
The answer for one parcel → its trace. Pure; a scan that cannot be read goes alone.

Times carry no zone and mean China time. Source of the choice of fields: fields reference, 5.
"""

from collections.abc import Callable

from msgspec import Struct

from connectors.jd_logistics import codes
from connectors.jd_logistics.endpoints import ANY, CARRIER, EXPRESS, NODES
from connectors.jd_logistics.status import Marks, reason_of, status_of
from connectors.read import Reader
from connectors.scans import scans_of
from connectors.values import NO_TIME, SHANGHAI, as_instant, shape
from schemas.commerce import Instant
from schemas.page import Raw, Read
from schemas.parcels import Scan, Trace


class Form(Struct, frozen=True):
    """How one stream's answers are read: under which name its scans stand, and how one of them is read."""

    rows: str
    time: str
    code: str
    scan: Callable[[Reader], Scan]


def normalize(stream: str, record: Raw) -> Read:
    """Read what the courier answered for one parcel."""
    form = FORMS[stream]
    read = Reader(record, stream)
    number = read.need_key("waybillCode", "referenceNumber").upper()
    rows = record.get(form.rows) or []
    if not isinstance(rows, list):
        read.fault("malformed", form.rows, shape(rows))
    if read.notes.faulty:
        return Read(faults=read.notes.faults())
    scans, faults = scans_of(
        rows, read.notes, path=f"{stream}.{form.rows}", read=form.scan,
        key=lambda raw: f"{number} {raw.get(form.time)} {raw.get(form.code)}",
        kept=lambda raw: {"waybillCode": number, form.rows: [raw]},
    )  # fmt: skip
    trace = Trace(carrier=CARRIER, tracking_no=number, scans=tuple(scans), refused=None if scans else _refused(read))
    return Read(rows=(trace,), faults=tuple(faults), unknown=tuple(read.notes.unknown))


def _express(read: Reader) -> Scan:
    state, category = read.text("state"), read.text("category")
    title, remark = read.text("operationTitle"), read.text("operationRemark")
    names = (read.text("categoryName") or "", title or "")
    return _scan(
        read, Marks(state=state, category=category, title=title, words=names),
        source_code=state or category or title, occurred_at=read.need_moment("operationTime"),
        place=read.text("routeCityName", "operateSite"), description=remark or title,
    )  # fmt: skip


def _tracking(read: Reader) -> Scan:
    state, remark = read.text("operationCode"), read.text("remark")
    place = read.inner("operateLocation").text("routeCityName") or read.text("operateSite")
    return _scan(
        read, Marks(state=state),
        source_code=state, occurred_at=read.need_moment("operationTime"), place=place, description=remark,
    )  # fmt: skip


def _node(read: Reader) -> Scan:
    title, remark = read.text("opeTitle"), read.text("opeRemark")
    return _scan(
        read, Marks(title=title, title_is_code=True, words=(title or "",)),
        source_code=title, occurred_at=read.need_instant(_slashed, "opeTime"), place=None, description=remark or title,
    )  # fmt: skip


def _scan(
    read: Reader,
    marks: Marks,
    *,
    source_code: str | None,
    occurred_at: Instant,
    place: str | None,
    description: str | None,
) -> Scan:
    status = status_of(marks, read.new_value)
    return Scan(
        occurred_at=occurred_at,
        source_code=source_code,
        status=status,
        reason_code=reason_of(marks, status, description or ""),
        place=place,
        description=description,
    )


def _slashed(value: object) -> Instant:
    """Return a time with slashes between year, month and day; the platforms' zeros are none."""
    text = value.replace("/", "-") if isinstance(value, str) else ""
    if text in NO_TIME:
        raise ValueError("a zero where a time should be")
    return as_instant(text, SHANGHAI)


def _refused(read: Reader) -> str | None:
    code = read.text("refused")
    return codes.REFUSED.format(code=code) if code and code not in codes.NOTHING_YET else None


FORMS = {
    EXPRESS: Form("traceDetails", "operationTime", "state", _express),
    ANY: Form("trackings", "operationTime", "operationCode", _tracking),
    NODES: Form("data", "opeTime", "opeTitle", _node),
}
