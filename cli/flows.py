"""Carry a flow out in this process, through the Prefect API of its environment."""

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from cli.errors import WorkFailed, WrongUse
from cli.progress import shown

#: Set before Prefect is imported. What a run logs goes to the API; the terminal gets our own lines.
QUIET = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL", "GX_ANALYTICS_ENABLED": "false"}


def prepared(name: str, parameters: Mapping[str, Any]) -> Any:
    """
    Load a flow, which imports Prefect, and check its parameters. Prefect is not asked for anything.

    Args:
        name: of a flow of the registry.
        parameters: what it is to be given.

    Raises:
        WrongUse: a parameter that the flow does not know or cannot take.
    """
    os.environ.update({key: value for key, value in QUIET.items() if key not in os.environ})
    from flows.registry import load

    flow = load(name)
    _check(flow, parameters)
    return flow


def carry_out(
    flow: Any, parameters: Mapping[str, Any], progress: Callable[[], AbstractContextManager[None]] | None = None
) -> dict[str, Any]:
    """
    Run a prepared flow here and now and return its tally; progress goes to stderr.

    Args:
        flow: what `prepared` gave.
        parameters: the same ones.
        progress: shows it; none: a sentence for each account.

    Raises:
        WorkFailed: the run ended without a tally.
    """
    with progress() if progress else shown(os.environ["SHOUHOU_DATABASE_URL"]):
        state = flow(**parameters, return_state=True)
    _send_what_waits()
    return _tally(flow.name, state)


def _send_what_waits() -> None:
    """Send the logs and events that Prefect sends in the background, while its server is sure to be there."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    for sender in (APILogWorker, EventsWorker):
        sender.drain_all(timeout=10)


def _check(flow: Any, parameters: Mapping[str, Any]) -> None:
    from prefect.exceptions import ParameterTypeError

    from tasks.runs import span

    known = list(flow.parameters.properties)
    for key in parameters:
        if key not in known:
            raise WrongUse(f"{flow.name} has no parameter {key}; known: {', '.join(known)}")
    try:
        taken = flow.validate_parameters(dict(parameters))
        span(**{name: taken.get(name) for name in ("now", "start", "end", "lookback_hours")})
    except (ParameterTypeError, ValueError) as error:
        raise WrongUse(f"a parameter of {flow.name} is wrong: {_first_reason(error)}") from None


def _first_reason(error: Exception) -> str:
    """Return the first finding of a validation as one line; pydantic writes a heading, then name and reason."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return ": ".join(line.removeprefix("- ") for line in lines[1:3]) or lines[0]


def _tally(name: str, state: Any) -> dict[str, Any]:
    from flows.ending import carried

    tally = carried(state)
    if tally is not None:
        return tally
    found = state.result(raise_on_failure=False)
    seen = f"{type(found).__name__}: {found}" if isinstance(found, Exception) else state.message
    where = os.environ["PREFECT_API_URL"].removesuffix("/api")
    raise WorkFailed(f"{name} broke off ({seen}); the run's log is at {where}") from (
        found if isinstance(found, Exception) else None
    )
