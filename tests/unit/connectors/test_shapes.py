"""Names and kinds of a page's records, never a value."""

from connectors.shapes import SAMPLE, WIDEST, fields_of, page_of
from schemas.wire import Seen


def test_paths_counts_and_kinds() -> None:
    raw = [{"a": 1, "b": [{"c": "x"}, {"c": None}]}, {"a": 1.5, "d": {"e": True}}]
    assert fields_of(raw, [{"a": 1}]) == (
        Seen("", 2, ("object",), True),
        Seen("a", 2, ("number",), True),
        Seen("b", 1, ("list",), False),
        Seen("b[]", 2, ("object",), False),
        Seen("b[].c", 1, ("string",), False),
        Seen("d", 1, ("object",), False),
        Seen("d.e", 1, ("boolean",), False),
    )


def test_a_name_that_could_be_somebodys_is_not_kept() -> None:
    raw = [{"phones": {"13912345678": 1, "李 四": 2, "ok_1234": 3}}]
    assert [each.path for each in fields_of(raw, [])] == ["", "phones", "phones.*", "phones.ok_1234"]


def test_strange_records_are_no_trouble() -> None:
    deep: dict[str, object] = {}
    for _ in range(50):
        deep = {"in": deep}
    assert len(fields_of([deep], [])) == 7
    assert fields_of(["x", None], []) == (Seen("", 1, ("string",), True),)
    wide = [{f"f{number}": 1 for number in range(5000)}]
    assert len(fields_of(wide, [])) == WIDEST + 2, "the rest is one map"


def test_null_is_nothing_that_stood_there() -> None:
    assert fields_of([{"a": None}, {"a": None, "b": {}}], [])[1:] == (
        Seen("a", 0, (), False),
        Seen("b", 1, ("object",), False),
    )


def test_a_field_that_is_kept_in_one_record_of_the_sample_is_used() -> None:
    rows = [{"a": 1}] * 15 + [{"a": 1, "rare": "x", "memo": "y"}]
    page = page_of("orders", rows, lambda row: {name: row[name] for name in ("a", "rare") if name in row})
    assert [each.path for each in page.fields if each.used] == ["", "a", "rare"]


def test_a_page_carries_a_sample() -> None:
    page = page_of("orders", ({"a": number, "x": 1} for number in range(100)), lambda row: {"a": row["a"]})
    assert len(page.records) == 100
    assert page.fields == (
        Seen("", SAMPLE, ("object",), True), Seen("a", SAMPLE, ("number",), True), Seen("x", SAMPLE, ("number",), False),
    )  # fmt: skip
