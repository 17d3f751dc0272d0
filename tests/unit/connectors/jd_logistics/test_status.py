"""Names answer where codes do not, and never deliver where a door has codes."""

import pytest

from connectors.jd_logistics.normalize import normalize
from connectors.jd_logistics.status import Marks, status_of
from schemas.page import Raw, Read
from schemas.parcels import Trace
from schemas.words import ParcelStatus, ReasonCode


def express(**scan: object) -> Read:
    record: Raw = {"waybillCode": "JDV1", "traceDetails": [{"operationTime": "2026-03-08 12:00:07", **scan}]}
    return normalize("traces", record)


@pytest.mark.parametrize(
    ("scan", "status"),
    [
        ({"categoryName": "已取消", "operationTitle": "取消揽收"}, ParcelStatus.CANCELLED),
        ({"category": 999, "categoryName": "已取消"}, ParcelStatus.CANCELLED),
        ({"state": "999999", "categoryName": "终止揽收"}, ParcelStatus.CANCELLED),
        ({"categoryName": "拒收", "operationTitle": "新标题"}, ParcelStatus.EXCEPTION),
        ({"categoryName": "揽收", "operationTitle": "外包装破损"}, ParcelStatus.EXCEPTION),
        ({"categoryName": "已取消", "operationTitle": "拒收"}, ParcelStatus.EXCEPTION),
        ({"categoryName": "妥投", "operationTitle": "新标题"}, None),
        ({"state": "999999", "category": 510, "categoryName": "妥投"}, None),
        ({"categoryName": "新名称", "operationTitle": "新标题"}, None),
    ],
)
def test_the_name_of_a_category_answers_last(scan: Raw, status: ParcelStatus | None) -> None:
    [trace] = express(**scan).rows
    assert isinstance(trace, Trace)
    assert [each.status for each in trace.scans] == [status]


def test_a_refusal_by_name_has_its_reason() -> None:
    [trace] = express(categoryName="拒收", operationTitle="新标题").rows
    assert isinstance(trace, Trace)
    assert trace.scans[0].reason_code is ReasonCode.REFUSED


def test_a_title_delivers_only_where_it_is_the_code() -> None:
    told: list[tuple[str, str]] = []
    for is_code, status in ((True, ParcelStatus.DELIVERED), (False, None)):
        marks = Marks(title="妥投", title_is_code=is_code, words=("妥投",))
        assert status_of(marks, lambda *new: told.append(new)) is status
    assert told == [("title", "妥投")]
