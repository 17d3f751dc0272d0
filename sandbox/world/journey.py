"""How parcels travel: which scans are made on the way. How a courier words them is its own (`tongue`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.world.facts import Parcel, Scan

if TYPE_CHECKING:
    from sandbox.world.tale import Tale

Coded = tuple[tuple[str, str], tuple[str, str]] | None


@dataclass(frozen=True, slots=True)
class Step:
    """
    One kind of scan, and what it should be taken for.

    `shown`: the text that may be kept, where it differs from what is written. `placed`: whether the courier names the place.
    """

    code: str
    text: str
    status: str | None
    coded: Coded = None
    reason: str | None = None
    shown: str | None = None
    placed: bool = True


Tongue = Mapping[str, Step]
"""How a courier platform words each kind of scan, by our name for the kind."""


class Road:
    """A parcel's way between two cities, scan by scan."""

    def __init__(self, tale: "Tale", parcel: Parcel, there: str, here: str = "佛山市", leg: int = 1) -> None:
        self.tale, self.parcel, self.here, self.there, self.leg = tale, parcel, here, there, leg
        if leg > 1:
            parcel.promised_at = None  # nobody promises anything of a parcel that travels again

    def scan(self, step: str, at: datetime) -> Scan:
        """Write one scan; texts that begin a journey name the place of departure."""
        kind = self.tale.world.tongues[str(self.parcel.source)][step]
        text = kind.text.format(here=self.here, there=self.there)
        starts = step in ("announced", "picked_up", "picked_up_at_counter", "sorted", "left")
        scan = Scan(
            at=at,
            code=kind.code,
            remark=text,
            shown=(kind.shown or kind.text).format(here=self.here, there=self.there),
            status=kind.status,
            reason=kind.reason,
            place=(self.here if starts else self.there) if kind.placed and self.tale.rng.random() < 0.97 else None,
            first=kind.coded[0] if kind.coded else None,
            second=kind.coded[1] if kind.coded else None,
            leg=self.leg,
        )
        self.parcel.scans.append(scan)
        return scan

    def set_off(self, picked_at: datetime) -> datetime:
        """Pick-up and the first sorting; up to 3 hours."""
        self.scan(self.tale.rng.choice(("picked_up", "picked_up", "picked_up_at_counter")), picked_at)
        at = self.tale.after(picked_at, 0.5, 3)
        self.scan("sorted", at)
        return at

    def cross(self, at: datetime) -> datetime:
        """Set off and cross the country to the receiver's outlet; up to 37 hours."""
        at = self.set_off(at)
        for step, low, high in (("left", 1, 4), ("arrived", 5, 20), ("at_outlet", 2, 10)):
            at = self.tale.after(at, low, high)
            self.scan(step, at)
        return at

    def go_out(self, at: datetime) -> datetime:
        """Cross, then leave with the courier; up to 43 hours."""
        at = self.cross(at)
        if self.tale.rng.random() < 0.2:
            at = self.tale.after(at, 0.2, 1)
            self.scan("to_courier", at)
        at = self.tale.after(at, 1, 5)
        self.scan("out_with_number" if self.tale.rng.random() < 0.1 else "out", at)
        return at

    def arrive(self, at: datetime) -> datetime:
        """All the way to the signature; up to 49 hours."""
        at = self.tale.after(self.go_out(at), 0.5, 6)
        self.scan("signed", at)
        return at
