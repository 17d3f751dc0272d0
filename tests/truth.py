"""The product's views against the platforms' truth, row by row."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, text

OURS = {"updated_at"}


def view(database: Engine, name: str) -> list[dict[str, Any]]:
    """Return a view's rows in plain values, without our own numbers and writing times."""
    with database.connect() as connection:
        found = connection.execute(text(f"SELECT * FROM api.v1_{name}")).mappings().all()
    rows = [{key: plain(value) for key, value in row.items() if key not in OURS} for row in found]
    return _sorted([row for row in rows if row.get("leg") != 0])  # a life of the number before ours may be left out


def expected(truth: dict[str, list[dict[str, Any]]], name: str) -> list[dict[str, Any]]:
    """Return the truth's rows in the same plain values."""
    rows = [{key: plain(value) for key, value in row.items()} for row in truth[name]]
    return _sorted([row for row in rows if row.get("leg") != 0])


def differences(mine: list[dict[str, Any]], theirs: list[dict[str, Any]], *, show: int = 8) -> list[str]:
    """Name what one side has and the other has not; empty = equal."""
    here, there = {_text(row) for row in mine}, {_text(row) for row in theirs}
    extra = [f"+ {row}" for row in sorted(here - there)]
    missing = [f"- {row}" for row in sorted(there - here)]
    both = sorted([*extra, *missing], key=lambda line: line[2:])
    more = [f"… {len(both) - show} more"] if len(both) > show else []
    count = [] if len(mine) == len(theirs) else [f"{len(mine)} rows, expected {len(theirs)}"]
    return [*count, *both[:show], *more]


def plain(value: Any) -> Any:
    """Bring a value of either side to one form: instants in UTC, amounts with two decimals."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, str) and len(value) >= 19 and value[4:5] == "-" and value[10:11] == "T":
        return datetime.fromisoformat(value).astimezone(UTC).isoformat()
    return value


def _text(row: dict[str, Any]) -> str:
    return " ".join(f"{key}={row[key]!r}" for key in sorted(row))


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=_text)
