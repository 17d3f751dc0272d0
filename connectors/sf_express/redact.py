"""Keeps of an answer what is read or may be read later, and masks phone numbers in its texts. Pure; twice is once."""

from typing import Any

from connectors.keep import each, kept_of, plain, text, texts
from schemas.page import Raw


def redact(record: Raw) -> Raw:
    """Return a copy of the answer for one parcel without what is personal."""
    return kept_of(record, PARCEL)


def _text_or_texts(value: Any) -> Any:
    return [text(part) for part in value if isinstance(part, str)] if isinstance(value, list) else text(value)


SCAN = (
    plain("acceptTime", "opCode", "opcode", "firstStatusCode", "secondaryStatusCode", "reasonCode")
    | texts("firstStatusName", "secondaryStatusName")
    | dict.fromkeys(("acceptAddress", "remark", "reasonName"), _text_or_texts)
)
PARCEL = plain("mailNo", "reasonCode") | {"reasonRemark": _text_or_texts, "routes": each(SCAN)}
