"""The access each account has: keys and secrets drawn from the seed, never shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

SHOPS = ("tmall-flagship", "tmall-outlet", "jd-flagship", "douyin-flagship", "douyin-outlet")
"""Shops of a world, in the order in which it gets them; a larger world has more of Tmall."""


@dataclass(slots=True)
class Access:
    """
    One account on one stand-in.

    `keys`: as a configuration gives them. `secret`: those of them that nobody may see. `bound`: the one way of proving
    itself that the application is bound to, where there are several. `refused`: methods it was not granted.
    """

    name: str
    platform: str
    keys: dict[str, str] = field(repr=False)
    secret: frozenset[str] = frozenset()
    bound: str = ""
    alive: bool = True
    refused: set[str] = field(default_factory=set)

    def __getitem__(self, key: str) -> str:
        return self.keys[key]


def shop_names(shops: int | Sequence[str]) -> tuple[str, ...]:
    """Names of shops: those given, or the first `shops` of the usual ones."""
    if not isinstance(shops, int):
        return tuple(shops)
    return (*SHOPS, *(f"tmall-{number}" for number in range(3, shops)))[:shops]


def platform_of(name: str) -> str:
    """The platform that an account's name begins with."""
    return name.rpartition("-")[0]
