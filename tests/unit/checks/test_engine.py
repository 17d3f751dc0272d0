"""The library behind the room: it errs aloud, keeps to itself, and is built once."""

import os
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from checks import judge
from checks.bounds import LATEST
from checks.errors import CheckError
from schemas.words import Entity
from tests.unit.checks.rows import a_late_scan, a_scan

META = {"rule": "some_rule", "message": "Something is wrong.", "severity": "critical"}


@pytest.fixture
def gxe() -> Any:
    import great_expectations.expectations

    return great_expectations.expectations


def breaches(name: str, expectation: Any) -> Any:
    from pandas import DataFrame

    from checks import engine
    from checks.suite import Suite

    suite = Suite(name, Struct, lambda _: DataFrame(), lambda: [expectation], {})
    return engine.broken(suite, DataFrame({"number": [1, 2, 3], "word": ["a", "b", "c"]}), LATEST).breaches


def test_an_expectation_on_a_missing_column_is_an_error(gxe: Any) -> None:
    with pytest.raises(CheckError, match=r"missing: some_rule could not be evaluated: .*absent"):
        breaches("missing", gxe.ExpectColumnValuesToBeBetween(column="absent", min_value=1, meta=META))


def test_an_expectation_that_cannot_compare_is_an_error(gxe: Any) -> None:
    with pytest.raises(CheckError, match="some_rule could not be evaluated"):
        breaches("incomparable", gxe.ExpectColumnValuesToBeBetween(column="word", min_value=1, meta=META))


def test_an_expectation_that_raises_in_the_end_is_an_error(gxe: Any) -> None:
    class ExpectColumnToRaiseInTheEnd(gxe.ExpectColumnValuesToNotBeNull):  # type: ignore[misc]
        def _validate(self, *_: Any, **__: Any) -> Any:
            raise ValueError("raised in the end")

    with pytest.raises(CheckError, match="raised in the end"):
        breaches("in_the_end", ExpectColumnToRaiseInTheEnd(column="number", meta=META))


def test_a_failure_that_names_no_row_is_an_error(gxe: Any) -> None:
    with pytest.raises(CheckError, match="failed without naming a row"):
        breaches("nameless", gxe.ExpectTableRowCountToEqual(value=99, meta=META))


def test_two_answers_to_one_question_are_an_error(gxe: Any) -> None:
    class ExpectColumnToTurnRound(gxe.ExpectColumnValuesToNotBeNull):  # type: ignore[misc]
        def _validate(self, *_: Any, runtime_configuration: Any = None, **__: Any) -> Any:
            return {"success": runtime_configuration["result_format"]["result_format"] != "BOOLEAN_ONLY", "result": {}}

    with pytest.raises(CheckError, match="failed at first and passed"):
        breaches("turning", ExpectColumnToTurnRound(column="number", meta=META))


def test_a_breach_names_the_row_of_the_frame(gxe: Any) -> None:
    found = breaches("plain", gxe.ExpectColumnValuesToBeBetween(column="number", max_value=2, meta=META))
    assert found == [(2, "some_rule", "Something is wrong.")]


def test_nothing_is_written_into_home_or_working_folder(visited: Path) -> None:
    assert list(visited.rglob("*")) == []


def test_nothing_is_told_to_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: Any) -> None:
        raise AssertionError("the library calls out")

    monkeypatch.setattr("socket.socket.connect", connect)
    assert len(judge(Entity.TRACES, [a_scan(), a_late_scan()]).verdicts) == 1
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    judge(Entity.TRACES, [a_scan(), a_late_scan()])
    assert capfd.readouterr() == ("", "")


def test_suites_are_built_once() -> None:
    from checks import engine

    judge(Entity.TRACES, [a_scan()])
    built = engine._built.cache_info().misses
    judge(Entity.TRACES, [a_scan()])
    assert engine._built.cache_info().misses == built
