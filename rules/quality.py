"""When what a platform gave is so unlike what it gives that its account must stop until somebody has looked."""

from collections.abc import Sequence
from statistics import median

from schemas.quality import Stop

REJECTED_SHARE, REJECTED_OF = 0.3, 100
"""So large a share of so many records set aside together."""

COMPARABLE = 5
"""Runs of the same hour that a volume is compared with, at least."""

LITTLE, FEWER = 10, 100
"""A volume so small a part of the usual one, and so many records fewer."""

MUCH, MORE = 100, 1_000
"""A volume so many times the usual one, and so many records more. The first minutes of a sale are no fault."""

ALWAYS = 20
"""Records that every comparable run brought, where nothing is odd."""


def flood(*, fetched: int, rejected: int) -> Stop | None:
    """Judge one settled chunk by how much of it was set aside; pure."""
    if fetched < REJECTED_OF or rejected < REJECTED_SHARE * fetched:
        return None
    share = f"{rejected:,} of {fetched:,} records were set aside together"
    return Stop(
        rule="too_many_rejected", message=f"{share}: the platform's answers, or our reading of them, have changed."
    )


def volume(fetched: int, usual: Sequence[int]) -> Stop | None:
    """
    Judge how much a run from the cursor brought; pure.

    Args:
        fetched: records of this run.
        usual: records of the runs of the same hour in the days before, of runs that ended well.
    """
    if len(usual) < COMPARABLE:
        return None
    middle = median(usual)
    if fetched == 0 and min(usual) >= ALWAYS:
        return Stop(rule="nothing_fetched", message=f"Nothing came, where {middle:,.0f} records or so always came.")
    little = fetched * LITTLE < middle and middle - fetched >= FEWER
    much = fetched > MUCH * middle and fetched - middle >= MORE
    if little or much:
        return Stop(rule="volume_unusual", message=f"{fetched:,} records came, where {middle:,.0f} or so are usual.")
    return None
