"""Rows that no list brings: asked for by their number, because others name them or because nothing tells when they change."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from connectors.base import Shop
from schemas.words import Entity
from store import after_sales, hints, orders, still_open
from store.engine import engine, transaction
from tasks.accounts import database_url, settings
from tasks.journal import say
from tasks.land import store_page
from tasks.settle import settle
from tasks.sync import Sync

SHANGHAI = ZoneInfo("Asia/Shanghai")
MOST = 200
"""Numbers asked for in one run, so that a platform which answers none of them does not hold up the sync."""


def fetch_named(sync: Sync, shop: Shop) -> str | None:
    """
    Fetch what other rows name and lists left out; says in a sentence how much there was, None if nothing.

    Platforms list some requests late, under another time, or never; the line that carries a refund mark tells of them.
    Their lists of orders reach so far back only; a request tells of an older one. Open requests of which no list tells
    when they change are asked for again.

    Raises:
        PlatformError: what was landed until then waits for the next settling.
    """
    _follow_hints(sync, shop)
    if sync.entity is Entity.ORDERS:
        return _fetch_orders(sync, shop)
    again = after_sales.to_read_again(engine(database_url()), sync.account, limit=MOST)
    _fetch(sync, shop, again)
    return _fetch_requests(sync, shop)


def read_open_again(sync: Sync, shop: Shop) -> str | None:
    """
    Fetch what is still open by its number, `reread_limit` of it a day at most; None if nothing is.

    Raises:
        PlatformError: what was landed until then waits for the next settling.
    """
    limit, today = settings().reread_limit, sync.now.astimezone(SHANGHAI).date()
    found = still_open.numbers(engine(database_url()), sync.account, sync.entity, day=today, limit=limit)
    _fetch(sync, shop, found)
    return f"{len(found)} {sync.entity} that are still open were read again by their number." if found else None


def _follow_hints(sync: Sync, shop: Shop) -> None:
    """Fetch what the platform said has changed; a hint is dropped once its row is settled."""
    on = engine(database_url())
    told = hints.waiting(on, sync.account, sync.entity, limit=MOST)
    _fetch(sync, shop, [number for number, _ in told])
    with transaction(on) as cursor:
        hints.done(cursor, sync.account, sync.entity, told)


def _fetch_orders(sync: Sync, shop: Shop) -> str | None:
    on = engine(database_url())
    named = orders.unlisted(on, sync.account, limit=MOST)
    _fetch(sync, shop, named)
    missing = len(set(named) & set(orders.unlisted(on, sync.account, limit=MOST))) if named else 0
    return _told(sync, "orders", "after-sale requests", len(named), missing)


def _fetch_requests(sync: Sync, shop: Shop) -> str | None:
    on = engine(database_url())
    named = after_sales.unlisted(on, sync.account, limit=MOST)
    _fetch(sync, shop, named)
    missing = len(set(named) & set(after_sales.unlisted(on, sync.account, limit=MOST))) if named else 0
    return _told(sync, "requests", "order lines", len(named), missing)


def _fetch(sync: Sync, shop: Shop, numbers: Sequence[str]) -> None:
    for number in numbers:
        for page in shop.fetch_one(sync.entity, number):
            store_page(sync, page, number=1)
    if numbers:
        settle(sync, shop)


def _told(sync: Sync, what: str, by: str, named: int, missing: int) -> str | None:
    if not named:
        return None
    say(f"{what}.fetched_by_number", account=sync.account, named=named, missing=missing)
    unknown = f"; the platform does not know {missing} of them" if missing else ""
    return f"{named} {what} named by {by} were in no list and were asked for by number{unknown}."
