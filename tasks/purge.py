"""Drop what is older than it is of use, in small transactions: none holds back readers of the outbox."""

from collections.abc import Callable
from datetime import datetime, timedelta

from store import retention
from store.engine import engine
from tasks.journal import say

PAGES_AT_ONCE, ROWS_AT_ONCE = 1_000, 10_000


def purge(url: str, *, now: datetime, keep_days: int, keep_events_days: int, dry_run: bool) -> dict[str, int]:
    """
    Drop bodies of settled pages, what checks came to, and events by their age. Killed at any instant, it can be run again.

    Args:
        now: aware; ages are counted back from here.
        dry_run: count only.

    Returns:
        pages, body_bytes, events, results: what was dropped, in a dry run what would be.
    """
    on, pages, events = engine(url), now - timedelta(days=keep_days), now - timedelta(days=keep_events_days)
    old = retention.count(on, pages_before=pages, events_before=events)
    if dry_run:
        say("purge.counted", **old._asdict())
        return old._asdict()
    dropped = {
        "pages": _all(lambda: retention.drop_bodies(on, pages, limit=PAGES_AT_ONCE)),
        "body_bytes": old.body_bytes,
        "events": _all(lambda: retention.drop_events(on, events, limit=ROWS_AT_ONCE)),
        "results": _all(lambda: retention.drop_results(on, pages, limit=ROWS_AT_ONCE)),
    }
    say("purge.done", **dropped)
    return dropped


def _all(drop_some: Callable[[], int]) -> int:
    dropped = 0
    while found := drop_some():
        dropped += found
    return dropped
