"""What has changed in how a platform's records look, against how they looked until now."""

from collections.abc import Iterator, Mapping

from schemas.wire import Drift, DriftKind, Seen

KNOWN_FROM = 200
"""Owners in which a field was looked for, before its appearing or its absence tells anything."""

ABSENT_FROM = 20
"""Owners of one batch in none of which a field was."""


def changes(known: Mapping[str, Seen], now: Mapping[str, Seen]) -> list[Drift]:
    """
    Return what is new, what is missing and what changed its kind; pure.

    Args:
        known: fields by path, with how often they and their owners were seen before.
        now: fields of a settled batch.
    """
    return sorted([*_new(known, now), *_missing(known, now), *_retyped(known, now)])


def owner(path: str) -> str:
    """Return the path of the object or list that a field stands in."""
    return path.removesuffix("[]") if path.endswith("[]") else path.rpartition(".")[0]


def _count(fields: Mapping[str, Seen], path: str) -> int:
    return fields[path].seen if path in fields else 0


def _new(known: Mapping[str, Seen], now: Mapping[str, Seen]) -> Iterator[Drift]:
    for path, field in now.items():
        above = owner(path)
        # What stands in a new object is told with it.
        if path and path not in known and above in known and _count(known, above) >= KNOWN_FROM:
            yield Drift(path=path, kind=DriftKind.NEW_FIELD, value=" or ".join(field.kinds) or "null")


def _missing(known: Mapping[str, Seen], now: Mapping[str, Seen]) -> Iterator[Drift]:
    for path, field in known.items():
        above = owner(path)
        always = path and field.used and not path.endswith("[]") and field.seen >= _count(known, above) >= KNOWN_FROM
        if always and path not in now and _count(now, above) >= ABSENT_FROM:
            yield Drift(path=path, kind=DriftKind.MISSING_FIELD, value=" or ".join(field.kinds) or "null")


def _retyped(known: Mapping[str, Seen], now: Mapping[str, Seen]) -> Iterator[Drift]:
    for path, field in now.items():
        before = known.get(path)
        if before is None or not before.kinds or not (before.used or field.used) or before.seen < KNOWN_FROM:
            continue
        for kind in sorted(set(field.kinds) - set(before.kinds)):
            yield Drift(path=path, kind=DriftKind.TYPE_CHANGE, value=kind)
