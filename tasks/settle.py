"""Then settle: landed pages become normal rows, chunk by chunk, each chunk in one transaction with its counts."""

import logging
import time
from datetime import datetime

from connectors.base import Connector
from schemas.tally import Counts
from schemas.words import Entity
from store import cursors, locks, rejects, runs
from store.engine import Cursor, engine, transaction
from store.landing import anything_waits, claim, next_chunk
from tasks import saving
from tasks.accounts import database_url, settings
from tasks.reading import Chunk, read
from tasks.sync import Sync

log = logging.getLogger(__name__)

SAVE = {
    Entity.ORDERS: saving.save_orders,
    Entity.AFTER_SALES: saving.save_after_sales,
    Entity.TRACES: saving.save_traces,
}


def settle(sync: Sync, connector: Connector, *, watermark: datetime | None) -> None:
    """
    Settle every page that waits for this run, oldest first.

    Args:
        watermark: moved to in the transaction of the last chunk; None: the cursor stays.
    """
    on, moved = engine(database_url()), False
    while pages := next_chunk(on, sync.source, records=settings().settle_chunk):
        began = time.monotonic()
        chunk = read(connector, sync.entity, pages)
        with transaction(on) as cursor:
            locks.take_for_transaction(cursor, locks.save(sync.account))
            if not claim(cursor, pages, sync.run_id):
                cursor.connection.rollback()  # another run settled some of them meanwhile: look again
                continue
            counts = _save(cursor, sync, connector, chunk)
            if watermark is not None and not anything_waits(cursor, sync.source):
                _advance(cursor, sync, watermark)
                moved = True
        _log(sync, counts, began)
    if watermark is not None and not moved:
        with transaction(on) as cursor:
            _advance(cursor, sync, watermark)


def _save(cursor: Cursor, sync: Sync, connector: Connector, chunk: Chunk) -> Counts:
    saved = SAVE[sync.entity](cursor, sync, connector.platform, chunk)
    counts = saved + Counts(rejected=chunk.rejected)
    rejects.save(cursor, sync.source, chunk.rejects)
    rejects.save_new_values(cursor, sync.source, chunk.unknown)
    runs.count(cursor, sync.run_id, sync.account, counts)
    return counts


def _advance(cursor: Cursor, sync: Sync, watermark: datetime) -> None:
    cursors.advance(cursor, sync.account, sync.entity, watermark=watermark, now=sync.now, run_id=sync.run_id)


def _log(sync: Sync, counts: Counts, began: float) -> None:
    tally = {name: getattr(counts, name) for name in runs.COUNTED}
    ms = round((time.monotonic() - began) * 1000)
    log.info("chunk.settled", extra={"account": sync.account, "entity": sync.entity, **tally, "ms": ms})
