"""Whether the goods of an order line have come far enough for a visit."""

from collections.abc import Sequence

from schemas.cases import Case, CaseLine, CaseParcel
from schemas.service_rules import ReadyWhen
from schemas.words import Direction, OrderStatus, ParcelStatus

_REACHED = {
    ReadyWhen.DELIVERED: {ParcelStatus.DELIVERED},
    ReadyWhen.OUT_FOR_DELIVERY: {
        ParcelStatus.OUT_FOR_DELIVERY,
        ParcelStatus.READY_FOR_PICKUP,
        ParcelStatus.DELIVERED,
    },
}
_LEFT_US = {OrderStatus.SHIPPED, OrderStatus.COMPLETED}
_GOING_BACK = {ParcelStatus.RETURNING, ParcelStatus.RETURNED}


def parcels_of(case: Case, line: CaseLine) -> Sequence[CaseParcel]:
    """Return the line's parcels and those that the order names for no line; a cancelled number carries nothing."""
    return [
        parcel
        for parcel in case.parcels
        if parcel.external_line_id in ("", line.external_line_id) and parcel.status != ParcelStatus.CANCELLED
    ]


def shipped(case: Case, line: CaseLine) -> bool:
    """Tell whether the line has left us: by its own status, else by its order's."""
    return (line.status or case.status) in _LEFT_US


def ready(ready_when: ReadyWhen, case: Case, line: CaseLine) -> bool:
    """
    Tell whether what a visit waits for has happened.

    All parcels must have come so far; where the platform names none, the order must be completed.
    """
    if ready_when == ReadyWhen.NOW:
        return True
    if ready_when == ReadyWhen.SHIPPED:
        return shipped(case, line)
    parcels = parcels_of(case, line)
    if not parcels:
        return case.status == OrderStatus.COMPLETED
    reached = _REACHED[ready_when]
    return all(parcel.direction != Direction.RETURN and parcel.status in reached for parcel in parcels)


def turned_round(case: Case, line: CaseLine) -> bool:
    """Tell whether goods that had come, or were nearly there, are on their way back or in doubt again."""
    return any(_lost(parcel) for parcel in parcels_of(case, line))


def _lost(parcel: CaseParcel) -> bool:
    if parcel.direction == Direction.RETURN or parcel.status in _GOING_BACK:
        return True
    return parcel.status == ParcelStatus.EXCEPTION and parcel.was_delivered
