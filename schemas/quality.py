"""What checks say of rows, and what is made of it."""

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """What follows from a broken expectation: the row is set aside, or it is counted and loads."""

    CRITICAL = "critical"
    WARNING = "warning"


class Verdict(Struct, frozen=True, kw_only=True):
    """`rows[index]` of the judged rows is to be set aside: the broken rule and a sentence for the operator."""

    index: int
    rule: str
    message: str


class Checked(Struct, frozen=True, kw_only=True):
    """One expectation of a suite over some rows. `checked`: the values looked at; none is no pass."""

    suite: str
    rule: str
    severity: Severity
    checked: int
    failed: int


class Judgement(Struct, frozen=True, kw_only=True):
    """What is to be set aside, and what was looked at."""

    verdicts: tuple[Verdict, ...] = ()
    results: tuple[Checked, ...] = ()


class Stop(Struct, frozen=True, kw_only=True):
    """Why an account's cursor must not move: the rule, and a sentence that says what was seen."""

    rule: str
    message: str
