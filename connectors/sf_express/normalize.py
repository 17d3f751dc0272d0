"""
The answer for one parcel → its trace. Pure; a scan that cannot be read goes alone.

Times carry no zone and mean China time. Source of the choice of fields: fields reference, 5.
"""

from connectors.parse import clean_text
from connectors.read import Reader
from connectors.scans import scans_of
from connectors.sf_express import codes
from connectors.sf_express.status import GIVEN_NOT, Marks, reason_of, status_of
from connectors.values import shape
from schemas.page import Raw, Read
from schemas.parcels import Scan, Trace

CARRIER = "sf_express"
REFUSED = "SF Express shows this parcel only with the last four digits of the sender's or receiver's phone ({code})"


def normalize(stream: str, record: Raw) -> Read:
    """Read what the courier answered for one parcel."""
    read = Reader(record, stream)
    number = read.need_key("mailNo").upper()
    routes = record.get("routes") or []
    if not isinstance(routes, list):
        read.fault("malformed", "routes", shape(routes))
    if read.notes.faulty:
        return Read(faults=read.notes.faults())
    scans, faults = scans_of(
        routes,
        read.notes,
        path=f"{stream}.routes",
        read=_scan,
        key=lambda raw: _key(number, raw),
        kept=lambda raw: {"mailNo": number, "routes": [raw]},
    )
    refused = None if routes else _refused(read)
    trace = Trace(carrier=CARRIER, tracking_no=number, scans=tuple(scans), refused=refused)
    return Read(rows=(trace,), faults=tuple(faults), unknown=tuple(read.notes.unknown))


def _scan(read: Reader) -> Scan:
    remark = read.text("remark")
    marks = Marks(
        opcode=_code(read, "opCode", "opcode"),
        first=_code(read, "firstStatusCode"),
        secondary=_code(read, "secondaryStatusCode"),
        reason=_code(read, "reasonCode"),
        remark=remark or "",
    )
    status = status_of(marks, read.new_value)
    return Scan(
        occurred_at=read.need_moment("acceptTime"),
        source_code=marks.opcode,
        status=status,
        reason_code=reason_of(marks, status),
        place=read.text("acceptAddress"),
        description=remark,
    )


def _code(read: Reader, *names: str) -> str | None:
    code = (read.text(*names) or "").strip()
    return None if code in GIVEN_NOT else code


def _refused(read: Reader) -> str | None:
    """Return why the courier would not say; its code comes as text and as a list of one."""
    given = read.raw("reasonCode")
    code = clean_text(str(given[0] if isinstance(given, list) and given else given or "")).strip()[:40]
    if not code:
        return None
    if code not in codes.NOT_SHOWN:
        read.new_value("reasonCode", code)
    return REFUSED.format(code=code)


def _key(number: str, raw: Raw) -> str:
    """Return what names a scan as far as it could be read."""
    parts = (raw.get(name) for name in ("acceptTime", "opCode"))
    return " ".join([number, *(clean_text(part)[:40] for part in parts if isinstance(part, str))])
