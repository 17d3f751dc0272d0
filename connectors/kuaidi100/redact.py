"""Keeps of an answer what is read or may be read later, and masks phone numbers in its texts. Pure; twice is once."""

from connectors.keep import each, kept_of, plain, texts
from schemas.page import Raw

SCAN = plain("time", "ftime", "status", "statusCode", "areaCode") | texts("areaName", "context", "location")
ANSWER = plain(
    "com", "nu", "state", "status", "ischeck", "condition", "result", "returnCode", "arrivalTime", "totalTime", "remainTime"
) | {"data": each(SCAN)}  # fmt: skip


def redact(record: Raw) -> Raw:
    """Return a copy of the answer for one parcel without what is personal."""
    return kept_of(record, ANSWER)
