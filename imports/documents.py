"""TOML files → their `[[…]]` entries, with the lines on which entries and keys stand."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from imports.tables import read_text
from schemas.master import Fault


class Document:
    """
    One TOML file of entries of one name and nothing else. `faults` gathers what is wrong with it while it is read.

    The reader of TOML tells no lines, so they are looked for in the text: right for files as people write them, near
    enough for others.
    """

    def __init__(self, path: Path, *, entry: str) -> None:
        self.faults: list[Fault] = []
        self._path, self._entry = path, entry
        self._lines: list[str] = []

    def records(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield (line, table) for each entry. What is no entry becomes a fault."""
        text = read_text(self._path, self.faults)
        tables = self._tables(text) if text is not None else {}
        entries = tables.pop(self._entry, [])
        for key in tables:
            self.fault(self._find(key, 1), f"{key} is unknown here; write [[{self._entry}]] before each entry")
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.fault(self._find(self._entry, 1), f"write [[{self._entry}]] before each entry")
            return
        starts = [number for number, line in enumerate(self._lines, start=1) if self._begins(line)]
        if len(starts) != len(entries):  # written in another form: all that is known is the file
            starts = [1] * len(entries)
        yield from zip(starts, entries, strict=True)

    def fault(self, line: int | None, reason: str) -> None:
        """Note that a line is bad."""
        self.faults.append(Fault(file=self._path.name, line=line, reason=reason))

    def line_of(self, path: Sequence[str], start: int) -> int:
        """Return the line of a key within the entry that begins on `start`; of the nearest part of its path that is there."""
        line = start
        for key in path:
            line = self._find(key, line)
        return line

    def _tables(self, text: str) -> dict[str, Any]:
        self._lines = text.split("\n")
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            why, _, place = str(error).partition(" (at ")
            line = re.match(r"line ([0-9]+)", place)
            self.fault(int(line[1]) if line else len(self._lines), f"is no TOML: {why}")
            return {}

    def _find(self, key: str, start: int) -> int:
        """Return the first line of this entry, from `start` on, that sets `key` or a part of it; else `start`."""
        sets = re.compile(rf"(^|[\s{{,.\[])[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
        for number, line in enumerate(self._lines[start - 1 :], start=start):
            if number > start and self._begins(line):
                break
            if sets.search(line.partition("#")[0]):
                return number
        return start

    def _begins(self, line: str) -> bool:
        return re.match(rf"\s*\[\[\s*[\"']?{self._entry}[\"']?\s*\]\]", line) is not None
