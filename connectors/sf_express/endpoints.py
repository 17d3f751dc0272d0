"""
SF Express's call for scans, and how many parcels it takes.

Source: official page of the route query, read 2026-10.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from schemas.parcels import Asked, ParcelRef

ROUTES = "EXP_RECE_SEARCH_ROUTES"
STREAM = "routes"

MOST_WITHOUT_TAIL = 10
"""More numbers are refused by 8003."""

MOST_WITH_TAIL = 6
"""`checkPhoneNo` holds 30 characters: six tails and their commas."""


class Batch(Struct, frozen=True):
    """Parcels of one call, with the tails that go along: one for each, or none at all."""

    parcels: tuple[ParcelRef, ...]
    tails: tuple[str, ...]

    def question(self) -> dict[str, object]:
        """Return `msgData`. Tails stand in the order of the numbers; whether the platform goes by it is not confirmed."""
        asked: dict[str, object] = {
            "language": "zh-CN",
            "trackingType": 1,
            "trackingNumber": [parcel.tracking_no for parcel in self.parcels],
            "methodType": 1,
        }
        return asked | {"checkPhoneNo": ",".join(self.tails)} if self.tails else asked

    def asked(self) -> tuple[Asked, ...]:
        """Return what is kept of the question. Without a tail an empty answer may as well be a refusal."""
        with_tail = bool(self.tails)
        return tuple(
            Asked(carrier=p.carrier, tracking_no=p.tracking_no, with_tail=with_tail, empty_is_answer=with_tail)
            for p in self.parcels
        )


def batches(parcels: Sequence[ParcelRef], default_tail: str | None) -> Iterator[Batch]:
    """Cut parcels into the largest calls allowed, those with a known tail first; each number is asked once."""
    tail_of: dict[str, tuple[ParcelRef, str | None]] = {}
    for parcel in parcels:
        tail = parcel.phone_tail or default_tail
        if parcel.tracking_no not in tail_of or parcel.phone_tail:
            tail_of[parcel.tracking_no] = (parcel, tail)
    known = [(parcel, tail) for parcel, tail in tail_of.values() if tail]
    unknown = [parcel for parcel, tail in tail_of.values() if not tail]
    for start in range(0, len(known), MOST_WITH_TAIL):
        part = known[start : start + MOST_WITH_TAIL]
        yield Batch(tuple(parcel for parcel, _ in part), tuple(tail for _, tail in part))
    for start in range(0, len(unknown), MOST_WITHOUT_TAIL):
        yield Batch(tuple(unknown[start : start + MOST_WITHOUT_TAIL]), ())
