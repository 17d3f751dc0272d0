"""
Keeps of a record what was asked for, and masks what is personal in it.

What is not on a list here is dropped, so that a field which the platform adds unasked cannot land in the clear.
Pure, and doing it twice changes nothing.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from connectors.mask import mask_name, mask_phone, mask_text
from connectors.tmall.client import unwrapped
from connectors.tmall.endpoints import (
    DISPUTE_FIELDS,
    EXCHANGE_FIELDS,
    LINE_FIELDS,
    ORDER_FIELDS,
    REFUND_DETAIL_FIELDS,
    REFUND_FIELDS,
    SPECIAL_FIELDS,
)
from schemas.page import Raw

KEPT = {
    "orders": frozenset(ORDER_FIELDS.split(",")),
    "refunds": frozenset(REFUND_FIELDS.split(",")),
    "special": frozenset(SPECIAL_FIELDS.split(",")),
    "disputes": frozenset(DISPUTE_FIELDS.split(",")),
    "exchanges": frozenset(EXCHANGE_FIELDS.split(",")) - {"bizorder_id"} | {"biz_order_id"},
}
LINE = frozenset(LINE_FIELDS.split(","))
DETAIL = frozenset(REFUND_DETAIL_FIELDS.split(","))
REMIND = frozenset({"exist_timeout", "remind_type", "timeout"})
REQUEST = re.compile(r"disputeRequest\W{1,4}(\w{1,20})")


def redact(stream: str, record: Raw) -> Raw:
    """Return a copy of a record of a stream without what is personal."""
    kept = _only(record, KEPT[stream])
    if "orders" in kept:
        kept["orders"] = _lines(kept["orders"])
    if isinstance(record.get("detail"), dict):
        kept["detail"] = _detail(record["detail"])
    return kept


def unwrapped_lines(record: Raw) -> Raw:
    """Return a record with its lines as they land, so that what it was asked for stands where it is kept."""
    try:
        return record | {"orders": unwrapped(record["orders"])} if "orders" in record else record
    except ValueError:
        return record


def dispute_request(attribute: object) -> str | None:
    """Return what `disputeRequest` says in the attributes of a special refund."""
    found = REQUEST.search(attribute) if isinstance(attribute, str) else None
    return found[1] if found else None


def _only(record: Raw, names: Iterable[str]) -> Raw:
    return {name: _masked(name, record[name]) for name in names if name in record}


def _masked(name: str, value: Any) -> Any:
    mask = MASKS.get(name)
    if mask is None or value is None:
        return value
    return mask(value) if isinstance(value, str) else mask(str(value)) if isinstance(value, int) else None


def _lines(value: object) -> list[Raw] | None:
    try:
        return [_only(line, LINE) if isinstance(line, dict) else {} for line in unwrapped(value)]
    except ValueError:
        return None


def _detail(detail: Raw) -> Raw:
    kept = _only(detail, DETAIL)
    remind = kept.pop("refund_remind_timeout", None)
    return kept | {"refund_remind_timeout": _only(remind, REMIND)} if isinstance(remind, dict) else kept


def _attribute(value: str) -> str | None:
    """Of a request's free attributes only the kind is kept."""
    request = dispute_request(value)
    return f"disputeRequest:{request}" if request else None


MASKS: dict[str, Callable[[str], str | None]] = {
    "receiver_name": mask_name,
    "receiver_mobile": mask_phone,
    "receiver_phone": mask_phone,
    "title": mask_text,
    "reason": mask_text,
    "desc": mask_text,
    "attribute": _attribute,
}
