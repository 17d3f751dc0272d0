"""
Great Expectations: one suite over one frame, and which rows its answer names.

Context, suites and validation definitions live in memory, are built once per process and used by one thread at a time
(`checks.judge`). Nothing is written to disk and nothing sent.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import uuid4

import great_expectations as gx
from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context import EphemeralDataContext
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.expectations import (
    Expectation,
    ExpectColumnValuesToNotBeNull,
    ExpectTableRowCountToEqual,
)
from pandas import DataFrame

from checks.errors import CheckError
from checks.expect import LATEST
from checks.suite import ROW, Suite

NAMED = {"result_format": "COMPLETE", "unexpected_index_column_names": [ROW]}


class Breach(NamedTuple):
    """`row` of the frame breaks `rule`."""

    row: int
    rule: str
    message: str


def breaches(suite: Suite, frame: DataFrame, latest: datetime) -> list[Breach]:
    """
    Return what breaks the suite. A first run only asks whether anything does, which is twice as fast.

    Args:
        suite: what must hold.
        frame: not empty; gets the column `ROW`.
        latest: the last instant that something can have happened at.

    Raises:
        CheckError: an expectation raised, failed without naming rows, or gave two answers.
    """
    frame[ROW] = range(len(frame))
    if _run(suite, frame, latest, "BOOLEAN_ONLY").success:
        return []
    named = _run(suite, frame, latest, NAMED)
    if named.success:
        raise CheckError(f"{suite.name}: failed at first and passed when asked for the rows.")
    return [breach for result in named.results for breach in _read(suite, result)]


def counted(suite: Suite, frame: DataFrame, latest: datetime) -> dict[str, int]:
    """
    Return how many rows of a frame break each rule of a suite, without naming them.

    Raises:
        CheckError: an expectation raised.
    """
    found = _run(suite, frame, latest, "BASIC")
    return dict(_count(suite, result) for result in found.results)


def looked_at(suite: Suite, frame: DataFrame) -> dict[str, int]:
    """Return how many values of a frame each rule of a suite looks at."""
    there = frame.count()
    return {rule: int(there[column]) if column else len(frame) for rule, column in _columns(suite)}


@cache
def _columns(suite: Suite) -> tuple[tuple[str, str | None], ...]:
    """Return each rule with the column whose absent values it passes over; None: it looks at every row."""
    return tuple((each.configuration.meta["rule"], _passed_over(each)) for each in suite.expectations())


def _passed_over(expectation: Expectation) -> str | None:
    return (
        None
        if isinstance(expectation, ExpectColumnValuesToNotBeNull)
        else expectation.configuration.kwargs.get("column")
    )


def _count(suite: Suite, result: ExpectationValidationResult) -> tuple[str, int]:
    rule = _meta_of(result)["rule"]
    if raised := list(_raised(result.exception_info or {})):
        raise CheckError(f"{suite.name}: {rule} could not be evaluated: {'; '.join(raised)}")
    return rule, int((result.result or {}).get("unexpected_count", 0))


def _meta_of(result: ExpectationValidationResult) -> Mapping[str, str]:
    return (result.expectation_config and result.expectation_config.meta) or {}


def _run(suite: Suite, frame: DataFrame, latest: datetime, form: Any) -> ExpectationSuiteValidationResult:
    return _definition(suite).run(
        batch_parameters={"dataframe": frame}, expectation_parameters={LATEST: latest}, result_format=form
    )


def _read(suite: Suite, result: ExpectationValidationResult) -> Iterator[Breach]:
    if result.success:
        return
    meta = _meta_of(result)
    rule, rows = meta["rule"], (result.result or {}).get("unexpected_index_list")
    if raised := list(_raised(result.exception_info or {})):
        raise CheckError(f"{suite.name}: {rule} could not be evaluated: {'; '.join(raised)}")
    if not rows:
        raise CheckError(f"{suite.name}: {rule} failed without naming a row.")
    for named in rows:
        yield Breach(row=int(named[ROW]), rule=rule, message=meta["message"])


def _raised(info: Mapping[str, Any]) -> Iterator[str]:
    """Yield what was raised: the library gives one exception, or one for each of its metrics."""
    each = [info] if "raised_exception" in info else info.values()
    return (str(one["exception_message"]) for one in each if one["raised_exception"])


@cache
def _context() -> EphemeralDataContext:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return context


@cache
def _frames() -> BatchDefinition[Any]:
    return (
        _context()
        .data_sources.add_pandas("rows")
        .add_dataframe_asset("rows")
        .add_batch_definition_whole_dataframe("rows")
    )


@cache
def _definition(suite: Suite) -> gx.ValidationDefinition:
    made = gx.ExpectationSuite(name=suite.name, expectations=suite.expectations())
    definition = gx.ValidationDefinition(name=suite.name, data=_frames(), suite=_context().suites.add(made))
    return _context().validation_definitions.add(definition)


def rows_of_query(url: str, name: str, query: str) -> int:
    """
    Return how many rows a query finds, counted by the database as an expectation that there are none.

    Raises:
        CheckError: the query failed.
    """
    found = _queries(url).add_query_asset(name=f"{name}-{uuid4()}", query=query)
    batch = found.add_batch_definition(name="whole").get_batch()
    result = batch.validate(ExpectTableRowCountToEqual(value=0))
    if raised := list(_raised(result.exception_info or {})):
        raise CheckError(f"{name} could not be evaluated: {'; '.join(raised)}")
    return int((result.result or {})["observed_value"])


@cache
def _queries(url: str) -> Any:
    return _context().data_sources.add_postgres(name=f"tables-{uuid4()}", connection_string=url)
