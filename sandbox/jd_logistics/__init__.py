"""The stand-in for JD Logistics: its own gateway, and the door through JD's open platform."""

from random import Random

from sandbox.access import Access
from sandbox.jd_logistics.gateway import Gateway
from sandbox.jd_logistics.stories import STORIES
from sandbox.jd_logistics.tongue import CARRIERS, TONGUE
from sandbox.standin import StandIn


def access(rng: Random, name: str) -> Access:
    """Draw an application, the merchant's token and contract."""
    keys = {
        "app_key": rng.randbytes(16).hex(),
        "app_secret": rng.randbytes(16).hex(),
        "access_token": rng.randbytes(16).hex(),
        "customer_code": f"010K{rng.randrange(10**7):07d}",
        "lop_dn": "ECAP",
    }
    return Access(name, "jd_logistics", keys, secret=frozenset({"app_secret", "access_token"}))


STAND_IN = StandIn(
    platform="jd_logistics",
    base="",
    access=access,
    gateway=Gateway,
    tongue=TONGUE,
    carriers=CARRIERS,
    accounts=("jdl-main",),
    stories=STORIES,
)
