"""Columns of a frame from canonical text, without float: fen as integers, instants in UTC, words as text."""

import re
from collections.abc import Iterable
from functools import lru_cache

import pandas as pd

from checks.bounds import MAX_FEN
from schemas.commerce import Amount, Instant

AMOUNT = re.compile(r"-?[0-9]{1,15}\.[0-9]{2}")
TOO_LARGE = MAX_FEN + 1
UNREADABLE = pd.Timestamp(1900, 1, 1, tz="UTC")


def texts(values: Iterable[str | None]) -> "pd.Series[str]":
    """Return text as it is; ids keep all their digits."""
    return pd.Series(list(values), dtype="str")


def integers(values: Iterable[int | None]) -> "pd.Series[int]":
    """Return int64, absent ones as 0 (Great Expectations is fast on plain integers only); too large ones stay so."""
    given = [0 if value is None else value for value in values]
    try:
        return pd.Series(given, dtype="int64")
    except OverflowError:
        return pd.Series([max(-TOO_LARGE, min(value, TOO_LARGE)) for value in given], dtype="int64")


def fen(amounts: Iterable[Amount | None]) -> "pd.Series[int]":
    """Return yuan as fen, int64. Absent: 0; what is no amount: beyond `MAX_FEN`."""
    return pd.Series([0 if amount is None else fen_of(amount) for amount in amounts], dtype="int64")


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
    return (spans // pd.Timedelta(seconds=1)).fillna(0).astype("int64")
