"""Parcels: what is asked of a courier and what it answers, in normal form."""

from msgspec import Struct

from schemas.commerce import Instant
from schemas.words import Direction, ParcelStatus, ReasonCode


class ParcelRef(Struct, frozen=True, kw_only=True):
    """
    A parcel to ask for.

    `phone_tail`: last four digits of a phone that the courier may want; never logged. `destination`: province, city and
    district that a parcel to the buyer goes to, as one text; None: not known, or it goes elsewhere.
    """

    carrier: str
    tracking_no: str
    phone_tail: str | None = None
    destination: str | None = None

    def __repr__(self) -> str:
        return f"ParcelRef({self.carrier} {self.tracking_no}{' with tail' if self.phone_tail else ''})"


class Asked(Struct, frozen=True, kw_only=True):
    """One parcel of a courier call, kept with the page so that an empty answer is known as an answer.

    `empty_is_answer`: whether an empty answer means "no scan yet" (True) or may as well be a refusal (False).
    """

    carrier: str
    tracking_no: str
    with_tail: bool
    empty_is_answer: bool


class Scan(Struct, frozen=True, kw_only=True):
    """One event of a parcel. `status` None: a code new to us; the parcel keeps its status. `description` is masked."""

    occurred_at: Instant
    source_code: str | None
    status: ParcelStatus | None
    reason_code: ReasonCode | None
    place: str | None
    description: str | None


class ScanRow(Struct, frozen=True, kw_only=True):
    """One event with the parcel it belongs to: what is judged and saved, one row of the database."""

    carrier: str
    tracking_no: str
    occurred_at: Instant
    source_code: str | None
    status: ParcelStatus | None
    reason_code: ReasonCode | None
    place: str | None
    description: str | None


class NamedNumber(Struct, frozen=True, kw_only=True):
    """
    A new number that a scan of a parcel names, of the same carrier.

    `direction`: return where the parcel was going back; None: as the parcel itself.
    """

    carrier: str
    from_tracking_no: str
    tracking_no: str
    named_at: Instant
    direction: Direction | None


class Trace(Struct, frozen=True, kw_only=True):
    """A courier's answer for one parcel. `refused`: why it would not say, in words for the operator; None if it did."""

    carrier: str
    tracking_no: str
    scans: tuple[Scan, ...]
    refused: str | None = None
    promised_at: Instant | None = None
