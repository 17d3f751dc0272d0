"""A folder as a whole: which files are read, and how all faults of all files come at once."""

from pathlib import Path

import pytest

import imports
from tests.unit.imports.handed import faults, hand


def test_any_of_the_files_will_do(tmp_path: Path) -> None:
    checked = imports.read(hand(tmp_path, "areas.csv", "P,,33"))
    assert checked.files == ("areas.csv",)
    assert (len(checked.areas), checked.products, checked.rules) == (1, (), ())


def test_a_file_with_its_header_only_is_read_and_empty(tmp_path: Path) -> None:
    checked = imports.read(hand(tmp_path, "technicians.csv"))
    assert (checked.files, checked.technicians) == (("technicians.csv",), ())


def test_unknown_files_are_named_and_left_alone(tmp_path: Path) -> None:
    hand(tmp_path, "notes.txt", "x")
    hand(tmp_path, "Products.csv", "x")
    hand(tmp_path, ".DS_Store", "x")
    [warning] = imports.read(hand(tmp_path, "areas.csv", "P,,33")).warnings
    assert warning.startswith("left alone: Products.csv, notes.txt; an import reads products.csv, ")


def test_a_folder_without_a_known_file_is_a_fault(tmp_path: Path) -> None:
    hand(tmp_path, "notes.txt", "x")
    [(name, line, reason)] = faults(tmp_path)
    assert (name, line) == (str(tmp_path), None)
    assert reason.startswith("holds none of products.csv, technicians.csv, ")


def test_a_folder_that_is_not_there_or_is_a_file_is_a_fault(tmp_path: Path) -> None:
    assert faults(tmp_path / "none")[0][2] == "cannot be read as a folder (No such file or directory)"
    hand(tmp_path, "notes.txt", "x")
    assert faults(tmp_path / "notes.txt")[0][2] == "cannot be read as a folder (Not a directory)"


def test_every_bad_line_of_every_file_is_told_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    hand(tmp_path, "products.csv", "A,x,,ac,never,,", "B,x,,ac,none,,", ",x,,ac,none,,")
    hand(tmp_path, "technicians.csv", "T,x,P,,,many,")
    hand(tmp_path, "areas.csv", "P,,3")
    hand(tmp_path, "rules.toml", "[[rule]]")
    hand(tmp_path, "policies.toml", "[[policy")
    found = {(name, line) for name, line, _ in faults(tmp_path)}
    assert found == {
        ("areas.csv", 2),
        ("policies.toml", 1),
        ("products.csv", 2),
        ("products.csv", 4),
        ("rules.toml", 1),
        ("technicians.csv", 2),
    }


def test_the_message_is_one_line_a_fault(tmp_path: Path) -> None:
    hand(tmp_path, "products.csv", "A,x,,ac,none,,", "A,x,,ac,none,,", "B,x,,ac,x,,")
    with pytest.raises(imports.ImportFaults) as caught:
        imports.read(tmp_path)
    assert str(caught.value).splitlines() == [
        "nothing was imported, 2 faults to mend:",
        "  products.csv, line 3: A stands on line 2 already",
        "  products.csv, line 4: service_mode must be one of none, brand, platform, delivery_install",
    ]


def test_the_good_rows_of_a_bad_folder_are_kept_for_a_closer_look(tmp_path: Path) -> None:
    hand(tmp_path, "technicians.csv", "T1,x,P,,,many,", "T2,x,Q,,,3,")
    hand(tmp_path, "areas.csv", "P,T1,33", "Q,,3")
    with pytest.raises(imports.ImportFaults) as caught:
        imports.read(tmp_path)
    kept = caught.value.checked
    assert [row.code for row in kept.technicians] == ["T2"]
    assert [row.technician for row in kept.areas] == ["T1"]
    assert kept.mentioned == {("P", "T1"), ("Q", "T2")}
