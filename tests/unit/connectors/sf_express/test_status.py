import pytest

from connectors.sf_express.normalize import normalize
from schemas.page import NewValue, Read
from schemas.parcels import Scan, Trace

# The route table of the platform's page, as it stands there: state, then operation codes.
ROUTE_TABLE = """
pending: 647 655 127 138 135 201 202 205 206 900 131
picked_up: 50 54 51 129 43 41 607 651 656 188 214 700 701 850 851 843 950 46 633
in_transit: 30 31 36 302 304 3036 10 11 105 106 88 89 570 571 405 406 407 136 137 186 187 189 190 147 64 65 86 87 921
in_transit: 605 606 613 14 626 627 649 657 208 632 643 646 664 75 84 830 831 833 844 847 930 931 932 933 96 98 141 140
in_transit: 151 152 153 15 16 17 604 612 619 620 623
out_for_delivery: 44 204 34 47 634 122 123 211 212 630 658 676 677 880 154
ready_for_pickup: 125 130 642 678 218
delivered: 80 128 679 97 935
exception: 33 70 126 870 72 934 66 77 611 18 614 621
returning: 517 660 215 648 631
"""
BY_TABLE = [
    (code, state)
    for row in ROUTE_TABLE.strip().splitlines()
    for state, codes in [row.split(": ")]
    for code in codes.split()
]


def read(**route: object) -> Read:
    return normalize("routes", {"mailNo": "SF1031234567890", "routes": [{"acceptTime": "2026-10-15 18:02:11"} | route]})


def scan(**route: object) -> Scan:
    found = read(**route)
    assert found.faults == ()
    [trace] = found.rows
    assert isinstance(trace, Trace)
    return trace.scans[0]


def said(**route: object) -> tuple[str | None, str | None]:
    found = scan(**route)
    return found.status, found.reason_code


@pytest.mark.parametrize(("code", "state"), BY_TABLE)
def test_an_operation_without_status_codes_says_what_the_table_says(code: str, state: str) -> None:
    found = read(opCode=code)
    assert found.unknown == ()
    assert said(opCode=code)[0] == state


@pytest.mark.parametrize(
    ("first", "secondary", "state"),
    [
        ("7", "701", "pending"),
        ("1", "101", "picked_up"),
        ("2", "201", "in_transit"),
        ("2", "204", "in_transit"),
        ("2", "205", "in_transit"),
        ("3", "301", "out_for_delivery"),
        ("11", "1101", "ready_for_pickup"),
        ("13", "1301", "exception"),
        ("4", "401", "delivered"),
        ("5", "501", "cancelled"),
        ("3", None, "out_for_delivery"),
        ("4", "-", "delivered"),
        ("5", "", "cancelled"),
        (None, "401", "delivered"),
    ],
)
def test_status_codes_decide_before_the_operation(first: str | None, secondary: str | None, state: str) -> None:
    found = read(opCode="9527", firstStatusCode=first, secondaryStatusCode=secondary)
    assert found.unknown == ()
    assert said(opCode="9527", firstStatusCode=first, secondaryStatusCode=secondary)[0] == state


@pytest.mark.parametrize(
    ("opcode", "first", "secondary", "state"),
    [
        ("648", "2", "201", "returning"),
        ("126", "11", "1101", "exception"),
        ("631", "2", "201", "returning"),
        ("517", "2", "201", "returning"),
        ("99", "2", "201", "in_transit"),
    ],
)
def test_five_operations_decide_before_their_status_codes(opcode: str, first: str, secondary: str, state: str) -> None:
    assert said(opCode=opcode, firstStatusCode=first, secondaryStatusCode=secondary)[0] == state


@pytest.mark.parametrize(
    ("remark", "state"),
    [
        ("应客户要求，快件正在退回寄件人", "returning"),
        ("应客户要求，快件正在转寄至新地址", "in_transit"),
        (None, "in_transit"),
    ],
)
def test_99_turns_back_only_with_return_wording(remark: str | None, state: str) -> None:
    assert said(opCode="99", remark=remark)[0] == state


@pytest.mark.parametrize(
    ("remark", "state"),
    [("快件正在派送途中", "out_for_delivery"), ("正在分配快递员，请稍候", "in_transit"), (None, "out_for_delivery")],
)
def test_44_has_an_old_and_a_new_text(remark: str | None, state: str) -> None:
    assert said(opCode="44", remark=remark)[0] == state


