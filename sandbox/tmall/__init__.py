"""The stand-in for the Taobao Open Platform gateway that Tmall shops answer on."""

from random import Random

from sandbox.access import Access
from sandbox.standin import StandIn
from sandbox.tmall.dialect import TmallDialect
from sandbox.tmall.gateway import PATH, Gateway


def access(rng: Random, name: str) -> Access:
    """Draw an application and the session of its shop."""
    keys = {
        "app_key": f"237{rng.randrange(10**5):05d}",
        "app_secret": rng.randbytes(16).hex(),
        "session": "62" + rng.randbytes(17).hex(),
    }
    return Access(name, "tmall", keys, secret=frozenset({"app_secret", "session"}))


STAND_IN = StandIn(platform="tmall", base=PATH, access=access, gateway=Gateway, dialect=TmallDialect())
