"""How a task waits: minutes, for what a client's seconds did not outlast. Everything else is the next run's."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from schemas.errors import RateLimited, Retryable
from tasks.accounts import settings

AnyTask = TypeVar("AnyTask", bound=Task[Any, Any])


def patient(task: AnyTask) -> AnyTask:
    """Return the task with this process's waits between tries."""
    delays = settings().retry_delays_s
    return task.with_options(  # type: ignore[return-value]  # the same task, with other options
        retries=len(delays),
        retry_delay_seconds=list(delays),
        retry_jitter_factor=0.3,
        retry_condition_fn=_may_pass_later,
    )


def told_to_wait(error: Exception) -> datetime | None:
    """Return until when the platform told us to wait, if that is longer than a task waits; else None."""
    told = error.not_before if isinstance(error, RateLimited) else None
    patience = timedelta(seconds=sum(settings().retry_delays_s))
    return told if told is not None and told > datetime.now(UTC) + patience else None


def _may_pass_later(task: Task[Any, Any], task_run: TaskRun, state: State[Any]) -> bool:  # noqa: ARG001 - Prefect's shape
    error = state.result(raise_on_failure=False)
    return isinstance(error, Retryable) and told_to_wait(error) is None
