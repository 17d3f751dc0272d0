"""`shouhou doctor`: one line for each thing that must be right, with what to do where it is not."""

from collections.abc import Callable
from dataclasses import dataclass

import typer


@dataclass(frozen=True)
class Finding:
    """One line of the doctor: what was looked at, what was seen, whether that is well, and else what to do."""

    subject: str
    seen: str
    well: bool = True
    todo: str = ""

    def __str__(self) -> str:
        """Return the line."""
        todo = f" -> {self.todo}" if self.todo else ""
        return f"{'ok  ' if self.well else 'FAIL'}  {self.subject}: {self.seen}{todo}"


def doctor() -> None:
    """Check settings, database, Prefect, every account and the clock; exit 1 if something is wrong."""
    from cli.checkup import findings

    wrong = 0
    for finding in findings():
        print(finding, flush=True)
        wrong += not finding.well
    if wrong:
        raise typer.Exit(1)


def attempt(subject: str, check: Callable[[], str], *, todo: str = "") -> Finding:
    """Return what a check saw; an exception that operators can mend becomes its line, with `todo`."""
    from cli.errors import exit_status, sentence

    try:
        return Finding(subject, check())
    except Exception as error:
        if exit_status(error) is None:
            raise
        return Finding(subject, sentence(error), well=False, todo=todo)
