"""Kinds of cell that several files share."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints


class Handed(BaseModel):
    """What people hand in: unknown keys are faults, blanks around text go, and no message shows a value."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)


class HandedToml(Handed):
    """The same where the file itself tells numbers, text and truth apart."""

    model_config = ConfigDict(strict=True)


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("must be plain text on one line")
    return text


def _one_word(text: str) -> str:
    if re.search(r"[\s:;：；]", text):
        raise ValueError("must be one word without blank, colon or semicolon")
    return text


def one_of(words: Iterable[str]) -> AfterValidator:
    """Return the check that a text is one of the product's words."""
    known = tuple(str(word) for word in words)

    def check(text: str) -> str:
        if text not in known:
            raise ValueError(f"must be one of {', '.join(known)}")
        return text

    return AfterValidator(check)


def _adcode(text: str) -> str:
    if not re.fullmatch(r"[0-9]{2}([0-9]{2}([0-9]{2})?)?", text):
        raise ValueError("must be an adcode of 2 (province), 4 (city) or 6 digits (district)")
    return text


def day(text: str) -> date:
    """
    Read a date as YYYY-MM-DD.

    Raises:
        ValueError: other spellings, and days that do not exist.
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("not YYYY-MM-DD")
    return date.fromisoformat(text)


Text = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_printable)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_printable)]
Word = Annotated[
    str, StringConstraints(min_length=1, max_length=100), AfterValidator(_printable), AfterValidator(_one_word)
]
Adcode = Annotated[str, AfterValidator(_adcode)]
