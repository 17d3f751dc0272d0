"""Land first: pages are stored as received, window by window, and settled as they pile up."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from connectors.base import Shop
from rules import windows
from schemas.errors import PlatformError
from schemas.page import Page
from schemas.window import Window
from store import cursors
from store.engine import engine, transaction
from store.landing import land
from tasks.accounts import database_url, first_instant, settings
from tasks.guard import heed
from tasks.journal import say
from tasks.settle import AtEnd, moving, settle
from tasks.sync import Sync


def bring(sync: Sync, shop: Shop, *, at_end: AtEnd | None = None) -> None:
    """
    Bring one shop's changes in, oldest window first: land its pages, settle them, and move the watermark on.

    What a run that died has landed is settled first; its unfinished window is read again. Where the platform fails,
    the pages landed until then are settled all the same.

    Args:
        at_end: called with the last chunk once every window was read whole.

    Raises:
        PlatformError: after settling; the watermark is the end of the last window that was read whole.
        Stopped: what came is unlike what the account gives.
    """
    settle(sync, shop)
    reached, waiting = None, 0
    try:
        for window in _windows(sync, shop):
            for records in _land(sync, shop, window):
                waiting += records
                if waiting >= settings().settle_chunk:
                    settle(sync, shop, at_end=moving(sync, reached))
                    waiting = 0
            reached = window.end if sync.from_cursor else None
    except PlatformError:
        settle(sync, shop, at_end=moving(sync, reached))
        raise
    settle(sync, shop, at_end=at_end or moving(sync, reached, last=True))
    heed(sync)


def _windows(sync: Sync, shop: Shop) -> Iterator[Window]:
    reach = shop.reach(sync.entity)
    if sync.start is not None and sync.end is not None:
        end = min(sync.end, windows.horizon(reach, sync.now))
        return windows.between(reach, start=sync.start, end=end, now=sync.now)
    watermark = cursors.position(engine(database_url()), sync.account, sync.entity).watermark
    return windows.onward(reach, watermark=watermark, since=first_instant(sync.account, now=sync.now), now=sync.now)


def _land(sync: Sync, shop: Shop, window: Window) -> Iterator[int]:
    began, records = time.monotonic(), 0
    for number, page in enumerate(shop.fetch(sync.entity, window), 1):
        store_page(sync, page, number=number, window=window)
        records += len(page.records)
        yield len(page.records)
    ms = round((time.monotonic() - began) * 1000)
    start, end = window.start.isoformat(), window.end.isoformat()
    say("window.landed", account=sync.account, entity=sync.entity, start=start, end=end, records=records, ms=ms)


def store_page(sync: Sync, page: Page, *, number: int, window: Window | None = None) -> None:
    """Store one page in a transaction of its own: from now on it can't be lost."""
    with transaction(engine(database_url())) as cursor:
        land(cursor, sync.source, page, page_no=number, fetched_at=datetime.now(UTC), window=window)
