"""The few kinds of expectation that the suites use. All but `there` let an absent value pass."""

from enum import StrEnum

from great_expectations.expectations import (
    Expectation,
    ExpectColumnValueLengthsToBeBetween,
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToBeInSet,
    ExpectColumnValuesToNotBeNull,
    ExpectCompoundColumnsToBeUnique,
)

from checks.bounds import DAY_S, EARLIEST, MAX_FEN, MAX_KEY_CHARACTERS
from checks.suite import OWNER, SEVERITY
from schemas.quality import Severity

LATEST = "latest"
"""Parameter of a run: the last instant that something can have happened at."""


def key(column: str, *, rule: str, what: str) -> Expectation:
    """Expect an id that is not empty and fits into an index."""
    why = f"{what} is empty or longer than {MAX_KEY_CHARACTERS} characters: compare it with the platform's own page."
    return ExpectColumnValueLengthsToBeBetween(
        column=column, min_value=1, max_value=MAX_KEY_CHARACTERS, meta=_meta(rule, why)
    )


def word(column: str, words: type[StrEnum], *, rule: str, what: str) -> Expectation:
    """Expect one of the product's own words, as the table's CHECK does."""
    why = f"{what} is none of the product's words: report it, the platform's table of words is wrong."
    return ExpectColumnValuesToBeInSet(column=column, value_set=[each.value for each in words], meta=_meta(rule, why))


def amount(column: str, *, rule: str, what: str) -> Expectation:
    """Expect fen that are not negative and fit into numeric(14,2)."""
    why = f"{what} is negative, too large or no amount of yuan: compare it with the platform's own page."
    return whole(column, least=0, most=MAX_FEN, rule=rule, why=why)


def whole(
    column: str, *, least: int, most: int | None, rule: str, why: str, severity: Severity = Severity.CRITICAL
) -> Expectation:
    """Expect a whole number between two bounds, both allowed; `most` None: no upper bound."""
    meta = _meta(rule, why, severity)
    return ExpectColumnValuesToBeBetween(column=column, min_value=least, max_value=most, meta=meta)


def happened(column: str, *, rule: str, what: str) -> Expectation:
    """Expect an instant since 2000 that is not in the future: one misread would hold off every later version."""
    why = f"{what} lies before the year 2000 or in the future: look at the platform's own page and at this clock."
    return ExpectColumnValuesToBeBetween(
        column=column, min_value=EARLIEST, max_value={"$PARAMETER": LATEST}, meta=_meta(rule, why)
    )


def there(column: str, *, rule: str, why: str) -> Expectation:
    """Expect a value at all; a row without it loads and is counted."""
    return ExpectColumnValuesToNotBeNull(column=column, meta=_meta(rule, why, Severity.WARNING))


def span(column: str, *, most: int | None, rule: str, why: str) -> Expectation:
    """Expect seconds that are not much below zero, nor above `most`; a row with others loads and is counted."""
    return whole(column, least=-DAY_S, most=most, rule=rule, why=why, severity=Severity.WARNING)


def once(column: str, *, rule: str, why: str) -> Expectation:
    """Expect no value twice within one owner."""
    return ExpectCompoundColumnsToBeUnique(column_list=[OWNER, column], meta=_meta(rule, why))


def _meta(rule: str, message: str, severity: Severity = Severity.CRITICAL) -> dict[str, str]:
    return {"rule": rule, "message": message, SEVERITY: severity}
