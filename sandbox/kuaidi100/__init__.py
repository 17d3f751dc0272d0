"""The stand-in for Kuaidi100: the real-time query and the recognition of numbers."""

from random import Random

from sandbox.access import Access
from sandbox.kuaidi100.gateway import PATH, Gateway
from sandbox.kuaidi100.stories import STORIES
from sandbox.kuaidi100.tongue import CARRIERS, TONGUE
from sandbox.standin import StandIn


def access(rng: Random, name: str) -> Access:
    """Draw a customer and its key."""
    keys = {"key": rng.randbytes(8).hex(), "customer": rng.randbytes(16).hex().upper()}
    return Access(name, "kuaidi100", keys, secret=frozenset({"key"}))


STAND_IN = StandIn(
    platform="kuaidi100",
    base=PATH,
    access=access,
    gateway=Gateway,
    tongue=TONGUE,
    carriers=CARRIERS,
    accounts=("kuaidi-main",),
    stories=STORIES,
    tells_rates=False,
)
