"""Spans of time that are asked for, and how far a platform lets us reach."""

from datetime import datetime, timedelta

from msgspec import Struct


class Window(Struct, frozen=True, kw_only=True):
    """
    [start, end), aware, UTC inside; whole seconds.

    `by_creation`: what was made in it, further back than changes are listed; else what changed in it.
    """

    start: datetime
    end: datetime
    by_creation: bool = False


class Reach(Struct, frozen=True, kw_only=True):
    """What a platform allows for one entity.

    `longest`: the longest window of a call, overlap included. `overlap`: how much earlier each window starts.
    `safety_lag`: how far behind the clock a window must end. `look_back`: how old a change may be and still be
    listed; None = not limited. `created_back`: how far back rows are listed by their time of creation; None = not at all.
    """

    longest: timedelta
    overlap: timedelta
    safety_lag: timedelta
    look_back: timedelta | None = None
    created_back: timedelta | None = None
