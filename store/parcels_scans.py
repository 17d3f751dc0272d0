"""Scans as couriers tell them, each stored once."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import NamedTuple

from psycopg2.extensions import cursor as Cursor

from schemas.commerce import Instant
from schemas.legs import Number
from schemas.parcels import ScanRow
from schemas.tally import Counts
from store.copying import Cell, stage

COLUMNS = (
    "carrier", "tracking_no", "event_hash", "occurred_at", "status", "source_code", "reason_code", "place",
    "description", "page_id",
)  # fmt: skip
_RECIPE = "1"
"""Goes into each hash: raised when the recipe changes, so that an old hash is not compared with a new one."""


class SavedScans(NamedTuple):
    """The tally of a batch, and the numbers whose scans changed: their legs are to be computed anew."""

    counts: Counts
    numbers: set[Number]


def save_scans(
    cursor: Cursor, *, rows: Iterable[tuple[ScanRow, int]], pushed: Collection[int] = frozenset()
) -> SavedScans:
    """
    Write scans, each with the id of its page, in the caller's transaction.

    The same scan again, in the batch or the table, is unchanged, unless its code or place reads differently now: then
    it is updated, but not by an older page than the one that wrote it, and never by a push.

    Args:
        pushed: the pages that were pushed to us. Pushes say less of a scan than an answer does, and come again.
    """
    given = 0
    best: dict[tuple[str, str, str], tuple[ScanRow, int]] = {}
    for scan, page_id in rows:
        given += 1
        key = (scan.carrier, scan.tracking_no, event_hash(scan))
        if key not in best or (page_id not in pushed, page_id) >= (best[key][1] not in pushed, best[key][1]):
            best[key] = (scan, page_id)
    if not best:
        return SavedScans(Counts(), set())
    staged = [_row(key, scan, page_id) for key, (scan, page_id) in sorted(best.items(), key=lambda item: item[0])]
    stage(cursor, "core.shipment_event", COLUMNS, staged, name="scan")
    cursor.execute(_UPDATE, {"pushed": sorted(pushed)})
    updated = cursor.fetchall()
    cursor.execute(_INSERT)
    inserted = cursor.fetchall()
    counts = Counts(inserted=len(inserted), updated=len(updated), unchanged=given - len(inserted) - len(updated))
    return SavedScans(counts, {*inserted, *updated})


def save_promises(cursor: Cursor, *, promises: Iterable[tuple[Number, Instant]]) -> None:
    """Write by when couriers promise parcels, after their legs are written: on the newest leg, where the first stays."""
    rows = sorted(dict(promises).items())
    if rows:
        staged = [(*number, at) for number, at in rows]
        stage(cursor, "core.shipment", ("carrier", "tracking_no", "promised_at"), staged, name="promise")
        cursor.execute(_PROMISE)


def event_hash(scan: ScanRow) -> str:
    """Hash what makes a scan the same scan: instant, source code and masked description."""
    at = datetime.fromisoformat(scan.occurred_at).astimezone(UTC).isoformat()
    content = "\x1f".join((at, _part(scan.source_code), _part(scan.description)))
    return f"{_RECIPE}:{blake2b(content.encode(), digest_size=16).hexdigest()}"


def _part(text: str | None) -> str:
    return "\0" if text is None else text  # no text of ours holds a NUL


def _row(key: tuple[str, str, str], scan: ScanRow, page_id: int) -> tuple[Cell, ...]:
    return (
        *key, scan.occurred_at, scan.status, scan.source_code, scan.reason_code, scan.place, scan.description, page_id,
    )  # fmt: skip


_UPDATE = """
UPDATE core.shipment_event e
SET status = s.status, reason_code = s.reason_code, place = s.place, page_id = s.page_id,
    updated_at = greatest(now(), e.updated_at)
FROM pg_temp.scan s
WHERE e.carrier = s.carrier AND e.tracking_no = s.tracking_no AND e.event_hash = s.event_hash
  AND s.page_id >= e.page_id AND s.page_id <> ALL(%(pushed)s::bigint[])
  AND (e.status, e.reason_code, e.place) IS DISTINCT FROM (s.status, s.reason_code, s.place)
RETURNING e.carrier, e.tracking_no
"""
_PROMISE = """
UPDATE core.shipment t SET promised_at = p.promised_at, updated_at = greatest(now(), t.updated_at)
FROM pg_temp.promise p
WHERE t.carrier = p.carrier AND t.tracking_no = p.tracking_no AND t.until IS NULL AND t.promised_at IS NULL
"""
_INSERT = f"""
INSERT INTO core.shipment_event ({", ".join(COLUMNS)})
SELECT {", ".join(COLUMNS)} FROM pg_temp.scan ON CONFLICT DO NOTHING
RETURNING carrier, tracking_no
"""
