"""The stand-in for JD's open platform, as shops see it."""

from random import Random

from sandbox.access import Access
from sandbox.jd.dialect import JdDialect
from sandbox.jd.gateway import PATH, Gateway
from sandbox.jd.stories import STORIES
from sandbox.standin import StandIn


def access(rng: Random, name: str) -> Access:
    """Draw an application and the token of its shop."""
    keys = {
        "app_key": rng.randbytes(16).hex().upper(),
        "app_secret": rng.randbytes(16).hex(),
        "access_token": rng.randbytes(16).hex(),
    }
    return Access(name, "jd", keys, secret=frozenset({"app_secret", "access_token"}))


STAND_IN = StandIn(platform="jd", base=PATH, access=access, gateway=Gateway, dialect=JdDialect(), stories=STORIES)
