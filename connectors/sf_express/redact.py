"""Keeps of an answer what is read or may be read later, and masks phone numbers in its texts. Pure; twice is once."""

from typing import Any

from connectors.mask import mask_text
from schemas.page import Raw

PARCEL = ("mailNo", "reasonCode", "reasonRemark", "routes")
SCAN = (
    "acceptTime",
    "acceptAddress",
    "remark",
    "opCode",
    "opcode",
    "firstStatusCode",
    "firstStatusName",
    "secondaryStatusCode",
    "secondaryStatusName",
    "reasonCode",
    "reasonName",
)
FREE_TEXT = frozenset({"acceptAddress", "remark", "reasonRemark", "reasonName"})


def redact(record: Raw) -> Raw:
    """Return a copy of the answer for one parcel without what is personal."""
    kept = _only(record, PARCEL)
    if isinstance(routes := kept.get("routes"), list):
        kept["routes"] = [_only(scan, SCAN) if isinstance(scan, dict) else None for scan in routes]
    return kept


def _only(raw: Raw, names: tuple[str, ...]) -> Raw:
    return {name: _masked(raw[name]) if name in FREE_TEXT else raw[name] for name in names if name in raw}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask_text(value)
    return [mask_text(part) for part in value if isinstance(part, str)] if isinstance(value, list) else None
