"""Keeps the named fields of a record, each plain or behind a mask, and drops all others. Pure; doing it twice is once."""

from collections.abc import Callable, Mapping
from typing import Any

from connectors.mask import mask_name, mask_phone, mask_text
from schemas.page import Raw

Mask = Callable[[Any], Any]
Kept = Mapping[str, Mask | None]
"""Field → its mask; None: kept as it is."""

LONGEST_HARMLESS = 10**7
"""A number where text should be could be somebody's phone."""


def kept_of(record: Raw, kept: Kept) -> Raw:
    """Return a copy of a record with nothing but the fields that are kept."""
    return {name: mask(record[name]) if mask else record[name] for name, mask in kept.items() if name in record}


def plain(*names: str) -> dict[str, Mask | None]:
    """Keep these fields as they are."""
    return dict.fromkeys(names)


def inside(kept: Kept) -> Mask:
    """Keep these fields of an object inside the record."""
    return lambda value: kept_of(value, kept) if isinstance(value, dict) else None


def each(kept: Kept, *, alone: bool = False) -> Mask:
    """
    Keep these fields of every object of a list; `alone`: of an object that stands there without a list, too.

    What is no list stays something of its kind, without what it said: it would look like no entry otherwise.
    """

    def mask(value: Any) -> Any:
        if isinstance(value, list):
            return [kept_of(one, kept) if isinstance(one, dict) else {} for one in value]
        return kept_of(value, kept) if alone and isinstance(value, dict) else _hollow(value)

    return mask


def text(value: Any) -> Any:
    """Mask phone numbers in a text."""
    if isinstance(value, str):
        return mask_text(value)
    return value if isinstance(value, int) and abs(value) < LONGEST_HARMLESS else None


def texts(*names: str) -> dict[str, Mask | None]:
    """Keep these fields with phone numbers in them masked."""
    return dict.fromkeys(names, text)


def name(value: Any) -> str | None:
    """Mask a name."""
    return mask_name(value) if isinstance(value, str) and value else None


def phone(value: Any) -> str | None:
    """Mask a phone number."""
    return mask_phone(str(value)) if isinstance(value, str | int) and str(value) else None


def _hollow(value: Any) -> Any:
    """Return a value of the same kind that tells nothing; None for what holds nothing."""
    if not value:
        return None
    kinds: dict[type, Any] = {str: "dropped", dict: {"dropped": True}, bool: True}
    return kinds.get(type(value), 1)
