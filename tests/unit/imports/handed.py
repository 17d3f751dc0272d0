"""What the tests of this room share: a folder with one file, and what a reading of it says."""

from pathlib import Path

import pytest

import imports

HEADERS = {
    "products.csv": "sku_code,name,brand,category_code,service_mode,install_skill,repair_skill",
    "technicians.csv": "code,name,provider,lon,lat,daily_capacity,skills",
    "areas.csv": "provider,technician,adcode",
}


def hand(folder: Path, name: str, *lines: str) -> Path:
    """Write one file; a CSV file gets its header before the lines."""
    header = [HEADERS[name]] if name in HEADERS else []
    (folder / name).write_text("\n".join([*header, *lines, ""]), encoding="utf-8")
    return folder


def faults(folder: Path) -> list[tuple[str, int | None, str]]:
    """Return what is wrong with a folder; it must be wrong."""
    with pytest.raises(imports.ImportFaults) as caught:
        imports.read(folder)
    return [(fault.file, fault.line, fault.reason) for fault in caught.value.faults]


def only(folder: Path) -> tuple[int | None, str]:
    """Return the line and reason of the one fault of a folder."""
    [(_, line, reason)] = faults(folder)
    return line, reason
