"""
Great Expectations: one suite over one frame, and which rows its answer names.

Context and suites live in memory, are built once per process and used by one thread at a time
(`checks.judge`). Nothing is written to disk and nothing sent.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import replace
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

from checks.columns import absent_in
from checks.errors import CheckError
from checks.expect import LATEST
from checks.suite import ROW, SEVERITY, Suite
from schemas.quality import Severity

NAMED = {"result_format": "COMPLETE", "unexpected_index_column_names": [ROW]}


class Breach(NamedTuple):
    """`row` of the frame breaks `rule`."""

    row: int
    rule: str
    message: str


class Broken(NamedTuple):
    """What breaks a suite: rows that are to be set aside, and how many rows break each rule."""

    breaches: list[Breach]
    failed: Counter[str]


def broken(suite: Suite, frame: DataFrame, latest: datetime) -> Broken:
    """
    Return what breaks the suite.

    A first run only asks which expectations hold, which is twice as fast; of those that do not, rows are named if they
    are to be set aside, and counted if not.

    Args:
        suite: what must hold.
        frame: not empty; gets the column `ROW`.
        latest: the last instant that something can have happened at.

    Raises:
        CheckError: an expectation raised, failed without naming rows, or gave two answers.
    """
    frame[ROW] = range(len(frame))
    found = _run(suite, frame, latest, "BOOLEAN_ONLY")
    failing = {_meta_of(result)["rule"] for result in found.results if not result.success}
    critical = {rule for rule in failing if severities(suite)[rule] is Severity.CRITICAL}
    named = _again(suite, critical, frame, latest, NAMED)
    counted = _again(suite, failing - critical, frame, latest, "BASIC")
    breaches = [breach for result in named for breach in _read(suite, result)]
    failed = Counter(breach.rule for breach in breaches)
    return Broken(breaches, failed + Counter({_meta_of(result)["rule"]: _count(suite, result) for result in counted}))


def _again(
    suite: Suite, rules: set[str], frame: DataFrame, latest: datetime, form: Any
) -> list[ExpectationValidationResult]:
    """Run the rules that failed once more, in another form."""
    if not rules:
        return []
    found = _run(_only(suite, frozenset(rules)), frame, latest, form)
    if found.success:
        raise CheckError(f"{suite.name}: failed at first and passed when asked for the rows.")
    return list(found.results)


def _count(suite: Suite, result: ExpectationValidationResult) -> int:
    if raised := list(_raised(result.exception_info or {})):
        raise CheckError(f"{suite.name}: {_meta_of(result)['rule']} could not be evaluated: {'; '.join(raised)}")
    return int((result.result or {}).get("unexpected_count", 0))


@cache
def _only(suite: Suite, rules: frozenset[str]) -> Suite:
    """Return a suite of these rules alone."""

    def expectations() -> list[Expectation]:
        return [copy(each) for each in suite.expectations() if each.configuration.meta["rule"] in rules]

    return replace(suite, name=f"{suite.name}: {', '.join(sorted(rules))}", expectations=expectations)


def looked_at(suite: Suite, frame: DataFrame) -> dict[str, int]:
    """Return how many values of a frame each rule of a suite looks at."""
    there = frame.count()
    return {
        rule: int(there[column]) - absent_in(frame, column) if column else len(frame)
        for rule, _, column in _rules(suite)
    }


def severities(suite: Suite) -> dict[str, Severity]:
    """Return what follows from a breach of each rule."""
    return {rule: severity for rule, severity, _ in _rules(suite)}


@cache
def _rules(suite: Suite) -> tuple[tuple[str, Severity, str | None], ...]:
    """Return each rule with its severity and the column whose absent values it passes over; None: it looks at every row."""
    given = [(each, each.configuration.meta) for each in suite.expectations()]
    return tuple((meta["rule"], Severity(meta[SEVERITY]), _passed_over(each)) for each, meta in given)


def _passed_over(expectation: Expectation) -> str | None:
    return (
        None
        if isinstance(expectation, ExpectColumnValuesToNotBeNull)
        else expectation.configuration.kwargs.get("column")
    )


def _meta_of(result: ExpectationValidationResult) -> Mapping[str, str]:
    return (result.expectation_config and result.expectation_config.meta) or {}


def _run(suite: Suite, frame: DataFrame, latest: datetime, form: Any) -> ExpectationSuiteValidationResult:
    batch = _frames().get_batch(batch_parameters={"dataframe": frame})
    return batch.validate(_built(suite), expectation_parameters={LATEST: latest}, result_format=form)


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
def _built(suite: Suite) -> gx.ExpectationSuite:
    return _context().suites.add(gx.ExpectationSuite(name=suite.name, expectations=suite.expectations()))


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
