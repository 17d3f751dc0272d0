"""Bulk rows by COPY, in PostgreSQL's own text format; and many texts as one parameter."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO

from psycopg2.extensions import cursor as Cursor

Cell = str | int | bool | datetime | None

_NULL = "\x01"  # a mark that no text of ours holds, so that a backslash always means itself
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None, _NULL: None})
_SPECIAL = ("\\", "\r", "\0")
_BUFFER = 1 << 20  # the driver's default of 8 kB makes it fight with Python over each piece


def copy(cursor: Cursor, table: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Copy rows into `table`; None is null. Returns how many there were."""
    cells = [[_NULL if cell is None else cell if isinstance(cell, str) else str(cell) for cell in row] for row in rows]
    if cells:
        names = ", ".join(columns)
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN (NULL E'\\x01')", StringIO(_text(cells)), _BUFFER)
    return len(cells)


def stage(cursor: Cursor, like: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str) -> int:
    """Copy rows into a new temporary table of this transaction, its columns typed as those of `like`."""
    names = ", ".join(columns)
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
    cursor.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS SELECT {names} FROM {like} WITH NO DATA")
    return copy(cursor, f"pg_temp.{name}", columns, rows)


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


def _text(rows: list[list[str]]) -> str:
    """Return rows in the text format. Hardly any needs escaping: one look at them all is cheaper than one at each."""
    text = "\n".join(map("\t".join, rows)) + "\n"
    tabs = text.count("\t") == sum(map(len, rows)) - len(rows)
    if tabs and text.count("\n") == len(rows) and not any(map(text.__contains__, _SPECIAL)):
        return text
    return "\n".join("\t".join(map(_escaped, row)) for row in rows) + "\n"


def _escaped(cell: str) -> str:
    return cell if cell == _NULL else cell.translate(_ESCAPES)
