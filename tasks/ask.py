"""Ask a courier for parcels, batch by batch; its answers are landed as they come and settled as they pile up."""

from collections.abc import Iterator

from connectors.base import Courier
from schemas.errors import PlatformError
from schemas.parcels import ParcelRef
from schemas.polling import Due
from store.engine import engine, transaction
from store.pausing import review
from store.polling import due, due_between
from tasks.accounts import database_url, rest_between_looks
from tasks.journal import say
from tasks.land import store_page
from tasks.recognise import recognise
from tasks.settle import AtEnd, moving, settle
from tasks.sync import Sync

AT_ONCE = 600
"""Parcels asked for before their answers are settled: some 5,000 scans, and few calls that go out half empty."""


def ask(sync: Sync, courier: Courier, *, at_end: AtEnd | None = None) -> None:
    """
    Ask for every parcel whose time has come, or, with bounds, that was shipped between them.

    What a run that died has landed is settled first. The watermark is the run's `now`, once every parcel was asked for.

    Args:
        at_end: called with the last chunk once every parcel was asked for.

    Raises:
        PlatformError: after the answers until then are settled.
    """
    settle(sync, courier)
    with transaction(engine(database_url())) as cursor:
        review(cursor)
    recognise(sync, courier)
    for parcels in _batches(sync, courier):
        try:
            for number, page in enumerate(courier.trace(parcels), 1):
                store_page(sync, page, number=number)
        except PlatformError:
            settle(sync, courier)
            raise
        settle(sync, courier)
        say("parcels.asked", account=sync.account, parcels=len(parcels))
    settle(sync, courier, at_end=at_end or moving(sync, sync.now if sync.from_cursor else None))


def _batches(sync: Sync, courier: Courier) -> Iterator[list[ParcelRef]]:
    last: Due | None = None
    while found := _page(sync, courier, last):
        last = found[-1]
        yield [each.parcel for each in found]


def _page(sync: Sync, courier: Courier, after: Due | None) -> list[Due]:
    platform, rest = courier.platform, rest_between_looks(courier)
    with transaction(engine(database_url())) as cursor:
        if sync.start is None or sync.end is None:
            return due(cursor, platform=platform, now=sync.now, rest=rest, limit=AT_ONCE, after=after)
        return due_between(
            cursor, platform=platform, start=sync.start, end=sync.end, now=sync.now, rest=rest, limit=AT_ONCE,
            after=after,
        )  # fmt: skip
