"""
Reads one record field by field and collects what is wrong with it, so that a record that breaks several rules is one
rejected record with all its faults.

Nothing here raises for what stands in a record. Source: fields reference, section 0.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from connectors.notes import Notes
from connectors.parse import NUL, clean_text
from connectors.values import (
    LARGEST_INTEGER,
    NO_TIME,
    SHANGHAI,
    as_instant,
    as_integer,
    as_yuan,
    as_yuan_from_fen,
    shape,
)
from schemas.commerce import Amount, Instant

T = TypeVar("T")

LONGEST_ID = 200
LONGEST_NUMBER = 10**40
FLAGS = {"true": True, "false": False, "1": True, "0": False}


class Reader:
    """
    Reads the fields of one record, or of a part of it.

    A method that takes several names reads the first that holds something; absent, null and `""` hold nothing. `path`
    begins with the stream and names the part (`orders`, `orders.order`); with it faults and new words name a field.
    """

    __slots__ = ("_path", "_raw", "notes")

    def __init__(self, raw: Mapping[str, Any], path: str, notes: Notes | None = None) -> None:
        self._raw = raw
        self._path = path
        self.notes = notes if notes is not None else Notes()

    def text(self, name: str, *others: str) -> str | None:
        """Return text as given, without NUL and half surrogates; a whole number as its digits."""
        value = self._raw.get(name)
        if value and type(value) is str and ((value.isascii() and NUL not in value) or value.isprintable()):
            return value  # as nearly all is, at little cost: half surrogates are not printable, nor is NUL
        return None if value is None and not others else self._any_text(name, *others)

    def _any_text(self, *names: str) -> str | None:
        for name in names:
            value = self._raw.get(name)
            if type(value) is str:
                value = clean_text(value)
            elif value is None:
                continue
            elif type(value) is int and abs(value) < LONGEST_NUMBER:
                value = str(value)
            else:
                self.new_value(name, f"{shape(value)} where text should be")
                return None
            if value:
                return value
        return None

    def need_text(self, name: str, *others: str) -> str:
        """Return text; where there is none, `""` and a fault."""
        return self.text(name, *others) or self._missing(name)

    def identifier(self, name: str, *others: str) -> str | None:
        """Return what may stand in a key, without blanks around it; too long for one is a fault."""
        value = self._raw.get(name)
        if value and type(value) is str and value.isprintable() and len(value) <= LONGEST_ID:
            return value.strip() or None  # as nearly all are, at little cost
        found = (self.text(name, *others) or "").strip()
        if len(found) <= LONGEST_ID:
            return found or None
        self.fault("too_long", name, f"{len(found)} characters")
        return None

    def need_identifier(self, name: str, *others: str) -> str:
        """Return an identifier; where there is none, `""` and a fault."""
        return self.identifier(name, *others) or self._missing(name)

    def need_key(self, name: str, *others: str) -> str:
        """Return the record's natural key, under which its faults are filed; where there is none, `""` and a fault."""
        self.notes.key = self.identifier(name, *others)
        return self.notes.key or self._missing(name)

    def word(self, table: Mapping[str, T], name: str) -> T | None:
        """Return what a table says of a word; None for no word, and for an unknown one, which is noted."""
        return self.known(table, self.text(name), name)

    def known(self, table: Mapping[str, T], word: str | None, name: str) -> T | None:
        """Return what a table says of a word that was read from `name`; an unknown one is noted."""
        if not word:
            return None
        found = table.get(word)
        if found is None:
            self.new_value(name, word)
        return found

    def yuan(self, *names: str) -> Amount | None:
        """Return an amount given in yuan; a malformed one is None and a fault."""
        return self._value("malformed_amount", as_yuan, names)

    def yuan_from_fen(self, *names: str) -> Amount | None:
        """Return an amount given in fen; a malformed one is None and a fault."""
        return self._value("malformed_amount", as_yuan_from_fen, names)

    def moment(self, name: str, *, zone: str = SHANGHAI) -> Instant | None:
        """Return a time `yyyy-MM-dd HH:mm:ss` at an offset, the platforms' zeros as None; a malformed one is a fault."""
        value = self._raw.get(name)
        if type(value) is str and value:
            try:
                return None if value in NO_TIME else as_instant(value, zone)
            except ValueError:
                pass
        elif value is None or value == "" or (type(value) is int and value == 0):
            return None
        self.fault("malformed_time", name, shape(value))
        return None

    def need_moment(self, name: str, *, zone: str = SHANGHAI) -> Instant:
        """Return a time; where there is none, `""` and a fault."""
        found = self.moment(name, zone=zone)
        if found is None and not self.notes.broken("malformed_time", self._field(name)):
            self._missing(name)
        return found or Instant("")

    def instant(self, convert: Callable[[object], Instant], *names: str) -> Instant | None:
        """Return a time in the form that `convert` reads, the platforms' zeros as None; a malformed one is a fault."""
        for name in names:
            value = self._raw.get(name)
            if value is None or value == "":
                continue
            if value == 0 or (type(value) is str and value in NO_TIME):
                return None
            try:
                return convert(value)
            except ValueError:
                self.fault("malformed_time", name, shape(value))
                return None
        return None

    def need_instant(self, convert: Callable[[object], Instant], *names: str) -> Instant:
        """Return a time in the form that `convert` reads; where there is none, `""` and a fault."""
        found = self.instant(convert, *names)
        if found is None and not any(self.notes.broken("malformed_time", self._field(name)) for name in names):
            self._missing(names[0])
        return found or Instant("")

    def need_quantity(self, name: str) -> int:
        """Return a whole number above 0; where there is none, 0 and a fault."""
        quantity: int | None = self._raw.get(name)
        if type(quantity) is int and 0 < quantity <= LARGEST_INTEGER:
            return quantity
        quantity = self._value("malformed_number", as_integer, (name,))
        if quantity is None and not self.notes.broken("malformed_number", self._field(name)):
            self._missing(name)
        elif quantity is not None and quantity <= 0:
            self.fault("not_positive", name, "a number not above 0")
        return quantity or 0

    def quantity(self, name: str) -> int | None:
        """Return a whole number above 0; None for no number or 0, and for anything else, which is noted."""
        value = self._raw.get(name)
        if value is None or value == "":
            return None
        try:
            number = as_integer(value)
        except ValueError:
            number = -1
        if number < 0:
            self.new_value(name, f"{shape(value)} where a number should be")
        return number if number > 0 else None

    def flag(self, name: str) -> bool | None:
        """Return true or false, in text and as 1 and 0 too; None for neither, and for anything else, which is noted."""
        value = self._raw.get(name)
        if value is None or isinstance(value, bool) or value == "":
            return value if isinstance(value, bool) else None
        return self.word(FLAGS, name)

    def inner(self, name: str) -> "Reader":
        """Return a reader of an object inside the record, with the same notes; an empty one where there is none."""
        value = self._raw.get(name)
        if value is not None and not isinstance(value, dict):
            self.new_value(name, f"{shape(value)} where an object should be")
        return Reader(value if isinstance(value, dict) else {}, self._field(name), self.notes)

    def parts(self, name: str, values: Sequence[object]) -> list["Reader"]:
        """Return a reader for each of several objects inside the record; one that is no object is a fault."""
        path = self._field(name)
        readers = [Reader(value, path, self.notes) for value in values if isinstance(value, dict)]
        if len(readers) < len(values):
            self.fault("malformed", name, "not all are objects")
        return readers

    def listed(self, name: str) -> list["Reader"]:
        """
        Return a reader for each object of a list inside the record; none where there is no list, which is noted.

        A lone object is a list of one: gateways that come from XML write it so.
        """
        values = self._raw.get(name)
        if isinstance(values, dict):
            values = [values]
        if isinstance(values, list):
            return self.parts(name, values)
        if values:
            self.new_value(name, f"{shape(values)} where a list should be")
        return []

    def raw(self, name: str) -> object:
        """Return a value as it came, for what no method here reads."""
        return self._raw.get(name)

    def _value(self, kind: str, convert: Callable[[object], T], names: Sequence[str]) -> T | None:
        get = self._raw.get
        for name in names:
            value = get(name)
            if value is None or value == "":
                continue
            try:
                return convert(value)
            except ValueError:
                self.fault(kind, name, shape(value))
                return None
        return None

    def _missing(self, name: str) -> str:
        self.fault("missing", name, "absent, null or empty")
        return ""

    def fault(self, kind: str, name: str, seen: str) -> None:
        """Note that a field breaks a rule of `connectors.notes.WHY`."""
        self.notes.fault(kind, self._field(name), seen)

    def new_value(self, name: str, value: str) -> None:
        """Note a word that no table knows."""
        self.notes.new_value(self._field(name), value)

    def _field(self, name: str) -> str:
        return f"{self._path}.{name}"
