"""What a chunk shows of changes in the platform's answers: noted beside its rows, and said once."""

import logging

from rules.drift import MOST, changes, joined, lasts
from schemas.wire import Drift, Seen
from store import drift
from store.engine import Cursor
from tasks.journal import say
from tasks.reading import Chunk
from tasks.sync import Sync


def note_drift(cursor: Cursor, sync: Sync, chunk: Chunk) -> None:
    """Note fields that are new, missing or re-typed, and words that no table knows, in the settling transaction."""
    drift.save_new_values(cursor, sync.source, chunk.unknown)
    for stream, fields in _by_stream(chunk).items():
        _note_fields(cursor, sync, stream, fields)


def _note_fields(cursor: Cursor, sync: Sync, stream: str, fields: dict[str, Seen]) -> None:
    known, told = drift.known(cursor, sync.source, stream), drift.told(cursor, sync.source, stream)
    found = set(changes(known, fields))
    drift.save(cursor, sync.source, stream, found | {each for each in told if lasts(each, fields)})
    is_map = len(known) >= MOST
    drift.learn(cursor, sync.source, stream, (each for each in fields.values() if not is_map or each.path in known))
    for each in sorted(found - told):
        _say(sync, stream, each)


def _say(sync: Sync, stream: str, found: Drift) -> None:
    level = logging.WARNING if found.kind.is_critical else logging.INFO
    path = f"{stream}.{found.path}"
    say("platform.changed", level=level, account=sync.account, path=path, kind=found.kind, value=found.value)


def _by_stream(chunk: Chunk) -> dict[str, dict[str, Seen]]:
    found: dict[str, list[Seen]] = {}
    for page in chunk.pages:
        if page.fields:
            found.setdefault(page.stream, []).extend(page.fields)
    return {stream: joined(fields) for stream, fields in found.items()}
