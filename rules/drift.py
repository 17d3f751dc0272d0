"""What has changed in how a platform's records look, against how they looked until now."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import astuple

from schemas.wire import Drift, DriftKind, Seen

KNOWN_FROM = 200
"""Owners in which a field was looked for, before its appearing or its absence tells anything."""

ABSENT_FROM = 20
"""Owners of one batch, in nearly none of which a field was."""

ALWAYS, HARDLY = 0.98, 0.05
"""Parts of the owners: a field that nearly always is there is missing where it hardly is, also in the midst of a change."""

MOST = 1_000
"""Fields of one list; with so many its names are a map's, and no name is new."""


def joined(fields: Iterable[Seen]) -> dict[str, Seen]:
    """Return by path what several pages of one list show."""
    sums: dict[str, list[Any]] = {}
    for path, seen, kinds, used in map(astuple, fields):
        if path in sums:
            total = sums[path]
            total[0] += seen
            total[1] = total[1] if total[1] == kinds else tuple(sorted({*total[1], *kinds}))
            total[2] = total[2] or used
        else:
            sums[path] = [seen, kinds, used]
    return {path: Seen(path, *total) for path, total in sums.items()}


def changes(known: Mapping[str, Seen], now: Mapping[str, Seen]) -> list[Drift]:
    """
    Return what is new, what is missing and what changed its kind; pure.

    Args:
        known: fields by path, with how often they and their owners were seen before.
        now: fields of a settled batch.
    """
    return sorted([*_new(known, now), *_missing(known, now), *_retyped(known, now)])


def lasts(told: Drift, now: Mapping[str, Seen]) -> bool:
    """Tell whether a change that was told before shows in a batch too."""
    field = now.get(told.path)
    if told.kind is DriftKind.MISSING_FIELD:
        return _count(now, owner(told.path)) > 0 and _is_absent(told.path, now)
    if told.kind is DriftKind.TYPE_CHANGE:
        return field is not None and told.value in field.kinds
    return field is not None and told.kind is DriftKind.NEW_FIELD


def owner(path: str) -> str:
    """Return the path of the object or list that a field stands in."""
    return path.removesuffix("[]") if path.endswith("[]") else path.rpartition(".")[0]


def _count(fields: Mapping[str, Seen], path: str) -> int:
    return fields[path].seen if path in fields else 0


def _is_absent(path: str, now: Mapping[str, Seen]) -> bool:
    return _count(now, path) <= HARDLY * _count(now, owner(path))


def _new(known: Mapping[str, Seen], now: Mapping[str, Seen]) -> Iterator[Drift]:
    if len(known) >= MOST:
        return
    for path, field in now.items():
        above = owner(path)
        # What stands in a new object is told with it; what is used was known before it came.
        if path and path not in known and not field.used and _count(known, above) >= KNOWN_FROM:
            yield Drift(path=path, kind=DriftKind.NEW_FIELD, value=_words(field))


def _missing(known: Mapping[str, Seen], now: Mapping[str, Seen]) -> Iterator[Drift]:
    for path, field in known.items():
        above = owner(path)
        owners = _count(known, above)
        always = (
            path and field.used and not path.endswith("[]") and owners >= KNOWN_FROM and field.seen >= ALWAYS * owners
        )
        if always and _count(now, above) >= ABSENT_FROM and _is_absent(path, now):
            yield Drift(path=path, kind=DriftKind.MISSING_FIELD, value=_words(field))


def _retyped(known: Mapping[str, Seen], now: Mapping[str, Seen]) -> Iterator[Drift]:
    for path, field in now.items():
        before = known.get(path)
        if before is None or not before.kinds or not (before.used or field.used) or before.seen < KNOWN_FROM:
            continue
        for kind in sorted(set(field.kinds) - set(before.kinds)):
            yield Drift(path=path, kind=DriftKind.TYPE_CHANGE, value=kind)


def _words(field: Seen) -> str:
    return " or ".join(field.kinds) or "null"
