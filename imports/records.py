"""Records of a file → validated rows, each once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from imports.faults import findings
from imports.words import Handed

Model = TypeVar("Model", bound=Handed)


class Source(Protocol):
    """A file that yields its records and takes down what is wrong with them."""

    def records(self) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Yield (line, record)."""

    def fault(self, line: int | None, reason: str) -> None:
        """Note that a line is bad."""

    def line_of(self, path: Sequence[str], start: int) -> int:
        """Return the line of a key of the record that begins on `start`."""


def validated(source: Source, model: type[Model], key: Callable[[Model], str]) -> Iterator[tuple[int, Model]]:
    """
    Yield (line, row) for the good records; what is wrong with the others goes to the source.

    Args:
        source: the file.
        model: what a record must be.
        key: what names a row within its file; a second row of one name is a fault.
    """
    lines: dict[str, int] = {}
    for line, record in source.records():
        try:
            row = model.model_validate(record)
        except ValidationError as error:
            for path, reason in findings(error):
                source.fault(source.line_of(path, line), reason)
            continue
        name = key(row)
        if name in lines:
            source.fault(line, f"{name} stands on line {lines[name]} already")
        else:
            lines[name] = line
            yield line, row
