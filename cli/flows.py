"""Carry a flow out in this process, through the Prefect API of its environment."""

import os
from collections.abc import Mapping
from typing import Any

from cli.errors import WorkFailed, WrongUse
from cli.progress import Clock, shown

#: Set before Prefect is imported. What a run logs goes to the API; the terminal gets our own lines.
QUIET = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL", "GX_ANALYTICS_ENABLED": "false"}


def carry_out(name: str, parameters: Mapping[str, Any], clock: Clock | None = None) -> dict[str, Any]:
    """
    Run one flow here and now and return its tally; progress goes to stderr.

    Args:
        name: of a flow of the registry.
        parameters: checked against the flow's own before it is entered.
        clock: says the progress; none: a new one.

    Raises:
        WrongUse: a parameter that the flow does not know or cannot take.
        WorkFailed: the run ended without a tally.
    """
    os.environ.update({key: value for key, value in QUIET.items() if key not in os.environ})
    from flows.registry import load

    flow = load(name)
    _check(flow, parameters)
    with shown(os.environ["SHOUHOU_DATABASE_URL"], clock):
        state = flow(**parameters, return_state=True)
    return _tally(name, state)


def _check(flow: Any, parameters: Mapping[str, Any]) -> None:
    from prefect.exceptions import ParameterTypeError

    known = list(flow.parameters.properties)
    for key in parameters:
        if key not in known:
            raise WrongUse(f"{flow.name} has no parameter {key}; known: {', '.join(known)}")
    try:
        flow.validate_parameters(dict(parameters))
    except (ParameterTypeError, ValueError) as error:
        raise WrongUse(f"a parameter of {flow.name} is wrong: {_first_reason(error)}") from None


def _first_reason(error: Exception) -> str:
    """Return the first finding of a validation as one line; pydantic writes a heading, then name and reason."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return ": ".join(line.removeprefix("- ") for line in lines[1:3]) or lines[0]


def _tally(name: str, state: Any) -> dict[str, Any]:
    found = state.result(raise_on_failure=False)
    if isinstance(found, dict):
        return found
    seen = f"{type(found).__name__}: {found}" if isinstance(found, Exception) else state.message
    where = os.environ["PREFECT_API_URL"].removesuffix("/api")
    raise WorkFailed(f"{name} broke off ({seen}); the run's log is at {where}") from (
        found if isinstance(found, Exception) else None
    )
