"""How a flow ends: its tally, and red in the UI, without a traceback, when work failed."""

from typing import Any

from prefect.client.schemas.objects import State
from prefect.states import Failed

from tasks.tallies import Tally


class RunFailed(Exception):
    """Work of a run failed. `tally`: what it counted all the same."""

    def __init__(self, why: str, tally: Tally) -> None:
        super().__init__(why, tally)
        self.why, self.tally = why, tally

    def __str__(self) -> str:
        return self.why


def ended(tally: Tally) -> Tally | State[RunFailed]:
    """Return the tally of a completed run, or a failed state that carries it."""
    if tally["status"] == "completed":
        return tally
    failed = [name for name, row in tally.get("accounts", {}).items() if row["status"] == "failed"]
    failed += [name for name, one in tally.get("flows", {}).items() if one["status"] != "completed"]
    why = f"{tally['status']}: {', '.join(failed) or 'see the log'}"
    return Failed(message=why, data=RunFailed(why, tally))


def carried(state: State[Any]) -> Tally | None:
    """Return the tally that a flow's final state carries; None: the flow broke off."""
    result = state.result(raise_on_failure=False)
    found = result.tally if isinstance(result, RunFailed) else result
    return found if isinstance(found, dict) else None


def tally_of(flow: str, state: State[Any]) -> Tally:
    """Return the tally that a flow's state carries; a flow that broke gives one that says so."""
    found = carried(state)
    if found is not None:
        return found
    seen = str(state.result(raise_on_failure=False))
    return {"flow": flow, "run_id": str(state.state_details.flow_run_id), "status": "failed", "error": seen}
