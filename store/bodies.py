"""Pages and records as JSON text that PostgreSQL can hold, whatever the platform sent."""

import json
from collections.abc import Sequence

import msgspec

from schemas.page import Raw


def encode(records: Sequence[Raw]) -> str:
    """Write a page's records as a JSON array, as received: a strange character stays, escaped."""
    try:
        return msgspec.json.encode(records).decode()
    except UnicodeEncodeError:
        return json.dumps(records)


def decode(body: bytes | str) -> list[Raw]:
    """Read a page's records back."""
    try:
        return list(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeError):
        return list(json.loads(body))


def encode_clean(record: Raw) -> str:
    """
    Write one record for a jsonb column, which holds neither NUL nor half surrogates.

    Its keys are sorted: what comes back from that column, in an order of its own, is written the same again.
    """
    return json.dumps(_clean(record), ensure_ascii=False, sort_keys=True)


def _clean(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "ignore").decode()
    if isinstance(value, dict):
        return {str(_clean(str(key))): _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value
