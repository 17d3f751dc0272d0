"""Records set aside, each with its reason and itself, so that it can be replayed; and words new to us."""

from collections.abc import Sequence
from hashlib import blake2b

from msgspec import Struct
from psycopg2.extensions import cursor as Cursor
from psycopg2.extras import execute_values

from schemas.page import Fault, Raw
from store import bodies
from store.copying import array
from store.landing import Source


class Reject(Struct, frozen=True, kw_only=True):
    """One fault of one landed record: where it lay, what was wrong and the part to keep."""

    stream: str
    page_id: int
    position: int
    fault: Fault
    record: Raw


_INSERT = """
INSERT INTO ops.rejected_row AS r (account, entity, stream, source_key, payload_hash, stage, rule, record, page_id,
                                   position, message, developer_message) VALUES %s
ON CONFLICT (account, entity, source_key, payload_hash, stage, rule) DO UPDATE
SET last_seen_at = now(), message = excluded.message, developer_message = excluded.developer_message,
    stream = excluded.stream, page_id = excluded.page_id, position = excluded.position,
    status = CASE r.status WHEN 'replayed' THEN 'open' ELSE r.status END
"""


def save(cursor: Cursor, source: Source, rejects: Sequence[Reject]) -> None:
    """
    Store what was set aside; seen again, the same fault of the same record makes no second row.

    One that was replayed is open again; one that a person discarded, or a good version superseded, stays so.
    """
    rows = {}
    for reject in rejects:
        row = _row(source, reject)
        rows[row[3:7]] = row
    if rows:
        execute_values(cursor, _INSERT, list(rows.values()))


def _row(source: Source, reject: Reject) -> tuple[str | int, ...]:
    fault = reject.fault
    record = bodies.encode_clean(reject.record if fault.record is None else fault.record)
    payload = blake2b(record.encode(), digest_size=16).hexdigest()
    key = (fault.source_key or payload).replace("\0", "").encode("utf-8", "ignore").decode()
    return (
        source.account, source.entity, reject.stream, key, payload, fault.stage, fault.rule, record, reject.page_id,
        reject.position, fault.message, fault.developer_message,
    )  # fmt: skip


def supersede(cursor: Cursor, source: Source, keys: Sequence[str]) -> None:
    """Close the rejects of records of which a good version has now been written."""
    cursor.execute(
        "UPDATE ops.rejected_row SET status = 'superseded', last_seen_at = now()"
        " WHERE account = %s AND entity = %s AND status = 'open' AND source_key = ANY(%s::text[])",
        (source.account, source.entity, array(keys)),
    )
