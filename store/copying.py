"""Bulk rows by COPY, in PostgreSQL's own text format; and many texts as one parameter."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO

from psycopg2.extensions import cursor as Cursor

Cell = str | int | bool | datetime | None

NULL = "\x01"  # a mark that no text of ours holds, so that a backslash always means itself
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None, NULL: None})
_SPECIAL = ("\\", "\r", "\0")
_BUFFER = 1 << 20  # the driver's default of 8 kB makes it fight with Python over each piece


def copy(cursor: Cursor, table: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Copy rows into `table`; None is null. Returns how many there were."""
    cells = [[NULL if cell is None else cell if isinstance(cell, str) else str(cell) for cell in row] for row in rows]
    if cells:
        _send(cursor, table, columns, _text(cells).encode())
    return len(cells)


def copy_lines(cursor: Cursor, table: str, columns: Sequence[str], lines: Sequence[bytes]) -> None:
    """Copy rows into `table` that `line` wrote."""
    if lines:
        _send(cursor, table, columns, b"".join(lines))


def line(cells: Sequence[str]) -> bytes:
    """Write one row, `NULL` for what is null."""
    text = "\t".join(cells)
    if "\\" in text or "\n" in text or "\r" in text or "\0" in text or text.count("\t") >= len(cells):
        text = "\t".join(map(_escaped, cells))
    return f"{text}\n".encode()


def stage(cursor: Cursor, like: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str) -> int:
    """Copy rows into a new temporary table of this transaction, its columns typed as those of `like`."""
    create_stage(cursor, like, columns, name=name)
    return copy(cursor, f"pg_temp.{name}", columns, rows)


def create_stage(cursor: Cursor, like: str, columns: Sequence[str], *, name: str) -> None:
    """Create an empty temporary table of this transaction, its columns typed as those of `like`."""
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
    cursor.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS SELECT {', '.join(columns)} FROM {like} WITH NO DATA")


def array(texts: Sequence[str]) -> str:
    """
    Write texts as one array literal, for a parameter `%s::text[]`.

    The driver would write a list as thousands of constants, which cost more to parse than to look up.
    """
    if not texts:
        return "{}"
    inside = '","'.join(texts)
    if "\\" in inside or inside.count('"') != 2 * (len(texts) - 1):
        inside = '","'.join(text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return f'{{"{inside}"}}'


def _send(cursor: Cursor, table: str, columns: Sequence[str], text: bytes) -> None:
    cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN (NULL E'\\x01')", BytesIO(text), _BUFFER)


def _text(rows: list[list[str]]) -> str:
    """Return rows in the text format. Hardly any needs escaping: one look at them all is cheaper than one at each."""
    text = "\n".join(map("\t".join, rows)) + "\n"
    tabs = text.count("\t") == sum(map(len, rows)) - len(rows)
    if tabs and text.count("\n") == len(rows) and not any(map(text.__contains__, _SPECIAL)):
        return text
    return "\n".join("\t".join(map(_escaped, row)) for row in rows) + "\n"


def _escaped(cell: str) -> str:
    return cell if cell == NULL else cell.translate(_ESCAPES)
