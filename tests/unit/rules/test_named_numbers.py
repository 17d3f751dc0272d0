import pytest

from rules.named_numbers import named_numbers
from schemas.commerce import Instant
from schemas.parcels import NamedNumber, ScanRow
from schemas.words import Direction, ParcelStatus


def named(text: str, status: str = "returning", number: str = "SF1") -> list[NamedNumber]:
    scan = ScanRow(
        carrier="sf_express", tracking_no=number, occurred_at=Instant("2026-05-03T10:00:00+08:00"), source_code="648",
        status=ParcelStatus(status), reason_code=None, place=None, description=text,
    )  # fmt: skip
    return list(named_numbers([scan]))


@pytest.mark.parametrize(
    "text",
    [
        "快件已退回/转寄，新单号为SF1999000011112",
        "快件已退回/转寄，新单号为：SF1999000011112，请留意",
        "新单号 SF1999000011112",
        "转寄，新运单号【SF1999000011112】",
        "新的快递单号是sf1999000011112",
    ],
)
def test_a_new_number_is_found_in_the_couriers_words(text: str) -> None:
    assert [each.tracking_no for each in named(text)] == ["SF1999000011112"]


@pytest.mark.parametrize(
    "text",
    [
        "快件离开【佛山中转场】",
        "单号SF1390012345678已寄出",
        "新单号为空",
        "新单号SF12",
        "新单号ABCDEFGHIJKL",
        "联系新单号客服13912345678901234567890123456789",
        "",
    ],
)
def test_other_texts_name_none(text: str) -> None:
    assert named(text) == []


def test_a_parcel_that_names_itself_names_nothing() -> None:
    assert named("新单号为SF1999000011112", number="SF1999000011112") == []


def test_only_a_parcel_going_back_names_a_return() -> None:
    (back,), (on,) = named("新单号为SF1999000011112"), named("新单号为SF1999000011112", "in_transit")
    assert (back.direction, on.direction) == (Direction.RETURN, None)
    assert (back.carrier, back.from_tracking_no) == ("sf_express", "SF1")
