"""Times of the older door."""

import pytest

from connectors.jd_logistics.normalize import normalize
from schemas.parcels import Trace


@pytest.mark.parametrize("zero", ["0001/01/01 00:00:00", "1970/01/01 00:00:00", "0001-01-01 00:00:00", "0", 0, ""])
def test_a_node_at_no_time_is_set_aside_alone(zero: object) -> None:
    nodes = [{"opeTime": time, "opeTitle": "妥投"} for time in (zero, "2026/03/10 10:25:51")]
    read = normalize("nodes", {"waybillCode": "JDV1", "data": nodes})
    [trace] = read.rows
    assert isinstance(trace, Trace)
    assert [scan.occurred_at for scan in trace.scans] == ["2026-03-10T10:25:51+08:00"]
    assert [fault.rule.partition(":")[2] for fault in read.faults] == ["nodes.data.opeTime"]
