"""
One value of a record → its canonical text. Pure; a value that is not what it should be raises ValueError.

Amounts and instants stay text all the way, PostgreSQL does the casting. Nothing passes through float.
Source: fields reference, section 0.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from schemas.commerce import Amount, Instant

SHANGHAI = "+08:00"
"""Offset of Asia/Shanghai: the same since 1991, before any of these platforms."""

CHINA = timezone(timedelta(hours=8))

LONGEST_WHOLE = 12
MOST_FEN = 10**14
LARGEST_INTEGER = 2**31 - 1
LONGEST_SECONDS, LONGEST_MILLISECONDS = 11, 15
NO_TIME = frozenset({"0", "0001-01-01 00:00:00", "1970-01-01 00:00:00", "0001/01/01 00:00:00", "1970/01/01 00:00:00"})
AMOUNT = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
FEN = re.compile(r"(-?[0-9]+)(?:\.0+)?")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def as_yuan(value: object) -> Amount:
    """Return yuan, given as text or whole number, with two decimals: `"1.6700"` gives `"1.67"`, `"1.005"` raises."""
    return _yuan(value) if type(value) is str else _any_yuan(value)


def _any_yuan(value: object) -> Amount:
    found = AMOUNT.fullmatch(_digits(value))
    if not found:
        raise ValueError("no amount in yuan")
    return _amount(found[1], found[2], (found[3] or "").rstrip("0"))


def as_yuan_from_fen(value: object) -> Amount:
    """Return fen, given as text or whole number, as yuan: `"299900.0"` gives `"2999.00"`."""
    if type(value) is int and 0 <= value < MOST_FEN:
        return Amount(f"{value // 100}.{value % 100:02}")
    return _fen(value) if type(value) is str else _any_fen(value)


def _any_fen(value: object) -> Amount:
    found = FEN.fullmatch(_digits(value))
    if not found:
        raise ValueError("no amount in fen")
    sign, digits = ("-", found[1][1:]) if found[1][0] == "-" else ("", found[1])
    digits = digits.zfill(3)
    return _amount(sign, digits[:-2], digits[-2:].rstrip("0"))


def as_fen(amount: Amount) -> int:
    """Return an amount as whole fen, to calculate with."""
    return int(amount.replace(".", ""))


def as_instant(text: str, zone: str) -> Instant:
    """Return `yyyy-MM-dd HH:mm:ss`, a wall clock at an offset such as `+08:00`, as an instant."""
    if len(text) != 19 or text[4::3] != "-- ::":
        raise ValueError("no time of the form yyyy-MM-dd HH:mm:ss")
    datetime.fromisoformat(text)  # raises on a day or hour that does not exist
    return Instant(text.replace(" ", "T") + zone)


def as_instant_from_ms(value: object) -> Instant:
    """Return milliseconds since the epoch, given as text or whole number, as an instant kept to the millisecond."""
    text = _digits(value)
    if not (text.isascii() and text.isdigit() and len(text) < LONGEST_MILLISECONDS):
        raise ValueError("no milliseconds since the epoch")
    moment = (EPOCH + timedelta(milliseconds=int(text))).astimezone(CHINA)
    return Instant(moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds"))


def as_instant_from_s(value: object) -> Instant:
    """Return seconds since the epoch, given as text or whole number, as an instant."""
    text = _digits(value)
    if not (text.isascii() and text.isdigit() and len(text) < LONGEST_SECONDS):
        raise ValueError("no seconds since the epoch")
    return Instant((EPOCH + timedelta(seconds=int(text))).astimezone(CHINA).isoformat(timespec="seconds"))


def as_instant_in_any_form(value: object) -> Instant:
    """Return milliseconds since the epoch, or a wall clock in China as text, as an instant."""
    if isinstance(value, str) and not value.isdigit():
        return as_instant(value.replace("/", "-"), SHANGHAI)
    return as_instant_from_ms(value)


def in_order(moment: Instant) -> str:
    """Return what instants of one offset sort by, with and without milliseconds."""
    return moment[:19] + (moment[19:-6] or ".000")


def read_moment(text: str) -> datetime:
    """Return an ISO 8601 date or time of the settings, aware; without an offset it means Asia/Shanghai."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def moment_fault(text: str) -> str | None:
    """Say what is wrong with a date or time of the settings."""
    try:
        read_moment(text)
    except ValueError:
        return "must be a date or an ISO 8601 time, such as 2026-11-01"
    return None


def as_integer(value: object) -> int:
    """Return a whole number that PostgreSQL's integer holds, given as number or digits."""
    text = _digits(value)
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) < 12):
        raise ValueError("no whole number")
    number = int(text)
    if abs(number) > LARGEST_INTEGER:
        raise ValueError("a number too large")
    return number


def shape(value: object) -> str:
    """Say what kind of value it is without telling it: digits become 9, letters a."""
    if isinstance(value, str):
        short = "".join("9" if sign.isdigit() else "a" if sign.isalpha() else sign for sign in value[:24])
        return f"text like {short!r}"
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "nothing")


def _digits(value: object) -> str:
    if type(value) is str:
        return value
    if type(value) is int and abs(value) < 10**18:
        return str(value)
    raise ValueError(f"{shape(value)} where digits should be")


# An amount stands in several fields of a record, and in many records: most are read from here.
_yuan = lru_cache(maxsize=20_000)(_any_yuan)
_fen = lru_cache(maxsize=20_000)(_any_fen)


def _amount(sign: str, whole: str, cents: str) -> Amount:
    whole = whole.lstrip("0") or "0"
    if len(cents) > 2:
        raise ValueError("an amount finer than a fen")
    if len(whole) > LONGEST_WHOLE:
        raise ValueError("an amount too large")
    amount = f"{whole}.{cents:0<2}"
    return Amount(amount if amount == "0.00" else sign + amount)
