"""Exceptions that operators cause become a sentence and an exit status; ours stay whole."""

import pytest
from httpx import ConnectError
from sqlalchemy.exc import OperationalError

from cli.errors import STATUS, WorkFailed, WrongUse, exit_status, reported
from schemas.errors import AuthError
from schemas.master import Fault, ImportFaults
from settings import SettingsError, SettingsFault
from stack import ServiceDied
from store.migrate import DatabaseAhead, DatabaseBehind

KNOWN = [
    (WrongUse("x"), 2),
    (WorkFailed("x"), 1),
    (SettingsError([SettingsFault(why="x")]), 2),
    (ImportFaults([Fault(file="f", line=1, reason="x")]), 2),
    (DatabaseBehind("x"), 2),
    (DatabaseAhead("x"), 2),
    (ServiceDied("x"), 1),
    (AuthError("x"), 1),
    (ConnectError("x"), 1),
]


@pytest.mark.parametrize(("error", "status"), KNOWN, ids=lambda value: type(value).__name__)
def test_what_an_operator_can_mend_ends_with_a_sentence(
    error: Exception, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended, reported():
        raise error

    assert ended.value.code == status
    said = capsys.readouterr()
    assert said.err.startswith("shouhou: ")
    assert said.out == ""


def test_every_name_in_the_table_is_the_name_of_an_exception() -> None:
    names = {f"{kind.__module__}.{kind.__qualname__}" for error, _ in KNOWN for kind in type(error).__mro__}

    assert set(STATUS) <= names


def test_a_fault_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), reported():
        raise ZeroDivisionError


def test_an_unreachable_database_is_told_with_what_to_check(capsys: pytest.CaptureFixture[str]) -> None:
    trouble = OperationalError("SELECT", {}, Exception("connection refused\nIs the server running?"))
    with pytest.raises(SystemExit) as ended, reported():
        raise trouble

    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "shouhou: the database cannot be used: connection refused; "
        "check SHOUHOU_DATABASE_URL, or unset it for the embedded one\n"
    )
    assert exit_status(trouble) == 2
