"""What a story is: how it is told, how often, and where it can happen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.world.tale import Tale

Tell = Callable[["Tale"], None]


@dataclass(frozen=True, slots=True)
class Story:
    """
    One story.

    `orders`: how many orders it makes. `shops`: platforms on which it can happen; empty: on all. `couriers`: platforms
    that can tell of its parcels; empty: all.
    """

    name: str
    tell: Tell
    weight: int
    orders: int = 1
    shops: tuple[str, ...] = ()
    couriers: tuple[str, ...] = ()
