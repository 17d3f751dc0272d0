"""How a flow ends: its tally, and red in the UI, without a traceback, when work failed."""

from typing import Any

from prefect.client.schemas.objects import State
from prefect.states import Failed

from tasks.tallies import Tally


def ended(tally: Tally) -> Tally | State[Tally]:
    """Return the tally of a completed run, or a failed state that carries it."""
    if tally["status"] == "completed":
        return tally
    failed = [name for name, row in tally.get("accounts", {}).items() if row["status"] == "failed"]
    failed += [name for name, one in tally.get("flows", {}).items() if one["status"] != "completed"]
    return Failed(message=f"{tally['status']}: {', '.join(failed) or 'see the log'}", data=tally)


def tally_of(flow: str, state: State[Any]) -> Tally:
    """Return the tally that a flow's state carries; a flow that broke gives one that says so."""
    result = state.result(raise_on_failure=False)
    if isinstance(result, dict):
        return result
    return {"flow": flow, "run_id": str(state.state_details.flow_run_id), "status": "failed", "error": str(result)}
