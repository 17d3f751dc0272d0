"""Pages as received: landed before anything is read out of them, settled later, and never lost in between."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Engine, text

from schemas.page import Page, Raw
from schemas.parcels import Asked
from schemas.window import Window
from schemas.wire import Seen
from store import bodies
from store.copying import Cell, copy

_COLUMNS = (
    "account", "entity", "stream", "run_id", "window_start", "window_end", "page_no", "request_id", "asked",
    "fetched_at", "records", "body", "fields",
)  # fmt: skip

# Bodies come over in small lots: a whole chunk of them in the driver's form is larger than its rows.
_AT_A_TIME = 10
_fields = msgspec.json.Decoder(tuple[Seen, ...]).decode


class LandedPage(Struct, frozen=True, kw_only=True):
    """A page as it waits to be settled. `fetched_at` is ISO text with offset; `count`: how many records the body holds."""

    page_id: int
    stream: str
    fetched_at: str
    asked: tuple[Asked, ...]
    count: int
    body: bytes
    fields: tuple[Seen, ...] = ()

    def records(self) -> list[Raw]:
        """Unpack the body."""
        return bodies.decode(self.body)


class Source(Struct, frozen=True, kw_only=True):
    """Who asked, for what: what every landed page of one account's sync has in common."""

    account: str
    entity: str
    run_id: UUID


def land(
    cursor: Cursor, source: Source, page: Page, *, page_no: int, fetched_at: datetime, window: Window | None = None
) -> None:
    """Store one page as received. `fetched_at` is the real clock's."""
    copy(cursor, "raw.page", _COLUMNS, [_row(source, page, page_no, fetched_at, window)])


def land_again(cursor: Cursor, source: Source, pages: Iterable[tuple[Page, datetime]]) -> None:
    """Store pages whose records were landed before, each with the instant at which it was fetched then."""
    copy(cursor, "raw.page", _COLUMNS, (_row(source, page, no, at) for no, (page, at) in enumerate(pages, 1)))


def _row(
    source: Source, page: Page, page_no: int, fetched_at: datetime, window: Window | None = None
) -> tuple[Cell, ...]:
    asked = msgspec.json.encode(page.asked).decode() if page.asked else None
    return (
        source.account, source.entity, page.stream, str(source.run_id),
        window.start.isoformat() if window else None, window.end.isoformat() if window else None,
        page_no, page.request_id, asked,
        fetched_at.isoformat(), len(page.records), bodies.encode(page.records),
        msgspec.json.encode(page.fields).decode() if page.fields else None,
    )  # fmt: skip


def next_chunk(engine: Engine, source: Source, *, records: int, after: int = 0) -> list[LandedPage]:
    """
    Return the oldest pages that wait for this run: about `records` records, at least one page, none if all is settled.

    `after`: a page id; pages up to it are in hand already.

    Those are its own and those of runs that have ended or died; what another living run landed is left to it.
    """
    values = {
        "account": source.account,
        "entity": source.entity,
        "run": source.run_id,
        "records": records,
        "after": after,
    }
    with engine.connect().execution_options(yield_per=_AT_A_TIME) as connection:
        return [
            LandedPage(
                page_id=row.page_id,
                stream=row.stream,
                fetched_at=row.fetched_at.isoformat(),
                asked=tuple(msgspec.convert(row.asked or [], list[Asked])),
                count=row.records,
                body=row.body.encode(),
                fields=_fields(row.fields) if row.fields else (),
            )
            for row in connection.execute(_CHUNK, values)
        ]


_WAITING = """
    account = :account AND entity = :entity AND settled_at IS NULL
    AND (run_id = :run OR NOT EXISTS (SELECT FROM ops.run r WHERE r.run_id = p.run_id AND r.status = 'running'))"""
# The sizes are looked at first, so that only the chunk's own bodies are unpacked.
_CHUNK = text(f"""
    SELECT page_id, stream, fetched_at, asked, records, body, fields FROM raw.page WHERE page_id = ANY(ARRAY(
        SELECT page_id FROM (
            SELECT page_id, sum(records) OVER (ORDER BY page_id) - records AS before
            FROM (SELECT page_id, records FROM raw.page p WHERE {_WAITING} AND page_id > :after ORDER BY page_id LIMIT 1000) waiting) sized
        WHERE before < :records))
    ORDER BY page_id""")


def anything_waits(cursor: Cursor, source: Source) -> bool:
    """Tell, inside a settling transaction, whether pages are left for this run beyond those it has claimed."""
    waiting = _WAITING.replace(":account", "%(account)s").replace(":entity", "%(entity)s").replace(":run", "%(run)s")
    values = {"account": source.account, "entity": source.entity, "run": source.run_id}
    cursor.execute(f"SELECT 1 FROM raw.page p WHERE {waiting} LIMIT 1", values)
    return cursor.fetchone() is not None


def claim(cursor: Cursor, pages: Sequence[LandedPage], run_id: UUID) -> bool:
    """Mark pages settled by this run, in the caller's transaction. False if another run settled one of them first."""
    cursor.execute(
        "UPDATE raw.page SET settled_at = clock_timestamp(), settled_run = %s, fields = NULL WHERE page_id = ANY(%s) AND settled_at IS NULL",
        (run_id, [page.page_id for page in pages]),
    )
    return cursor.rowcount == len(pages)
