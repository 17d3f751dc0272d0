"""The face that every platform shows. One account on one platform; connectors only read."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import ClassVar, Protocol, runtime_checkable

from schemas.page import Page, Raw, Read, Row
from schemas.parcels import ParcelRef
from schemas.push import Push, Receipt
from schemas.window import Reach, Window
from schemas.words import Entity


class Pacer(Protocol):
    """Keeps the calls of one account under its platform's rate."""

    def wait(self) -> None:
        """Return when the next call may go out."""


class TokenStore(Protocol):
    """Keeps the whole token answer of one account between runs; one refresher at a time across processes."""

    def read(self) -> dict[str, object] | None:
        """Return the answer stored last, or None."""

    def write(self, answer: dict[str, object], *, expires_at: datetime | None) -> None:
        """Store a token answer as received."""

    def turn(self) -> AbstractContextManager[None]:
        """Hold the account's turn to renew; whoever else wants it, in any process, waits. Read again once it is yours."""


class Connector(Protocol):
    """One account on one platform."""

    platform: ClassVar[str]

    def ping(self) -> None:
        """Make the cheapest signed call; raise what it raises."""

    def normalize(self, stream: str, record: Raw) -> Read:
        """Read one landed record. Pure; never raises for a bad record."""

    def redact(self, stream: str, record: Raw) -> Raw:
        """Mask personal fields. Pure; done before landing, logs and fixtures."""


class Shop(Connector, Protocol):
    """A shop: orders and after-sale requests."""

    def reach(self, entity: Entity) -> Reach:
        """Tell how the platform lets this entity be asked for."""

    def fetch(self, entity: Entity, window: Window) -> Iterator[Page]:
        """Yield every page of the window, unwrapped and redacted. A stream that may not be read is left out.

        Raises:
            PlatformError: by what to do next, `schemas.errors`.
        """

    def fetch_one(self, entity: Entity, number: str) -> Iterator[Page]:
        """Yield what the platform says of one order or request by its number."""

    def refused(self) -> dict[str, str]:
        """Streams that the platform did not let us read in this run, each with a sentence for the operator."""


@runtime_checkable
class ReadsPages(Protocol):
    """A platform whose pages can be read by type, where their records are as documented."""

    def read_page(self, stream: str, body: bytes) -> Sequence[Row | None]:
        """
        Return what `normalize` gives of each record of a landed page, at a part of the cost. Pure.

        None stands for a record that only `normalize` can judge; nothing at all: it has to judge every one.
        """


@runtime_checkable
class Recognises(Protocol):
    """A courier that can tell whose a number is."""

    def recognise(self, tracking_no: str) -> str | None:
        """Return the carrier that a number most likely belongs to, spelled as ours; None if none is found."""


@runtime_checkable
class TakesPushes(Protocol):
    """A platform that tells us of changes unasked."""

    def push_key(self) -> str:
        """Return the part of the address that nobody can guess; where a platform signs nothing, it is the only proof."""

    def verify(self, headers: Mapping[str, str], body: bytes) -> Push:
        """
        Return what a push holds. Pure.

        Args:
            headers: by lower-case names.
            body: as received.

        Raises:
            Forged: it does not prove where it comes from, or is not shaped as a push.
        """

    def try_again(self, headers: Mapping[str, str]) -> Receipt:
        """Return what makes the platform send a push again, for when it could not be kept."""


class Courier(Connector, Protocol):
    """A courier: scans by tracking number."""

    def trace(self, parcels: Sequence[ParcelRef]) -> Iterator[Page]:
        """Ask for parcels in the largest batches allowed; one page a call, its `asked` naming the parcels."""
