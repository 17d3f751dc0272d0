"""CSV files as people save them."""

from pathlib import Path

import pytest

import imports

HEADER = "sku_code,name,brand,category_code,service_mode,install_skill,repair_skill\n"
GOOD = "A-1,空调,霁川,air_conditioner,brand,ac_install,ac_repair\n"


def reasons(folder: Path) -> list[tuple[int | None, str]]:
    with pytest.raises(imports.ImportFaults) as caught:
        imports.read(folder)
    return [(fault.line, fault.reason) for fault in caught.value.faults]


def products(folder: Path, content: str | bytes) -> Path:
    raw = content.encode() if isinstance(content, str) else content
    (folder / "products.csv").write_bytes(raw)
    return folder


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + (HEADER + GOOD).replace("\n", "\r\n").encode()
    [row] = imports.read(products(tmp_path, content)).products
    assert (row.line, row.sku_code, row.name) == (2, "A-1", "空调")


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    content = "name,sku_code,service_mode,category_code,brand,repair_skill,install_skill\n空调,A-1,none,ac,,fix,put\n"
    [row] = imports.read(products(tmp_path, content)).products
    assert (row.sku_code, row.brand, row.install_skill, row.repair_skill) == ("A-1", None, "put", "fix")


def test_blanks_around_cells_and_empty_lines_are_no_matter(tmp_path: Path) -> None:
    found = imports.read(products(tmp_path, HEADER + "\n A-1 , 空调 ,,ac, none ,,\n,,,,,,\n\n")).products
    assert [(row.line, row.sku_code, row.name) for row in found] == [(3, "A-1", "空调")]


def test_a_header_that_does_not_fit_is_told_column_by_column(tmp_path: Path) -> None:
    found = reasons(products(tmp_path, "sku_code,name,name,category,service_mode,install_skill,repair_skill\n" + GOOD))
    assert [line for line, _ in found] == [1] * 4
    assert [reason.split(";")[0] for _, reason in found] == [
        "column brand is missing",
        "column category_code is missing",
        "column name stands twice",
        "unknown column 'category'",
    ]


def test_an_empty_file_has_no_header(tmp_path: Path) -> None:
    [(line, reason)] = reasons(products(tmp_path, ""))
    assert line == 1
    assert reason.startswith("the first line must name the columns: sku_code, name")


def test_a_line_with_too_few_or_too_many_cells_is_named(tmp_path: Path) -> None:
    found = reasons(products(tmp_path, HEADER + GOOD + "A-2,x,,ac,none\nA-3,x,,ac,none,,,\n"))
    assert found == [(3, "has 5 columns, the header has 7"), (4, "has 8 columns, the header has 7")]


def test_a_cell_over_two_lines_does_not_shift_the_lines_that_follow(tmp_path: Path) -> None:
    found = reasons(products(tmp_path, HEADER + '"A-1","two\nlines",,ac,none,,\nA-2,x,,ac,never,,\n'))
    assert [line for line, _ in found] == [2, 4]


def test_an_open_quote_is_told_with_the_line_on_which_it_opens(tmp_path: Path) -> None:
    assert reasons(products(tmp_path, HEADER + GOOD + '"A-2,x,,ac,none,,\n')) == [
        (3, "is no CSV: unexpected end of data")
    ]


def test_a_file_saved_in_another_encoding_is_told_with_its_first_bad_line(tmp_path: Path) -> None:
    content = HEADER.encode() + b"A-1,x,,ac,none,,\n" + GOOD.encode("gbk")
    assert reasons(products(tmp_path, content)) == [(3, "is not UTF-8; save the file as UTF-8")]


def test_a_file_that_is_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "products.csv").mkdir()
    assert reasons(tmp_path) == [(None, "cannot be read (Is a directory)")]


def test_text_that_would_not_print_is_refused(tmp_path: Path) -> None:
    assert reasons(products(tmp_path, HEADER + "A\0,x,,ac,none,,\n")) == [
        (2, "sku_code must be plain text on one line")
    ]
