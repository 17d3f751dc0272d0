"""A folder of files → checked rows, or every fault of every file."""

from pathlib import Path
from typing import Any

from imports.files import READERS
from schemas.master import Checked, Fault, ImportFaults


def read(folder: Path) -> Checked:
    """
    Read the files that are in a folder.

    Raises:
        ImportFaults: lines are bad, or there is no file of a known name. Its `checked` has the rows without a fault.
    """
    known, warnings = _look(folder)
    faults: list[Fault] = []
    filled: dict[str, Any] = {}
    for name in known:
        part = READERS[name](folder / name)
        warnings += part.filled.get("warnings", ())
        filled |= part.filled
        faults += part.faults
    checked = Checked(files=known, **(filled | {"warnings": tuple(warnings)}))
    if faults:
        raise ImportFaults(faults, checked)
    return checked


def _look(folder: Path) -> tuple[tuple[str, ...], list[str]]:
    """Return the known files that are there, and a warning that names the others. Hidden files don't count."""
    names = ", ".join(READERS)
    try:
        there = sorted(each.name for each in folder.iterdir() if not each.name.startswith("."))
    except OSError as error:
        why = f"cannot be read as a folder ({error.strerror})"
        raise ImportFaults([Fault(file=str(folder), line=None, reason=why)]) from None
    others = [name for name in there if name not in READERS]
    if len(others) == len(there):
        raise ImportFaults([Fault(file=str(folder), line=None, reason=f"holds none of {names}")])
    warnings = [f"left alone: {', '.join(others)}; an import reads {names}"] if others else []
    return tuple(name for name in READERS if name in there), warnings
