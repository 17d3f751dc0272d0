"""SF Express: scans of parcels by tracking number."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from connectors.access import Access, Key, Platform
from connectors.mask import tail_fault
from connectors.push_keys import Proof
from connectors.sf_express import push
from connectors.sf_express.client import DIGESTS, Client, answers
from connectors.sf_express.endpoints import ROUTES, STREAM, Batch, batches
from connectors.sf_express.normalize import CARRIER, normalize
from connectors.sf_express.redact import redact
from connectors.shapes import page_of
from connectors.side_by_side import side_by_side
from schemas.account import Side
from schemas.page import Page, Raw, Read
from schemas.parcels import ParcelRef
from schemas.push import Push, Receipt

NOBODYS = "SF0000000000000"
"""A number that no parcel has."""


class SfExpress:
    """One customer's access."""

    platform: ClassVar[str] = "sf_express"

    def __init__(self, access: Access) -> None:
        self._client = Client(access)
        self._phone_tail = access.keys.get("phone_tail")
        self._at_once = access.at_once
        self._proof = Proof(access.keys["check_word"])

    def ping(self) -> None:
        """Ask for a number that no parcel has: proves signature and permission."""
        for _ in self.trace([ParcelRef(carrier=CARRIER, tracking_no=NOBODYS)]):
            pass

    def trace(self, parcels: Sequence[ParcelRef]) -> Iterator[Page]:
        """Ask for parcels: with a phone tail, the parcel's own or the account's, six a call, the rest ten a call."""
        yield from side_by_side(self._asked, batches(parcels, self._phone_tail), at_once=self._at_once)

    def _asked(self, batch: Batch) -> Page:
        body, request_id = self._client.call(ROUTES, batch.question())
        return page_of(STREAM, answers(body), redact, request_id=request_id, asked=batch.asked())

    def push_key(self) -> str:
        """Return the part of the push's address that nobody can guess: SF Express signs no push."""
        return self._proof.push_key()

    def verify(self, headers: Mapping[str, str], body: bytes) -> Push:
        """Return the scans of a route push."""
        return push.verify(headers, body)

    def try_again(self, headers: Mapping[str, str]) -> Receipt:
        """Return what makes SF Express send a push again."""
        return push.answer(headers)

    def normalize(self, stream: str, record: Raw) -> Read:
        """Read the landed answer for one parcel."""
        return normalize(stream, record)

    def redact(self, stream: str, record: Raw) -> Raw:  # noqa: ARG002 - there is one stream
        """Keep what is read, mask phone numbers in texts."""
        return redact(record)


PLATFORM = Platform(
    side=Side.COURIER,
    base_url="https://bspgw.sf-express.com/std/service",
    calls_per_second=30,
    keys=(
        Key(name="partner_id"),
        Key(name="check_word", secret=True),
        Key(name="digest", needed=False, words=DIGESTS),
        Key(name="phone_tail", needed=False, check=tail_fault),
    ),
    open=SfExpress,
)
