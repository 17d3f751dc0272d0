"""What a stand-in platform is made of, and what it is given."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Protocol

from sandbox.access import Access
from sandbox.answer import Answer
from sandbox.call import Call
from sandbox.faults import FaultPlan
from sandbox.truth.dialect import Dialect
from sandbox.world.carriers import Carrier
from sandbox.world.facts import Order, Request, World
from sandbox.world.journey import Tongue
from sandbox.world.story import Story

Thing = Order | Request


@dataclass(frozen=True, slots=True)
class Clocks:
    """`real` for signatures; `shown` for what the platforms take for today."""

    real: Callable[[], datetime]
    shown: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class House:
    """What the gateways share. `change` lets a row be changed while it is being paged."""

    seed: int
    world: World
    faults: FaultPlan
    clocks: Clocks
    change: Callable[[Thing], None]


class Gateway(Protocol):
    """A platform's doors."""

    @property
    def calls(self) -> Counter[str]:
        """How many admitted calls each method got."""

    def answer(self, call: Call) -> Answer:
        """Answer one call."""

    def forget(self) -> None:
        """Drop what was kept of the world: it has changed."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """
    One platform's stand-in, as its folder declares it.

    Attributes:
        platform: its name, which its paths begin with.
        base: path of its gateway, as a configuration gives it.
        access: draws an account's keys; the same for the same seed and name.
        gateway: opens its doors for the accounts.
        dialect: a shop's: how it words what happened.
        tongue, carriers: a courier's: how it words a scan of each kind, and whose parcels it knows.
        accounts: a courier's: its usual accounts.
        stories: what can only happen there.
        tells_rates: whether it has an answer of its own for callers that are too fast.
    """

    platform: str
    base: str
    access: Callable[[Random, str], Access]
    gateway: Callable[[House, Sequence[Access]], Gateway]
    dialect: Dialect | None = None
    tongue: Tongue | None = None
    carriers: Mapping[str, Carrier] | None = None
    accounts: tuple[str, ...] = ()
    stories: tuple[Story, ...] = ()
    tells_rates: bool = True
