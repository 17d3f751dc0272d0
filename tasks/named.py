"""Requests that order lines name and that no list brought: fetched by their number."""

from connectors.base import Shop
from schemas.words import Entity
from store.after_sales import unlisted
from store.engine import engine
from tasks.accounts import database_url
from tasks.journal import say
from tasks.land import store_page
from tasks.settle import settle
from tasks.sync import Sync

MOST = 200
"""Numbers asked for in one run, so that a platform which answers none of them does not hold up the sync."""


def fetch_named(sync: Sync, shop: Shop) -> str | None:
    """
    Fetch what lines name and lists left out; says in a sentence how many there were, None if none.

    Platforms list some requests late, under another time, or never; the line that carries a refund mark tells of them.

    Raises:
        PlatformError: what was landed until then waits for the next settling.
    """
    on = engine(database_url())
    named = unlisted(on, sync.account, limit=MOST)
    if not named:
        return None
    for number in named:
        for page in shop.fetch_one(Entity.AFTER_SALES, number):
            store_page(sync, page, number=1)
    settle(sync, shop, watermark=None)
    missing = len(set(named) & set(unlisted(on, sync.account, limit=MOST)))
    say("requests.fetched_by_number", account=sync.account, named=len(named), missing=missing)
    unknown = f"; the platform does not know {missing} of them" if missing else ""
    return f"{len(named)} requests named by order lines were in no list and were asked for by number{unknown}."
