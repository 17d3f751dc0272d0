"""A parcel's status: the fold over its scans, computed anew each time, so that late and repeated scans do no harm."""

from collections.abc import Iterable
from datetime import datetime

from schemas.legs import Folded, PastScan
from schemas.words import ParcelStatus, ReasonCode

_RANK = {status: rank for rank, status in enumerate(ParcelStatus)}
_UNKNOWN = -1
_AFTER_DELIVERY = (ParcelStatus.EXCEPTION, ParcelStatus.RETURNING)


def order_of(scan: PastScan) -> tuple[datetime, int, str, str]:
    """Return the scan's place in the fold: by time, then rank of the status, then code and text."""
    rank = _UNKNOWN if scan.status is None else _RANK[scan.status]
    return scan.occurred_at, rank, scan.source_code or "", scan.description or ""


class Fold:
    """
    The state of a leg while its scans are added in the order of `order_of`.

    A later scan sets the status, except: `delivered` is left only by exception or returning (refused after a false
    sign-off), `returned` by nothing, an unknown code changes nothing; `delivered` on a parcel to the buyer that has
    been `returning` means that the sender has it: `returned`.

    Args:
        to_buyer: whether the parcel travels to the buyer (all but returns do).

    Source: domain reference, section 4; fields reference, section 4.
    """

    def __init__(self, *, to_buyer: bool) -> None:
        self._to_buyer = to_buyer
        self._turned = False
        self._status: ParcelStatus | None = None
        self._status_at: datetime | None = None
        self._reason: ReasonCode | None = None
        self._last: datetime | None = None
        self.picked_up_at: datetime | None = None
        self.delivered_at: datetime | None = None

    def add(self, scan: PastScan) -> None:
        """Take the next scan."""
        self._last = scan.occurred_at
        if scan.status is None:
            return
        if scan.status is ParcelStatus.PICKED_UP and self.picked_up_at is None:
            self.picked_up_at = scan.occurred_at
        status = self._meant(scan.status)
        if self._accepts(status):
            self._set(status, scan)

    def result(self) -> Folded:
        """Return what the scans so far come to."""
        return Folded(
            status=self._status or ParcelStatus.PENDING,
            status_at=self._status_at,
            reason_code=self._reason,
            picked_up_at=self.picked_up_at,
            delivered_at=self.delivered_at,
            last_event_at=self._last,
        )

    def _meant(self, status: ParcelStatus) -> ParcelStatus:
        if status is ParcelStatus.DELIVERED and self._turned and self._to_buyer:
            return ParcelStatus.RETURNED
        return status

    def _accepts(self, status: ParcelStatus) -> bool:
        if self._status is ParcelStatus.RETURNED:
            return status is ParcelStatus.RETURNED
        if self._status is ParcelStatus.DELIVERED:
            return status is ParcelStatus.DELIVERED or status in _AFTER_DELIVERY
        return True

    def _set(self, status: ParcelStatus, scan: PastScan) -> None:
        if status is not self._status:
            self._status, self._status_at, self._reason = status, scan.occurred_at, None
        self._reason = scan.reason_code or self._reason
        if status is ParcelStatus.RETURNING:
            self._turned = True
        elif status is ParcelStatus.DELIVERED:
            self.delivered_at = self.delivered_at or scan.occurred_at
        elif status is ParcelStatus.RETURNED:
            self.delivered_at = None


def fold(scans: Iterable[PastScan], *, to_buyer: bool) -> Folded:
    """Fold a leg's scans, given in the order of `order_of`. Pure."""
    state = Fold(to_buyer=to_buyer)
    for scan in scans:
        state.add(scan)
    return state.result()
