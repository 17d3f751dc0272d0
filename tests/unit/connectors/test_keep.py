"""What is kept of a record: named fields, and the kind of what is no list."""

from typing import Any

import pytest

from connectors.jd_logistics.normalize import normalize as normalize_jd_logistics
from connectors.jd_logistics.redact import redact as redact_jd_logistics
from connectors.keep import each, plain
from connectors.kuaidi100.normalize import normalize as normalize_kuaidi100
from connectors.kuaidi100.redact import redact as redact_kuaidi100
from connectors.values import shape

NO_LISTS = ["李小明13912345678", {"name": "李小明"}, 13912345678, True]


@pytest.mark.parametrize("value", NO_LISTS)
def test_what_is_no_list_keeps_its_kind_and_nothing_else(value: Any) -> None:
    mask = each(plain("sku"))
    kept = mask(value)
    assert kept
    assert "李" not in str(kept)
    assert "139" not in str(kept)
    assert shape(kept).split()[:2] == shape(value).split()[:2]
    assert mask(kept) == kept


@pytest.mark.parametrize("value", [None, "", {}, 0])
def test_what_holds_nothing_stays_nothing(value: Any) -> None:
    assert each(plain("sku"))(value) is None


def test_an_object_that_may_stand_alone_keeps_its_fields() -> None:
    assert each(plain("sku"), alone=True)({"sku": "1", "name": "李小明"}) == {"sku": "1"}


@pytest.mark.parametrize("value", NO_LISTS)
def test_a_trace_whose_scans_are_no_list_is_set_aside_after_redacting(value: Any) -> None:
    kuaidi = normalize_kuaidi100("traces", redact_kuaidi100({"com": "yuantong", "nu": "YT1", "data": value}))
    assert (kuaidi.rows, [fault.rule for fault in kuaidi.faults]) == ((), ["malformed:traces.data"])
    for stream, scans in (("traces", "traceDetails"), ("trackings", "trackings"), ("nodes", "data")):
        kept = redact_jd_logistics(stream, {"waybillCode": "JDV1", scans: value})
        read = normalize_jd_logistics(stream, kept)
        assert (read.rows, [fault.rule for fault in read.faults]) == ((), [f"malformed:{stream}.{scans}"])
