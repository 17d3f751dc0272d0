"""Bulk rows by COPY, in PostgreSQL's own text format."""

from collections.abc import Iterable, Sequence
from io import StringIO

from psycopg2.extensions import cursor as Cursor

Cell = str | int | bool | None

_NULL = "\x01"  # a mark that no text of ours holds, so that a backslash always means itself
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None, _NULL: None})
_SPECIAL = ("\\", "\n", "\r", "\0")
_BUFFER = 1 << 20  # the driver's default of 8 kB makes it fight with Python over each piece


def copy(cursor: Cursor, table: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Copy rows into `table`; None is null. Returns how many there were."""
    lines = [_line(row) for row in rows]
    if lines:
        names = ", ".join(columns)
        cursor.copy_expert(
            f"COPY {table} ({names}) FROM STDIN (NULL E'\\x01')", StringIO("\n".join(lines) + "\n"), _BUFFER
        )
    return len(lines)


def stage(cursor: Cursor, like: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str) -> int:
    """Copy rows into a new temporary table of this transaction, its columns typed as those of `like`."""
    names = ", ".join(columns)
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
    cursor.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS SELECT {names} FROM {like} WITH NO DATA")
    return copy(cursor, f"pg_temp.{name}", columns, rows)


def _line(row: Sequence[Cell]) -> str:
    cells = [_NULL if cell is None else cell if isinstance(cell, str) else str(cell) for cell in row]
    line = "\t".join(cells)
    # Hardly a row needs escaping, and one look at the whole line is cheaper than one at each cell.
    if line.count("\t") == len(cells) - 1 and not any(map(line.__contains__, _SPECIAL)):
        return line
    return "\t".join(
        [_NULL if cell is None else text.translate(_ESCAPES) for cell, text in zip(row, cells, strict=True)]
    )
