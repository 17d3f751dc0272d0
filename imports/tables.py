"""CSV files → cells by column, with the line on which each record begins."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

from imports.words import Handed
from schemas.master import Fault


class Table:
    """
    One CSV file. `faults` gathers what is wrong with it while it is read.

    Its columns, in any order, are the fields of `model`.
    """

    def __init__(self, path: Path, *, model: type[Handed]) -> None:
        self.faults: list[Fault] = []
        self._path, self._columns = path, list(model.model_fields)

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield (line, cells); empty cells are left out, and so are empty lines. Bad lines become faults."""
        text = read_text(self._path, self.faults)
        if text is None:
            return
        lines = self._lines(text)
        _, header = next(lines, (1, []))
        if not self._header_fits(header):
            return
        names = [name.strip() for name in header]
        for line, cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) == len(names):
                yield line, {name: cell.strip() for name, cell in zip(names, cells, strict=True) if cell.strip()}
            else:
                self.fault(line, f"has {len(cells)} columns, the header has {len(names)}")

    def fault(self, line: int | None, reason: str) -> None:
        """Note that a line is bad."""
        self.faults.append(Fault(file=self._path.name, line=line, reason=reason))

    def line_of(self, path: Sequence[str], start: int) -> int:  # noqa: ARG002 - the same for every column
        """Return `start`: a record is one line."""
        return start

    def _lines(self, text: str) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(StringIO(text, newline=""), strict=True)
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            self.fault(line, f"is no CSV: {error}")

    def _header_fits(self, header: list[str]) -> bool:
        names = [name.strip() for name in header]
        known = ", ".join(self._columns)
        wrong = [
            *(f"unknown column {name!r}; known: {known}" for name in names if name not in self._columns),
            *(f"column {name} stands twice" for name in self._columns if names.count(name) > 1),
            *(f"column {name} is missing" for name in self._columns if name not in names),
        ]
        if not any(names):
            wrong = [f"the first line must name the columns: {known}"]
        for reason in wrong:
            self.fault(1, reason)
        return not wrong


def read_text(path: Path, faults: list[Fault]) -> str | None:
    """Return a file's text without a byte order mark; None and a fault if it can't be read as UTF-8."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        faults.append(Fault(file=path.name, line=None, reason=f"cannot be read ({error.strerror})"))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults.append(Fault(file=path.name, line=line, reason="is not UTF-8; save the file as UTF-8"))
        return None
