"""What a suite is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from great_expectations.expectations import Expectation
from msgspec import Struct
from pandas import DataFrame

ROW = "row"
"""Column of every judged frame: the frame's own rows from 0, by which Great Expectations names the unexpected ones."""

OWNER = "owner"
"""Column of every judged frame: the index of the order, request or scan that a row of the frame belongs to."""


SEVERITY = "severity"
"""Key of an expectation's meta: a warning's rows load and are counted, others are set aside."""


@dataclass(frozen=True, eq=False)
class Suite:
    """
    What must hold before rows are saved, and what is odd about rows that load.

    Args:
        name: unique in the process.
        struct: whose columns are judged.
        frame: rows → one line per `struct` with `OWNER` and the judged columns; pure. May be empty.
        expectations: built anew at each call; each carries its rule and message (`checks.expect`).
        unjudged: columns of `struct` without an expectation, each with the reason.
    """

    name: str
    struct: type[Struct]
    frame: Callable[[Sequence[Any]], DataFrame]
    expectations: Callable[[], list[Expectation]]
    unjudged: Mapping[str, str]
