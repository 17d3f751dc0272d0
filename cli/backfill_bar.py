"""How far a backfill has come, on stderr: a bar on a terminal, a line now and then in a log."""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

LOOK_S = 1.0
SAY_S = 30.0


def bar(given: Mapping[str, Any]) -> Callable[[], AbstractContextManager[None]]:
    """Return what shows the progress of the backfill with these parameters while a block runs."""

    @contextmanager
    def shown() -> Iterator[None]:
        from schemas.backfill import BackfillRequest
        from schemas.words import Entity

        request = BackfillRequest(
            entity=Entity(given["entity"]),
            start=given["start"],
            end=given["end"],
            chunk=timedelta(days=given["chunk_days"]),
        )
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(request.job, given.get("accounts"), done), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join(timeout=5)

    return shown


def _watch(job: str, accounts: list[str] | None, done: threading.Event) -> None:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("parts,"),
        TimeElapsedColumn(), TextColumn("gone,"), TimeRemainingColumn(elapsed_when_finished=False), TextColumn("left"),
    )  # fmt: skip
    with Progress(*columns, console=Console(file=sys.stderr), disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("backfill", total=None)
        last_said = 0.0
        while True:
            ended = done.wait(LOOK_S)
            if found := _found(job, accounts):
                progress.update(task, completed=found[0], total=found[1])
                now = progress.get_time()
                if progress.disable and (ended or now - last_said >= SAY_S):
                    last_said = now
                    print(_sentence(progress, task, *found), file=sys.stderr, flush=True)
            if ended:
                return


def _found(job: str, accounts: list[str] | None) -> tuple[int, int] | None:
    from store.backfills import progress
    from store.engine import FAILURES, engine

    try:
        found = progress(engine(os.environ["SHOUHOU_DATABASE_URL"]), job, accounts)
    except FAILURES:  # the run itself tells what ails the database
        return None
    return (found.done, found.total) if found.total else None


def _sentence(progress: Any, task: Any, done: int, total: int) -> str:
    left_s = progress.tasks[task].time_remaining
    left = f", about {timedelta(seconds=round(left_s))} left" if left_s and done < total else ""
    return f"backfill: {done} of {total} parts done{left}"
