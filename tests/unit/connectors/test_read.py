from typing import Any

import pytest

from connectors.read import Reader
from schemas.page import NewValue


def reading(**raw: Any) -> Reader:
    return Reader(raw, "orders")


def rules(read: Reader) -> list[str]:
    return [fault.rule for fault in read.notes.faults()]


def unknown(read: Reader) -> list[NewValue]:
    return read.notes.unknown


@pytest.mark.parametrize("nothing", [None, ""])
def test_absent_null_and_empty_are_nothing(nothing: object) -> None:
    read = reading(a=nothing)
    assert [read.text("a"), read.text("b"), read.yuan("a"), read.moment("a"), read.quantity("a"), read.flag("a")] == [
        None
    ] * 6
    assert rules(read) == []


def test_text_stays_as_given_without_what_the_database_cannot_hold() -> None:
    read = reading(a=" 空\0调 ", b="\0", c="\ud800x", d=4127733219040558842)
    assert read.text("a") == " 空调 "
    assert read.text("b", "d") == "4127733219040558842"
    assert read.text("c") == "x"


@pytest.mark.parametrize("odd", [[], {"a": 1}, True, 1.5, 10**50])
def test_what_is_no_text_is_noted_and_the_row_goes_on(odd: object) -> None:
    read = reading(title=odd)
    assert read.text("title") is None
    assert rules(read) == []
    assert [new.path for new in unknown(read)] == ["orders.title"]


def test_one_record_tells_all_that_is_wrong_with_it() -> None:
    read = reading(tid=7, payment="1e2", created="soon", num="0", price="NaN")
    assert read.need_key("tid_str", "tid") == "7"
    read.need_text("status")
    read.yuan("payment")
    read.yuan("price")
    read.need_moment("created")
    read.need_moment("modified")
    read.need_quantity("num")
    assert rules(read) == [
        "missing:orders.status",
        "malformed_amount:orders.payment",
        "malformed_amount:orders.price",
        "malformed_time:orders.created",
        "missing:orders.modified",
        "not_positive:orders.num",
    ]
    assert {fault.source_key for fault in read.notes.faults()} == {"7"}


def test_a_fault_says_what_to_do_and_nothing_of_the_payload() -> None:
    read = reading(payment="12,99 李明")
    read.yuan("payment")
    [fault] = read.notes.faults()
    assert fault.message == (
        "Set aside because orders.payment is no exact amount; its raw record is kept: ask the platform about it"
    )
    assert fault.developer_message == "text like '99,99 aa'"


@pytest.mark.parametrize("zero", [0, "0", "0001-01-01 00:00:00", "1970-01-01 00:00:00"])
def test_the_platforms_zero_times_are_nothing(zero: object) -> None:
    read = reading(pay_time=zero)
    assert read.moment("pay_time") is None
    assert rules(read) == []


@pytest.mark.parametrize("zero", ["0", None])
def test_a_time_that_is_needed_must_not_be_zero(zero: object) -> None:
    read = reading(created=zero)
    assert read.need_moment("created") == ""
    assert rules(read) == ["missing:orders.created"]


@pytest.mark.parametrize("odd", [1772676451, [], {}, True, "2026-02-30 00:00:00"])
def test_a_malformed_time_is_one_fault(odd: object) -> None:
    read = reading(created=odd)
    assert read.need_moment("created") == ""
    assert rules(read) == ["malformed_time:orders.created"]


def test_an_unknown_word_is_none_and_noted() -> None:
    read = reading(status="NEW_WORD", known="A")
    assert read.word({"A": 1}, "known") == 1
    assert read.word({"A": 1}, "status") is None
    assert unknown(read) == [NewValue(path="orders.status", value="NEW_WORD")]


def test_a_new_word_fits_into_a_key() -> None:
    read = reading(status="X" * 5000)
    read.word({}, "status")
    assert len(unknown(read)[0].value) == 200


def test_an_identifier_that_fits_into_no_key_is_a_fault() -> None:
    read = reading(tid="9" * 201, sid="  SF1 ")
    assert read.identifier("sid") == "SF1"
    read.need_key("tid")
    assert rules(read) == ["too_long:orders.tid", "missing:orders.tid"]


@pytest.mark.parametrize(
    ("given", "found"),
    [(True, True), (False, False), ("true", True), ("false", False), (1, True), (0, False), ("0", False)],
)
def test_flags_come_in_several_forms(given: object, found: bool) -> None:
    read = reading(flag=given)
    assert read.flag("flag") is found
    assert unknown(read) == []


def test_an_odd_number_of_pieces_is_noted_where_it_decides_nothing() -> None:
    read = reading(num="two", zero=0)
    assert read.quantity("num") is None
    assert read.quantity("zero") is None
    assert [new.path for new in unknown(read)] == ["orders.num"]


def test_parts_share_the_notes_of_their_record() -> None:
    read = reading(detail={"end_time": "soon"}, lines=[{"num": "x"}, 5])
    read.inner("detail").moment("end_time")
    for line in read.parts("lines", [{"num": "x"}, 5]):
        line.need_quantity("num")
    assert rules(read) == [
        "malformed_time:orders.detail.end_time",
        "malformed:orders.lines",
        "malformed_number:orders.lines.num",
    ]
