"""Kuaidi100 (快递100): scans of parcels of many carriers by tracking number, and the carrier of a number."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

from connectors.access import Access, Key, Platform
from connectors.kuaidi100 import push
from connectors.kuaidi100.client import Client
from connectors.kuaidi100.codes import LONGEST_NUMBER, NOT_SENT, PHONE_WANTED, PLATFORMS_OWN, SHORTEST_NUMBER
from connectors.kuaidi100.endpoints import STREAM, carrier_of, company_of, question
from connectors.kuaidi100.normalize import normalize
from connectors.kuaidi100.redact import redact
from connectors.mask import tail_fault
from connectors.push_keys import Proof
from connectors.shapes import page_of
from connectors.side_by_side import side_by_side
from connectors.single_faults import Failed, despite_single_faults
from schemas.account import Side
from schemas.errors import ContractError, Unavailable
from schemas.page import Page, Raw, Read
from schemas.parcels import Asked, ParcelRef
from schemas.push import Push, Receipt

NOBODYS = ParcelRef(carrier="yuantong", tracking_no="YT0000000000000")
"""A parcel that nobody sent."""


class Kuaidi100:
    """One customer's access."""

    platform: ClassVar[str] = "kuaidi100"

    def __init__(self, access: Access) -> None:
        self._client = Client(access)
        self._phone_tail = access.keys.get("phone_tail")
        self._at_once = access.at_once
        self._proof, self._salt = Proof(access.keys["key"]), Proof(access.keys.get("salt", ""))

    def ping(self) -> None:
        """Ask for a number that no parcel has: proves signature and quota."""
        self._client.query(question(NOBODYS, None))

    def trace(self, parcels: Sequence[ParcelRef]) -> Iterator[Page]:
        """Ask for parcels, one a call; each number is asked once. One that the platform fails over stops no other."""
        distinct = {(each.carrier, each.tracking_no): each for each in parcels}.values()
        answers = side_by_side(self._asked, distinct, at_once=self._at_once)
        yield from despite_single_faults(answers, ping=self.ping)

    def _asked(self, parcel: ParcelRef) -> Page | Failed:
        if not SHORTEST_NUMBER <= len(parcel.tracking_no) <= LONGEST_NUMBER:
            return self._page(parcel, {"result": False, "returnCode": NOT_SENT})
        tail, company = self._tail(parcel), company_of(parcel.carrier)
        try:
            return self._page(parcel, self._client.query(question(parcel, tail if company in PHONE_WANTED else None)))
        except (Unavailable, ContractError) as error:
            if error.code is None or error.code.startswith("HTTP") or error.code in PLATFORMS_OWN:
                raise
            return Failed(self._page(parcel, {"result": False, "returnCode": error.code}), error)

    def _page(self, parcel: ParcelRef, answer: Raw) -> Page:
        asked = Asked(
            carrier=parcel.carrier,
            tracking_no=parcel.tracking_no,
            with_tail=bool(self._tail(parcel)),
            empty_is_answer=True,
        )
        record = {**answer, "com": company_of(parcel.carrier), "nu": parcel.tracking_no}
        return page_of(STREAM, [record], redact, asked=(asked,))

    def _tail(self, parcel: ParcelRef) -> str | None:
        return parcel.phone_tail or self._phone_tail

    def recognise(self, tracking_no: str) -> str | None:
        """Return the carrier that a number most likely belongs to; None if none is found."""
        company = self._client.recognised(tracking_no)
        return carrier_of(company) if company else None

    def push_key(self) -> str:
        """Return the part of the push's address that nobody can guess."""
        return self._proof.push_key()

    def verify(self, headers: Mapping[str, str], body: bytes) -> Push:  # noqa: ARG002 - all of it stands in the form
        """Return the traces of a callback."""
        return push.verify(body, self._salt.reveal())

    def try_again(self, headers: Mapping[str, str]) -> Receipt:  # noqa: ARG002 - one form for all
        """Return what makes Kuaidi100 send a push again."""
        return push.refused()

    def normalize(self, stream: str, record: Raw) -> Read:
        """Read the landed answer for one parcel."""
        return normalize(stream, record)

    def redact(self, stream: str, record: Raw) -> Raw:  # noqa: ARG002 - there is one stream
        """Keep what is read, mask phone numbers in texts."""
        return redact(record)


PLATFORM = Platform(
    side=Side.COURIER,
    base_url="https://poll.kuaidi100.com/poll/query.do",
    calls_per_second=1,
    keys=(
        Key(name="key", secret=True),
        Key(name="customer"),
        Key(name="secret", secret=True, needed=False),
        Key(name="salt", secret=True, needed=False),
        Key(name="phone_tail", needed=False, check=tail_fault),
    ),
    open=Kuaidi100,
    rest_between_looks=timedelta(hours=2),
)
