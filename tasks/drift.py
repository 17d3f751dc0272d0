"""What a chunk shows of changes in the platform's answers: noted beside its rows, and said once."""

import logging

from rules.drift import changes
from schemas.wire import Seen
from store import drift
from store.engine import Cursor
from tasks.journal import say
from tasks.reading import Chunk
from tasks.sync import Sync


def note_drift(cursor: Cursor, sync: Sync, chunk: Chunk) -> None:
    """Note fields that are new, missing or re-typed, and words that no table knows, in the settling transaction."""
    drift.save_new_values(cursor, sync.source, chunk.unknown)
    for stream, fields in _by_stream(chunk).items():
        found = changes(drift.known(cursor, sync.source, stream), fields)
        drift.save(cursor, sync.source, stream, found)
        drift.learn(cursor, sync.source, stream, fields.values())
        for each in found:
            level = logging.WARNING if each.kind.is_critical else logging.INFO
            path = f"{stream}.{each.path}"
            say("platform.changed", level=level, account=sync.account, path=path, kind=each.kind, value=each.value)


def _by_stream(chunk: Chunk) -> dict[str, dict[str, Seen]]:
    found: dict[str, dict[str, Seen]] = {}
    for page in chunk.pages:
        fields = found.setdefault(page.stream, {}) if page.fields else {}
        for field in page.fields:
            fields[field.path] = _joined(fields[field.path], field) if field.path in fields else field
    return found


def _joined(one: Seen, other: Seen) -> Seen:
    kinds = one.kinds if one.kinds == other.kinds else tuple(sorted({*one.kinds, *other.kinds}))
    return Seen(one.path, one.seen + other.seen, kinds, one.used or other.used)
