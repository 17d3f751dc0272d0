"""How the records of a page look before they are redacted, by a few of them: names and kinds, never values."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from schemas.page import Page, Raw
from schemas.parcels import Asked
from schemas.wire import Seen

SAMPLE, USED_BY, DEEPEST, MOST = 20, 3, 6, 400
"""Records of a page that are looked at, those of them as they land, levels of a record, fields in all."""

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_\-]{0,59}")
NUMBERED = re.compile(r"\d{5}")
SOMEBODYS = "*"
"""Stands for a name that could be somebody's number or text: an object that is a map."""

Found = dict[str, list[Any]]
"""Path → how often it was there, and the types that stood there."""

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
    Return which fields a sample of a page's records has.

    Args:
        raw: records as the platform sent them.
        kept: the same records as they land; a few tell which fields are used.
    """
    found, used = Found(), Found()
    for record in raw[:SAMPLE]:
        _look(found, "", record, DEEPEST)
    for record in kept[:USED_BY]:
        _look(used, "", record, DEEPEST)
    return tuple(
        Seen(path, count, tuple(sorted({KINDS[kind] for kind in kinds if kind in KINDS})), path in used)
        for path, (count, kinds) in sorted(found.items())
    )


def _look(found: Found, path: str, value: Any, levels: int) -> None:
    kind = type(value)
    if path in found:
        seen = found[path]
        seen[0] += 1
        seen[1].add(kind)
    elif len(found) < MOST:
        found[path] = [1, {kind}]
    if levels and kind is dict:
        for name, inner in value.items():
            _look(found, f"{path}.{_named(name)}" if path else _named(name), inner, levels - 1)
    elif levels and kind is list:
        for entry in value[:SAMPLE]:
            _look(found, f"{path}[]", entry, levels - 1)


@lru_cache(10_000)  # bounded: names of a map are endless
def _named(name: str) -> str:
    return name if NAME.fullmatch(name) and not NUMBERED.search(name) else SOMEBODYS
