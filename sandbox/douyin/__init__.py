"""The stand-in for the open platform of Douyin shops."""

from random import Random

from sandbox.access import Access
from sandbox.douyin.dialect import DouyinDialect
from sandbox.douyin.gateway import Gateway
from sandbox.douyin.stories import STORIES
from sandbox.standin import StandIn


def access(rng: Random, name: str) -> Access:
    """Draw an application and its shop; its tokens are created by whoever has the secret."""
    keys = {
        "app_key": f"71{rng.randrange(10**17):017d}",
        "app_secret": rng.randbytes(16).hex(),
        "shop_id": str(4_000_000 + rng.randrange(10**6)),
    }
    return Access(name, "douyin", keys, secret=frozenset({"app_secret"}))


STAND_IN = StandIn(platform="douyin", base="", access=access, gateway=Gateway, dialect=DouyinDialect(), stories=STORIES)
