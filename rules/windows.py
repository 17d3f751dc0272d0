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

    A sync that would begin further back than the platform lists begins where its list begins.
    """
    start = watermark if watermark is not None else since
    if reach.look_back is not None:
        start = max(start, now - reach.look_back + reach.overlap + SECOND)
    return between(reach, start=start, end=horizon(reach, now))


def between(reach: Reach, *, start: datetime, end: datetime) -> Iterator[Window]:
    """
    Plan the windows of [start, end), as long as the platform allows.

    Each starts the overlap earlier than its part of the span, which covers the joint second of two windows and rows
    that become visible late. A span that is empty gives none.
    """
    step = reach.longest - reach.overlap
    start, end = _whole(start), _whole(end)
    while start < end:
        stop = min(start + step, end)
        yield Window(start=start - reach.overlap, end=stop)
        start = stop


def _whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
