"""`shouhou quality`: what checks came to, as a table or as a page of its own."""

import sys
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

COLUMNS = ("account", "entity", "expectation", "severity", "verdict", "checked", "failed", "checked_at")


def quality(
    run: Annotated[str | None, typer.Option(help="Of this run; else the newest of each account and entity.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write a page of HTML to this file, all in itself.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also the expectations that hold.")] = False,
) -> None:
    """Show which expectations failed, which were not checked, and which accounts were stopped by it."""
    from cli.context import ready_engine
    from store import drift
    from store import quality as stored

    engine, which = ready_engine(), _run_id(run)
    results = stored.newest(engine, which)
    if out is not None:
        from cli.quality_page import page
        from schemas.rejects import RejectChoice
        from store.open_rejects import groups

        parts = {
            "Stopped accounts": stored.stops(engine),
            "Records set aside": groups(engine, RejectChoice()),
            "Changes of the platforms' answers": drift.listed(engine, drift.ANY),
            "Last runs": stored.last_runs(engine),
        }
        _write(out, page(results, parts))
        return
    _table(results, stored.stops(engine), every=every)


def _write(out: Path, made: str) -> None:
    from cli.errors import WrongUse

    try:
        out.write_text(made, encoding="utf-8")
    except OSError as error:
        raise WrongUse(f"{out} cannot be written ({error.strerror})") from None
    print(f"written to {out}")


def verdict(row: dict[str, Any]) -> str:
    """Return how an expectation stands in a word: what was not checked has not passed."""
    return {None: "not checked", True: "holds", False: "fails"}[row["success"]]


def _table(results: list[dict[str, Any]], stops: list[dict[str, Any]], *, every: bool) -> None:
    from cli.tables import show

    rows = [row | {"verdict": verdict(row)} for row in results if every or row["success"] is not True]
    if rows:
        show(COLUMNS, rows)
    if results:
        print(f"{sum(row['success'] is True for row in results)} of {len(results)} expectations hold")
    else:
        print("nothing was checked yet", file=sys.stderr)
    if waiting := [row for row in stops if row["accepted_at"] is None]:
        show(("account", "entity", "rule", "message", "stopped_at"), waiting, title="Stopped")


def _run_id(run: str | None) -> UUID | None:
    try:
        return UUID(run) if run else None
    except ValueError:
        raise typer.BadParameter("a run's id, as the last line of `shouhou run` shows it", param_hint="--run") from None
