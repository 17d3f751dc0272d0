"""
New tracking numbers that a courier names in a scan: after forwarding, or on the way back.

Text names a number, it never links one: who goes by it is asked first. Source: SF Express's words for operation code
648, 「快件已退回/转寄，新单号为X」, and other couriers' words of that form.
"""

import re
from collections.abc import Iterable, Iterator

from schemas.parcels import NamedNumber, ScanRow
from schemas.words import Direction, ParcelStatus

_NUMBER = re.compile(r"新(?:的)?(?:运|快递)?单号[是为：:\s【\[（(]*([A-Za-z0-9]{8,30})(?![A-Za-z0-9])")
_LEAST_DIGITS = 6


def named_numbers(scans: Iterable[ScanRow]) -> Iterator[NamedNumber]:
    """Yield the numbers that scans name beside their own. Pure. A scan of a parcel going back names a return."""
    for scan in scans:
        for number in _in(scan.description or ""):
            if number != scan.tracking_no:
                yield NamedNumber(
                    carrier=scan.carrier,
                    from_tracking_no=scan.tracking_no,
                    tracking_no=number,
                    named_at=scan.occurred_at,
                    direction=Direction.RETURN if scan.status is ParcelStatus.RETURNING else None,
                )


def _in(text: str) -> Iterator[str]:
    for found in _NUMBER.findall(text):
        if sum(sign.isdigit() for sign in found) >= _LEAST_DIGITS:
            yield found.upper()
