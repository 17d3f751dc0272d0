"""
Whole pages read by type: the quick way for records that are as their platform documents them.

It gives what the careful way (`connectors.read`) gives, at a third of the cost, or nothing: whatever is odd about a
record is left to that one, which says what is wrong. So nothing is decided here; the contract suite holds the two
against each other.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, NoReturn, TypeVar

import msgspec
from msgspec import Struct

from connectors.read import LONGEST_ID, LONGEST_NUMBER
from connectors.values import LARGEST_INTEGER, NO_TIME, SHANGHAI, as_instant, as_yuan
from schemas.commerce import Amount, Instant
from schemas.page import Row

WireT = TypeVar("WireT", bound=Struct)
T = TypeVar("T")

SUSPECTS = (b"\\u0000", b"\\ud", b"\\uD")
"""How JSON writes what PostgreSQL cannot hold: NUL and half surrogates."""


class Odd(ValueError):
    """The record is not as documented, or not surely so."""


class Quick(Generic[WireT]):
    """
    Reads pages of one stream.

    Args:
        wire: the record as documented, with the fields that are used.
        read: makes a row of it; raises ValueError for one that is odd.
    """

    def __init__(self, wire: type[WireT], read: Callable[[WireT], Row]) -> None:
        # The type is a value here, which type checkers do not follow into `list[…]`.
        self._decode: Callable[[bytes], list[WireT]] = msgspec.json.Decoder(list[wire]).decode  # type: ignore[valid-type]
        self._read = read

    def page(self, body: bytes) -> Sequence[Row | None]:
        """Return the row of each record of a page as landed, None for a record that is odd; nothing if that can't be told."""
        if b"\\" in body and any(mark in body for mark in SUSPECTS):
            return ()
        try:
            return self._rows(self._decode(body))
        except (msgspec.DecodeError, UnicodeError):
            return ()

    def _rows(self, records: list[WireT]) -> list[Row | None]:
        rows: list[Row | None] = []
        for record in records:
            try:
                rows.append(self._read(record))
            except ValueError:
                rows.append(None)
        return rows


def text(*values: int | str | None) -> str | None:
    """Return the first that is given, a whole number as its digits; a number too long is odd."""
    for value in values:
        if isinstance(value, str):
            if value:
                return value
        elif value is not None:
            return str(value) if abs(value) < LONGEST_NUMBER else _odd()
    return None


def key(*numbers: int | str | None) -> str:
    """Return the first number that is given, as it may stand in a key, without blanks around it; none is odd."""
    found = text(*numbers)
    if not found or not found.isprintable() or len(found) > LONGEST_ID:
        raise Odd
    return found.strip() or _odd()


def known(table: Mapping[str, T], word: str | None) -> T:
    """Return what a table says of a word; an unknown one is odd, as is none."""
    found = table.get(word or "")
    return _odd() if found is None else found


def quantity(number: int) -> int:
    """Return a whole number above 0; any other is odd."""
    return number if 0 < number <= LARGEST_INTEGER else _odd()


def moment(text: str | None) -> Instant | None:
    """Return a time `yyyy-MM-dd HH:mm:ss` of China, the platforms' zeros as None; a malformed one is odd."""
    return None if not text or text in NO_TIME else as_instant(text, SHANGHAI)


def need_moment(text: str | None) -> Instant:
    """Return a time of China; none is odd."""
    return moment(text) or _odd()


def yuan(text: str | None) -> Amount | None:
    """Return an amount given in yuan, None for none; a malformed one is odd."""
    return as_yuan(text) if text else None


def _odd() -> NoReturn:
    raise Odd
