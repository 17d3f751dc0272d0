"""What a scan says of its parcel. Codes decide; words of a remark only support them. Pure."""

from collections.abc import Callable

from msgspec import Struct

from connectors.reasons import reason_in
from connectors.sf_express import codes
from schemas.words import ParcelStatus, ReasonCode

GIVEN_NOT = ("", "-")

NewValue = Callable[[str, str], None]


class Marks(Struct, frozen=True, kw_only=True):
    """The codes and the text of one scan, as far as they are given."""

    opcode: str | None
    first: str | None
    secondary: str | None
    reason: str | None
    remark: str


def status_of(marks: Marks, new_value: NewValue) -> ParcelStatus | None:
    """
    Return what the scan says; None for a code that no table knows, which is told to `new_value` by field and value.

    The order: five operations whose status codes mislead, the detailed status code, the coarse one, the operation.
    """
    if marks.opcode in codes.DECIDED_BY_OPCODE:
        return _by_opcode(marks, new_value)
    if marks.secondary:
        return _known(codes.SECONDARY, "secondaryStatusCode", marks.secondary, new_value)
    if marks.first:
        return _known(codes.FIRST, "firstStatusCode", marks.first, new_value)
    return _by_opcode(marks, new_value)


def reason_of(marks: Marks, status: ParcelStatus | None) -> ReasonCode | None:
    """Return why an exception happened: by code, else by words of the remark, else `other`."""
    opcode = marks.opcode or ""
    if status is ParcelStatus.PENDING:
        return codes.REASON_OF_OPCODE.get(opcode)
    if status is not ParcelStatus.EXCEPTION:
        return None
    by_code = codes.REASON_OF_REASON.get((opcode, marks.reason or "")) or codes.REASON_OF_OPCODE.get(opcode)
    return by_code or reason_in(marks.remark)


def _by_opcode(marks: Marks, new_value: NewValue) -> ParcelStatus | None:
    opcode = marks.opcode or ""
    if status := codes.BY_REASON.get((opcode, marks.reason or "")):
        return status
    if marks.reason:
        new_value("reasonCode", f"{opcode}/{marks.reason}")
    if any(word in marks.remark for word in codes.PROVEN_BY_REMARK.get(opcode, ())):
        return ParcelStatus.IN_TRANSIT
    if opcode == "44" and codes.STILL_SORTING in marks.remark:
        return ParcelStatus.IN_TRANSIT
    if opcode == "99" and not any(word in marks.remark for word in codes.RETURN_WORDS):
        return ParcelStatus.IN_TRANSIT
    if opcode in codes.NO_CHANGE:
        return None
    return _known(codes.OPCODE, "opCode", opcode or "none", new_value)


def _known(table: dict[str, ParcelStatus], field: str, code: str, new_value: NewValue) -> ParcelStatus | None:
    status = table.get(code)
    if status is None:
        new_value(field, code)
    return status
