"""JD Logistics (京东物流): scans of parcels by tracking number, through its own gateway or through JD's open platform."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import ClassVar

from connectors.access import Access, Key, Platform
from connectors.jd_logistics.codes import MAY_BE_ONE_PARCEL
from connectors.jd_logistics.doors import door_of
from connectors.jd_logistics.endpoints import ALGORITHMS, CARRIER, DOORS
from connectors.jd_logistics.normalize import normalize
from connectors.jd_logistics.redact import redact
from connectors.shapes import page_of
from connectors.side_by_side import side_by_side
from connectors.single_faults import Failed, despite_single_faults
from connectors.values import moment_fault
from schemas.account import Side
from schemas.errors import ContractError, Rejected, Unavailable
from schemas.page import Page, Raw, Read
from schemas.parcels import Asked, ParcelRef

NOBODYS = ParcelRef(carrier=CARRIER, tracking_no="JDVA00000000000")
"""A parcel that nobody sent."""


class JdLogistics:
    """One customer's access."""

    platform: ClassVar[str] = "jd_logistics"

    def __init__(self, access: Access) -> None:
        self._door = door_of(access)
        self._at_once = access.at_once

    def ping(self) -> None:
        """Ask for a number that no parcel has: proves signature and token."""
        self._door.ask(NOBODYS)

    def trace(self, parcels: Sequence[ParcelRef]) -> Iterator[Page]:
        """Ask for parcels, one a call; each number is asked once. One that the platform fails over stops no other."""
        distinct = {each.tracking_no: each for each in parcels}.values()
        answers = side_by_side(self._asked, distinct, at_once=self._at_once)
        yield from despite_single_faults(answers, ping=self.ping)

    def _asked(self, parcel: ParcelRef) -> Page | Failed:
        try:
            return self._page(parcel, *self._door.ask(parcel))
        except (Unavailable, ContractError, Rejected) as error:
            if error.code not in MAY_BE_ONE_PARCEL and not isinstance(error, Rejected):
                raise
            return Failed(self._page(parcel, {"waybillCode": parcel.tracking_no, "refused": error.code}), error)

    def _page(self, parcel: ParcelRef, answer: Raw, request_id: str | None = None) -> Page:
        asked = Asked(
            carrier=parcel.carrier,
            tracking_no=parcel.tracking_no,
            with_tail=bool(parcel.phone_tail),
            empty_is_answer=True,
        )
        stream = self._door.stream
        return page_of(stream, [answer], partial(redact, stream), request_id=request_id, asked=(asked,))

    def normalize(self, stream: str, record: Raw) -> Read:
        """Read the landed answer for one parcel."""
        return normalize(stream, record)

    def redact(self, stream: str, record: Raw) -> Raw:
        """Keep what is read, mask phone numbers in texts."""
        return redact(stream, record)


PLATFORM = Platform(
    side=Side.COURIER,
    base_url="https://api.jdl.com",
    calls_per_second=5,
    keys=(
        Key(name="app_key"),
        Key(name="app_secret", secret=True),
        Key(name="access_token", secret=True),
        Key(name="refresh_token", secret=True, needed=False),
        Key(name="token_expires_at", needed=False, check=moment_fault),
        Key(name="token_url", needed=False),
        Key(name="customer_code"),
        Key(name="lop_dn"),
        Key(name="door", needed=False, words=DOORS),
        Key(name="algorithm", needed=False, words=ALGORITHMS),
    ),
    open=JdLogistics,
    expiry_key="token_expires_at",
    renewal_key="refresh_token",
    rest_between_looks=timedelta(minutes=30),
)