@pytest.mark.parametrize(
    ("opcode", "secondary", "remark", "state"),
    [
        ("305", None, "快件正在运输途中", "in_transit"),
        ("305", None, "运送中", "in_transit"),
        ("305", None, "已到达", None),
        ("310", "201", "", "in_transit"),
        ("310", None, "快件运输中", None),
        ("501", None, "快件运输中", "in_transit"),
        ("501", None, "运输", None),
        ("603", None, "未签收，改约", None),
        ("628", None, "", None),
        ("9527", None, "无法签收", None),
        (None, None, "快件已签收", None),
    ],
)
def test_operations_in_no_official_list_need_their_proof(
    opcode: str | None, secondary: str | None, remark: str, state: str | None
) -> None:
    """Field case T1: text never delivers."""
    found = read(opCode=opcode, secondaryStatusCode=secondary, remark=remark)
    assert scan(opCode=opcode, secondaryStatusCode=secondary, remark=remark).status == state
    assert found.unknown == (() if state else (NewValue(path="routes.routes.opCode", value=opcode or "none"),))


@pytest.mark.parametrize(
    ("codes", "path", "value"),
    [
        ({"opCode": "30", "firstStatusCode": "2", "secondaryStatusCode": "299"}, "secondaryStatusCode", "299"),
        ({"opCode": "80", "firstStatusCode": "4", "secondaryStatusCode": "402"}, "secondaryStatusCode", "402"),
        ({"opCode": "50", "firstStatusCode": "6"}, "firstStatusCode", "6"),
        ({"opCode": "50", "firstStatusCode": "10", "secondaryStatusCode": "-"}, "firstStatusCode", "10"),
    ],
)
def test_an_unknown_status_code_is_not_overruled_by_what_is_known(codes: dict[str, str], path: str, value: str) -> None:
    """Field case T1."""
    found = read(**codes)
    assert scan(**codes).status is None
    assert found.unknown == (NewValue(path=f"routes.routes.{path}", value=value),)


def test_8000_changes_nothing_by_itself() -> None:
    found = read(opCode="8000")
    assert (scan(opCode="8000").status, found.unknown) == (None, ())


@pytest.mark.parametrize(
    ("opcode", "reason", "remark", "expected"),
    [
        ("8000", "6", "", ("exception", "lost")),
        ("8000", "2", "", ("exception", "damaged")),
        ("70", "46", "", ("cancelled", None)),
        ("70", "83", "", ("ready_for_pickup", None)),
        ("33", "85", "", ("ready_for_pickup", None)),
        ("99", "2", "", ("returning", None)),
        ("70", "99", "", ("exception", "other")),
        ("131", None, "", ("pending", "pickup_failed")),
        ("66", None, "天气", ("exception", "capacity")),
        ("18", None, "", ("exception", "customs")),
    ],
)
def test_reason_codes_decide_with_their_operation(
    opcode: str, reason: str | None, remark: str, expected: tuple[str, str | None]
) -> None:
    assert said(opCode=opcode, reasonCode=reason, remark=remark) == expected


@pytest.mark.parametrize(
    ("remark", "reason"),
    [
        ("收件人拒收", "refused"), ("客户拒签", "refused"), ("电话无法接通", "not_home"), ("家中无人", "not_home"), ("本人不在", "not_home"),
        ("地址不详", "bad_address"), ("地址有误", "bad_address"), ("超区", "bad_address"), ("外包装破损", "damaged"), ("丢失", "lost"),
        ("遗失", "lost"), ("因天气原因", "weather"), ("疫情", "weather"), ("交通管制", "weather"), ("滞留", "capacity"), ("爆仓", "capacity"),
        ("错分", "missorted"), ("错发", "missorted"), ("违禁品", "prohibited"), ("改期", "appointment"), ("预约", "appointment"),
        ("改约明日", "appointment"), ("海关查验", "customs"), ("清关", "customs"), ("正在跟进", "other"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "codes", [{"opCode": "33"}, {"opCode": "70", "firstStatusCode": "13", "secondaryStatusCode": "1301"}]
)
def test_words_of_the_remark_say_why_an_exception_happened(remark: str, reason: str, codes: dict[str, str]) -> None:
    assert said(remark=remark, **codes) == ("exception", reason)


def test_only_exceptions_have_a_reason_from_words() -> None:
    assert said(opCode="30", remark="天气晴好") == ("in_transit", None)
    assert said(opCode="80", remark="拒收件已处理并签收") == ("delivered", None)


def test_numbers_as_codes_and_another_spelling_are_read_too() -> None:
    assert said(opCode=80, firstStatusCode=4, secondaryStatusCode=401) == ("delivered", None)
    assert scan(opcode="54").source_code == "54"
