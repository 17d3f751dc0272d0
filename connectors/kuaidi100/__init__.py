"""Kuaidi100 (快递100): scans of parcels of many carriers by tracking number, and the carrier of a number."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import ClassVar

from connectors.access import Access, Key, Platform
from connectors.kuaidi100.client import Client
from connectors.kuaidi100.codes import PHONE_WANTED
from connectors.kuaidi100.endpoints import STREAM, carrier_of, company_of, question
from connectors.kuaidi100.normalize import normalize
from connectors.kuaidi100.redact import redact
from connectors.mask import tail_fault
from schemas.account import Side
from schemas.page import Page, Raw, Read
from schemas.parcels import Asked, ParcelRef

NOBODYS = ParcelRef(carrier="yuantong", tracking_no="YT0000000000000")
"""A parcel that nobody sent."""


class Kuaidi100:
    """One customer's access."""

    platform: ClassVar[str] = "kuaidi100"

    def __init__(self, access: Access) -> None:
        self._client = Client(access)
        self._phone_tail = access.keys.get("phone_tail")

    def ping(self) -> None:
        """Ask for a number that no parcel has: proves signature and quota."""
        self._client.query(question(NOBODYS, None))

    def trace(self, parcels: Sequence[ParcelRef]) -> Iterator[Page]:
        """Ask for parcels, one a call; each number is asked once."""
        for parcel in {(each.carrier, each.tracking_no): each for each in parcels}.values():
            tail = parcel.phone_tail or self._phone_tail
            company = company_of(parcel.carrier)
            sent = tail if company in PHONE_WANTED else None
            answer = self._client.query(question(parcel, sent))
            yield Page(
                stream=STREAM,
                records=(redact({**answer, "com": company, "nu": parcel.tracking_no}),),
                asked=(
                    Asked(
                        carrier=parcel.carrier,
                        tracking_no=parcel.tracking_no,
                        with_tail=bool(tail),
                        empty_is_answer=True,
                    ),
                ),
            )

    def recognise(self, tracking_no: str) -> str | None:
        """Return the carrier that a number most likely belongs to; None if none is found, or recognition is not open."""
        company = self._client.recognised(tracking_no)
        return carrier_of(company) if company else None

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
    rest_between_looks=timedelta(hours=1),
)
