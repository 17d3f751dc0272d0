"""The stand-in for SF Express' open platform."""

from random import Random

from sandbox.access import Access
from sandbox.sf_express.gateway import PATH, Gateway
from sandbox.sf_express.tongue import CARRIERS, TONGUE
from sandbox.standin import StandIn


def access(rng: Random, name: str) -> Access:
    """Draw a customer's access; its application is bound to one digest."""
    keys = {"partner_id": f"JCJD{rng.randrange(10**6):06d}", "check_word": rng.randbytes(16).hex()}
    return Access(name, "sf_express", keys, secret=frozenset({"check_word"}), bound="standard_md5")


STAND_IN = StandIn(
    platform="sf_express",
    base=PATH,
    access=access,
    gateway=Gateway,
    tongue=TONGUE,
    carriers=CARRIERS,
    accounts=("sf-main",),
)
