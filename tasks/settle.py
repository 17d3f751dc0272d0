"""Then settle: landed pages become normal rows, chunk by chunk, each chunk in one transaction with its counts."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from connectors.base import Connector
from schemas.tally import Counts
from schemas.words import Entity
from store import cursors, locks, quality, rejects, runs
from store.engine import Cursor, engine, transaction
from store.landing import anything_waits, claim, next_chunk
from tasks import guard, saving
from tasks.accounts import database_url, settings
from tasks.ahead import Ahead
from tasks.drift import note_drift
from tasks.journal import say
from tasks.reading import Chunk, read
from tasks.sync import Sync

SAVE = {
    Entity.ORDERS: saving.save_orders,
    Entity.AFTER_SALES: saving.save_after_sales,
    Entity.TRACES: saving.save_traces,
}


AtEnd = Callable[[Cursor], None]
"""What is written once nothing waits any more: how far the account is read, or that a part of a backfill is done."""


def settle(sync: Sync, connector: Connector, *, at_end: AtEnd | None = None) -> None:
    """
    Settle every page that waits for this run, oldest first.

    Args:
        at_end: called once, in the transaction of the last chunk; in one of its own where no page waits.
    """
    ended = False
    with uncollected(), Ahead(lambda after: _next(sync, connector, after)) as ahead:
        while (chunk := ahead.take()) is not None:
            reached = _settled(sync, connector, chunk, at_end)
            if reached is None:
                ahead.look_again()
            ended = ended or bool(reached)
    if at_end is not None and not ended:
        with transaction(engine(database_url())) as cursor:
            at_end(cursor)


def moving(sync: Sync, watermark: datetime | None, *, last: bool = False) -> AtEnd | None:
    """
    Return what moves the account's cursor to `watermark`; None leaves it where it is.

    Args:
        last: with this the run has read everything: the cursor stays where that is unlike what the account gives, and
            the account is paused. `guard.heed` says so afterwards.
    """
    if watermark is None:
        return None
    reached = watermark

    def advance(cursor: Cursor) -> None:
        if last and (odd := guard.unusual(cursor, sync)):
            guard.note(cursor, sync, odd)
            return
        cursors.advance(cursor, sync.account, sync.entity, watermark=reached, now=sync.now, run_id=sync.run_id)

    return advance


def _next(sync: Sync, connector: Connector, after: int) -> Chunk | None:
    pages = next_chunk(engine(database_url()), sync.source, records=settings().settle_chunk, after=after)
    return read(connector, sync, pages) if pages else None


def _settled(sync: Sync, connector: Connector, chunk: Chunk, at_end: AtEnd | None) -> bool | None:
    """
    Settle one chunk; tell whether it was the last, None if another run settled some of it meanwhile.

    Raises:
        Stopped: too much of it was set aside; none of it is settled.
    """
    began, ended = time.monotonic(), False
    with transaction(engine(database_url())) as cursor:
        locks.take_for_transaction(cursor, locks.save(sync.account))
        if not claim(cursor, chunk.pages, sync.run_id):
            cursor.connection.rollback()
            return None
        if odd := guard.flooded(cursor, sync, chunk):
            cursor.connection.rollback()
            guard.stop(sync, odd, chunk)
        counts = _save(cursor, sync, connector, chunk)
        if at_end is not None and not anything_waits(cursor, sync.source):
            at_end(cursor)
            ended = True
    _log(sync, counts, began)
    return ended


@contextmanager
def uncollected() -> Iterator[None]:
    """
    Keep Python's cycle collector from walking the chunks' objects again and again.

    They are hundreds of thousands and hold no cycles, so they go when their chunk goes: a quarter of the time saved,
    no memory lost.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _save(cursor: Cursor, sync: Sync, connector: Connector, chunk: Chunk) -> Counts:
    saved = SAVE[sync.entity](cursor, sync, connector.platform, chunk)
    counts = saved + Counts(rejected=chunk.rejected)
    rejects.save(cursor, sync.source, chunk.rejects)
    note_drift(cursor, sync, chunk)
    quality.save(cursor, sync.source, chunk.results)
    runs.count(cursor, sync.run_id, sync.account, counts)
    return counts


def _log(sync: Sync, counts: Counts, began: float) -> None:
    tally = {name: getattr(counts, name) for name in runs.COUNTED}
    ms = round((time.monotonic() - began) * 1000)
    say("chunk.settled", account=sync.account, entity=sync.entity, **tally, ms=ms)
