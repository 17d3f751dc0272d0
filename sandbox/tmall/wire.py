"""How the gateway writes values and rows."""

from collections.abc import Iterable, Mapping
from datetime import datetime

Row = dict[str, object]


def moment(at: datetime | None) -> str | None:
    """`yyyy-MM-dd HH:mm:ss` without a zone; `at` is in GMT+8, as all times of the world are."""
    return None if at is None else at.isoformat(" ", "seconds")[:19]  # half the time of strftime


def yuan(fen: int | None) -> str | None:
    """Money as the gateway gives it: a string with two decimals."""
    return None if fen is None else f"{fen // 100}.{fen % 100:02d}"


def listed(word: str, rows: Iterable[Row]) -> dict[str, list[Row]] | None:
    """Wrap a list in an object with the element's name; an empty list is absent (None)."""
    found = list(rows)
    return {word: found} if found else None


def compact(row: Mapping[str, object]) -> Row:
    """Leave out what is null; rows inside are compacted where they are made."""
    return {name: value for name, value in row.items() if value is not None}


def only(row: Row, fields: str) -> Row:
    """Keep what `fields` names; `orders.title` keeps that part of each sub-order."""
    wanted = {name.strip() for name in fields.split(",")}
    kept = {name: value for name, value in row.items() if name in wanted}
    for outer, part in (name.split(".", 1) for name in wanted if "." in name):
        inner = row.get(outer)
        if outer not in kept and isinstance(inner, dict):
            kept[outer] = {word: [only(item, part) for item in items] for word, items in inner.items()}
    return kept
