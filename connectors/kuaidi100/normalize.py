"""
The answer for one parcel → its trace. Pure; a scan that cannot be read goes alone.

Times carry no zone and mean China time. Source of the choice of fields: fields reference, 4 and 5.
"""

from connectors.kuaidi100 import codes
from connectors.kuaidi100.client import failure_of
from connectors.kuaidi100.endpoints import carrier_of
from connectors.read import Reader
from connectors.reasons import reason_in
from connectors.scans import scans_of
from connectors.values import NO_TIME, SHANGHAI, as_instant, shape
from schemas.commerce import Instant
from schemas.page import Raw, Read
from schemas.parcels import Scan, Trace
from schemas.words import ParcelStatus, ReasonCode


def normalize(stream: str, record: Raw) -> Read:
    """Read what the platform answered for one parcel."""
    read = Reader(record, stream)
    number, company = read.need_key("nu").upper(), read.need_identifier("com")
    code = failure_of(record)
    rows = record.get("data") if code is None else None
    if rows and not isinstance(rows, list):
        read.fault("malformed", "data", shape(rows))
    if read.notes.faulty:
        return Read(faults=read.notes.faults())
    state = read.text("state")
    scans, faults = scans_of(
        rows or [], read.notes, path=f"{stream}.data", read=lambda scan: _scan(scan, state),
        key=lambda raw: f"{number} {raw.get('ftime')} {raw.get('statusCode')}",
        kept=lambda raw: {"nu": number, "com": company, "state": state, "data": [raw]},
    )  # fmt: skip
    trace = Trace(
        carrier=carrier_of(company),
        tracking_no=number,
        scans=tuple(scans),
        refused=None if scans or code in (None, codes.NOTHING_YET) else _refused(str(code)),
        promised_at=_promised(read),
    )
    return Read(rows=(trace,), faults=tuple(faults), unknown=tuple(read.notes.unknown))


def _refused(code: str) -> str:
    return codes.REFUSED.get(code) or codes.OTHERWISE_REFUSED.format(code=code)


def _scan(read: Reader, state: str | None) -> Scan:
    code, text = read.text("statusCode"), read.text("context")
    status = read.known(codes.STATUS, code or "none", "statusCode")
    if code == codes.REFUSED_AND_BACK and state == codes.SIGNED_BACK:
        status = ParcelStatus.RETURNED
    return Scan(
        occurred_at=read.need_moment("ftime"),
        source_code=code,
        status=status,
        reason_code=_reason(code or "", status, text or ""),
        place=read.text("location", "areaName"),
        description=text,
    )


def _reason(code: str, status: ParcelStatus | None, text: str) -> ReasonCode | None:
    if status is ParcelStatus.READY_FOR_PICKUP or status is ParcelStatus.EXCEPTION:
        by_code = codes.REASON.get(code)
        return by_code or (reason_in(text) if status is ParcelStatus.EXCEPTION else None)
    return None


def _promised(read: Reader) -> Instant | None:
    """Return when the parcel is expected; the platforms' zeros are no promise, and what is no time is noted as new."""
    text = read.text("arrivalTime")
    if text is None or text in NO_TIME:
        return None
    try:
        return as_instant(text, SHANGHAI)
    except ValueError:
        read.new_value("arrivalTime", shape(text))
        return None
