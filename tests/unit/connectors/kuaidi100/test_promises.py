"""When a parcel is expected."""

import pytest

from connectors.kuaidi100.normalize import normalize
from schemas.parcels import Trace


@pytest.mark.parametrize(
    ("told", "promised", "new"),
    [
        ("2026-10-18 18:00:00", "2026-10-18T18:00:00+08:00", 0),
        ("0001-01-01 00:00:00", None, 0),
        ("1970-01-01 00:00:00", None, 0),
        ("0", None, 0),
        (0, None, 0),
        ("", None, 0),
        (None, None, 0),
        ("明天下午", None, 1),
    ],
)
def test_the_platforms_zeros_promise_nothing(told: object, promised: str | None, new: int) -> None:
    read = normalize("traces", {"com": "yuantong", "nu": "YT1", "state": "0", "data": [], "arrivalTime": told})
    [trace] = read.rows
    assert isinstance(trace, Trace)
    assert (trace.promised_at, read.faults, len(read.unknown)) == (promised, (), new)
