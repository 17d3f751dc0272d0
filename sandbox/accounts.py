"""The access each account has: keys and secrets drawn from the seed, never shown."""

from dataclasses import dataclass, field
from random import Random

SHOPS = ("tmall-flagship", "tmall-outlet")
COURIER = "sf-main"


@dataclass(slots=True)
class ShopAccess:
    """One shop's application and its session. `refused`: methods it was not granted."""

    name: str
    app_key: str
    app_secret: str = field(repr=False)
    session: str = field(repr=False)
    alive: bool = True
    refused: set[str] = field(default_factory=set)


@dataclass(slots=True)
class CourierAccess:
    """The courier application. `digest`: the one kind of proof it is bound to."""

    name: str
    partner_id: str
    check_word: str = field(repr=False)
    digest: str = "standard_md5"
    alive: bool = True
    refused: set[str] = field(default_factory=set)


def shop_names(count: int) -> tuple[str, ...]:
    """Names of `count` shops: the flagship, the outlet, then numbered ones."""
    return (*SHOPS, *(f"tmall-{number}" for number in range(3, count + 1)))[:count]


def shop_access(seed: int, count: int) -> list[ShopAccess]:
    """The access of `count` shops; the same for the same seed."""
    rng = Random(f"{seed}/shops")
    return [
        ShopAccess(name, f"237{rng.randrange(10**5):05d}", rng.randbytes(16).hex(), "62" + rng.randbytes(17).hex())
        for name in shop_names(count)
    ]


def courier_access(seed: int) -> CourierAccess:
    """The access of the courier account; the same for the same seed."""
    rng = Random(f"{seed}/courier")
    return CourierAccess(COURIER, f"JCJD{rng.randrange(10**6):06d}", rng.randbytes(16).hex())
