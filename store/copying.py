"""Bulk rows by COPY, in PostgreSQL's own text format."""

from collections.abc import Iterable, Sequence
from io import StringIO

from psycopg2.extensions import cursor as Cursor

Cell = str | int | bool | None

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None})
_BUFFER = 1 << 20  # the driver's default of 8 kB makes it fight with Python over each piece


def copy(cursor: Cursor, table: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Copy rows into `table`; None is null. Returns how many there were."""
    lines = [_line(row) for row in rows]
    if lines:
        names = ", ".join(columns)
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", StringIO("\n".join(lines) + "\n"), _BUFFER)
    return len(lines)


def stage(cursor: Cursor, like: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str) -> int:
    """Copy rows into a new temporary table of this transaction, its columns typed as those of `like`."""
    names = ", ".join(columns)
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
    cursor.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS SELECT {names} FROM {like} WITH NO DATA")
    return copy(cursor, f"pg_temp.{name}", columns, rows)


def _line(row: Sequence[Cell]) -> str:
    return "\t".join(["\\N" if cell is None else _text(cell) for cell in row])


def _text(cell: str | int | bool) -> str:
    text = cell if isinstance(cell, str) else str(cell)
    return text if text.isprintable() and "\\" not in text else text.translate(_ESCAPES)
