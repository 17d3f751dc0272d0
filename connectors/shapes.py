"""How the records of a page look before they are redacted, by a few of them: names and kinds, never values."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from schemas.page import Page, Raw
from schemas.parcels import Asked
from schemas.wire import Seen

SAMPLE, DEEPEST, WIDEST = 20, 6, 200
"""Records of a page, and entries of a list, that are looked at; levels of a record; names of an object."""

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_\-]{0,59}")
NUMBERED = re.compile(r"\d{5}")
SOMEBODYS = "*"
"""Stands for a name that could be somebody's number or text, or one too many: an object that is a map."""

ENTRIES = "[]"
KINDS = {str: "string", bool: "boolean", int: "number", float: "number", dict: "object", list: "list"}


def page_of(
    stream: str,
    rows: Iterable[Raw],
    redact: Callable[[Raw], Raw],
    *,
    request_id: str | None = None,
    asked: tuple[Asked, ...] = (),
) -> Page:
    """Return a page of records as they land, with how a few of them looked before."""
    raw = list(rows)
    kept = tuple(map(redact, raw))
    return Page(stream=stream, records=kept, request_id=request_id, asked=asked, fields=fields_of(raw, kept))


def fields_of(raw: Sequence[Any], kept: Sequence[Any]) -> tuple[Seen, ...]:
    """
    Return which fields a sample of a page's records has, by path.

    Args:
        raw: records as the platform sent them.
        kept: the same records as they land; they tell which fields are used.
    """
    found, used = _Field(), _Field()
    for tree, records in ((found, raw), (used, kept)):
        for record in records[:SAMPLE]:
            tree.look(record, DEEPEST)
    return tuple(found.told("", used))


class _Field:
    """What stood in one place of the records looked at; null is nothing."""

    __slots__ = ("inside", "kinds", "seen")

    def __init__(self) -> None:
        self.seen = 0
        self.kinds: set[type] = set()
        self.inside: dict[str, _Field] = {}

    def look(self, value: Any, levels: int) -> None:
        """Count one value that stood here, and what stands in it."""
        if value is None:
            return
        self.seen += 1
        kind = type(value)
        self.kinds.add(kind)
        if kind is dict and levels:
            self._look_inside(value, levels - 1)
        elif kind is list and levels:
            entries = self.inside.get(ENTRIES) or self._at(ENTRIES)
            for inner in value[:SAMPLE]:
                entries.look(inner, levels - 1)

    def _look_inside(self, value: dict[str, Any], levels: int) -> None:
        for name, inner in value.items():
            field = self.inside.get(name) or self._at(name)
            if type(inner) is str:  # most are: a third of the time saved
                field.seen += 1
                field.kinds.add(str)
            else:
                field.look(inner, levels)

    def told(self, path: str, used: "_Field | None") -> Iterator[Seen]:
        """Yield this place and all inside it."""
        yield Seen(path, self.seen, _words(frozenset(self.kinds)), used is not None)
        for name, field in self.inside.items():
            below = path + name if name == ENTRIES or not path else f"{path}.{name}"
            yield from field.told(below, used.inside.get(name) if used else None)

    def _at(self, name: str) -> "_Field":
        told = name if name == ENTRIES or (len(self.inside) < WIDEST and _is_name(name)) else SOMEBODYS
        return self.inside.setdefault(told, _Field())


@lru_cache(1_000)
def _words(kinds: frozenset[type]) -> tuple[str, ...]:
    return tuple(sorted({KINDS[kind] for kind in kinds if kind in KINDS}))


@lru_cache(10_000)  # bounded: names of a map are endless
def _is_name(name: str) -> bool:
    return bool(NAME.fullmatch(name)) and not NUMBERED.search(name)
