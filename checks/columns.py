"""Columns of a frame from canonical text, without float: fen as integers, instants in UTC, words as text."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from checks.bounds import MAX_FEN
from schemas.commerce import Amount, Instant

AMOUNT = re.compile(r"-?[0-9]{1,15}\.[0-9]{2}")
TOO_LARGE = MAX_FEN + 1
UNREADABLE = pd.Timestamp(1900, 1, 1, tz="UTC")
ABSENT = "absent"
"""Attribute of a column: how many of its zeros stand for nothing. Of a frame: the same by column (`absent_in`)."""


def frame_of(columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return the columns as a frame that still knows how many of their zeros stand for nothing."""
    made = pd.DataFrame(columns)
    made.attrs[ABSENT] = {name: column.attrs[ABSENT] for name, column in columns.items() if _has_absent(column)}
    return made


def _has_absent(column: Any) -> bool:
    return isinstance(column, pd.Series) and ABSENT in column.attrs


def absent_in(frame: pd.DataFrame, column: str) -> int:
    """Return how many zeros of a column stand for nothing."""
    return int(frame.attrs.get(ABSENT, {}).get(column, 0))


def texts(values: Iterable[str | None]) -> "pd.Series[str]":
    """Return text as it is; ids keep all their digits."""
    return pd.Series(list(values), dtype="str")


def integers(values: Iterable[int | None]) -> "pd.Series[int]":
    """Return int64, absent ones as 0 (Great Expectations is fast on plain integers only); too large ones stay so."""
    given = list(values)
    filled = [0 if value is None else value for value in given]
    try:
        made = pd.Series(filled, dtype="int64")
    except OverflowError:
        made = pd.Series([max(-TOO_LARGE, min(value, TOO_LARGE)) for value in filled], dtype="int64")
    return _knowing(made, given.count(None))


def fen(amounts: Iterable[Amount | None]) -> "pd.Series[int]":
    """Return yuan as fen, int64. Absent: 0; what is no amount: beyond `MAX_FEN`."""
    given = list(amounts)
    made = pd.Series([0 if amount is None else fen_of(amount) for amount in given], dtype="int64")
    return _knowing(made, given.count(None))


@lru_cache(65_536)  # amounts come again and again
def fen_of(amount: Amount) -> int:
    """Return yuan as fen; what is no amount, or one with too many digits: beyond `MAX_FEN`."""
    return int(amount[:-3] + amount[-2:]) if AMOUNT.fullmatch(amount) else TOO_LARGE


def instants(values: Iterable[Instant | None]) -> "pd.Series[pd.Timestamp]":
    """Return aware instants in UTC. Absent: NaT; what is no instant: the year 1900, so that no rule takes it for absent."""
    given = texts(values)
    read = pd.to_datetime(given, utc=True, format="ISO8601", errors="coerce")
    return read.mask(read.isna() & given.notna(), UNREADABLE)


def seconds(spans: "pd.Series[pd.Timedelta]") -> "pd.Series[int]":
    """Return whole seconds, int64; 0 where one of the two instants is absent."""
    made = (spans // pd.Timedelta(seconds=1)).fillna(0).astype("int64")
    return _knowing(made, int(spans.isna().sum()))


def _knowing(made: "pd.Series[int]", absent: int) -> "pd.Series[int]":
    made.attrs[ABSENT] = absent
    return made
