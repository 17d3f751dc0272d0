"""Which windows to ask for, oldest first: the unit in which a sync resumes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from schemas.window import Reach, Window

SECOND = timedelta(seconds=1)


def horizon(reach: Reach, now: datetime) -> datetime:
    """Return the end that a sync may read to: far enough behind `now` that no row can still enter. Whole seconds."""
    return _whole(now - reach.safety_lag)


def onward(reach: Reach, *, watermark: datetime | None, since: datetime, now: datetime) -> Iterator[Window]:
    """
    Plan the windows from the watermark (or `since`, on a first sync) to the horizon.

    What lies further back than the platform lists changes is asked for by its time of creation, as far as that reaches; a
    sync that would begin even before begins where the list begins.
    """
    start = watermark if watermark is not None else since
    yield from between(reach, start=start, end=horizon(reach, now), now=now)


def between(reach: Reach, *, start: datetime, end: datetime, now: datetime) -> Iterator[Window]:
    """
    Plan the windows of [start, end), as long as the platform allows.

    Each starts the overlap earlier than its part of the span, which covers the joint second of two windows and rows
    that become visible late. A span that is empty gives none.
    """
    if reach.look_back is None:
        yield from _cut(reach, start, end)
        return
    listed = now - reach.look_back + reach.overlap + SECOND
    if reach.created_back is not None:
        oldest = now - reach.created_back + reach.overlap + SECOND
        yield from _cut(reach, max(start, oldest), min(end, listed), by_creation=True)
    yield from _cut(reach, max(start, listed), end)


def reaches_back_to(reach: Reach, now: datetime) -> datetime | None:
    """Return from when on a platform lists anything at all; None: it sets no limit."""
    if reach.look_back is None:
        return None
    return now - max(reach.look_back, reach.created_back or reach.look_back)


def chunks(start: datetime, end: datetime, length: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """Cut [start, end) into parts of this length, oldest first; the last one may be shorter."""
    while start < end:
        stop = min(start + length, end)
        yield start, stop
        start = stop


def _cut(reach: Reach, start: datetime, end: datetime, *, by_creation: bool = False) -> Iterator[Window]:
    step = reach.longest - reach.overlap
    start, end = _whole(start), _whole(end)
    while start < end:
        stop = min(start + step, end)
        yield Window(start=start - reach.overlap, end=stop, by_creation=by_creation)
        start = stop


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
