"""
What Prefect does by itself about deployed runs that died.

A run whose worker died with it says nothing any more: it would be Running for ever and hold a place in the pool. The
first automation marks it as crashed; the second starts a crashed sync once again, with its deployment's own
parameters. Never by putting the old run back to Scheduled: runner and worker both report a crash, and it ran twice.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prefect.events.schemas.automations import AutomationCore

SILENCE = timedelta(seconds=90)  # three heartbeats


def ensure() -> None:
    """Make the automations that are not there yet, in the Prefect API of this process's environment."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        for automation in (_crash_silent_runs(), _rerun_crashed_syncs()):
            if not client.read_automations_by_name(automation.name):
                client.create_automation(automation)


def _crash_silent_runs() -> "AutomationCore":
    from prefect.client.schemas.objects import StateType
    from prefect.events.actions import ChangeFlowRunState
    from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

    alive = {f"prefect.flow-run.{word}" for word in ("heartbeat", "Pending", "Submitting", "Running")}
    trigger = EventTrigger(
        after=alive,
        expect={"prefect.flow-run.*"},
        match=_flow_runs(),
        match_related=_tagged("shouhou"),
        for_each={"prefect.resource.id"},
        posture=Posture.Proactive,
        threshold=1,
        within=SILENCE,
    )
    message = f"silent for {SILENCE.total_seconds():.0f} s"
    crash = ChangeFlowRunState(name=None, state=StateType.CRASHED, message=message, force=False)
    return AutomationCore(name="shouhou-crash-silent-runs", trigger=trigger, actions=[crash])


def _rerun_crashed_syncs() -> "AutomationCore":
    from prefect.events.actions import RunDeployment
    from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

    trigger = EventTrigger(
        expect={"prefect.flow-run.Crashed"},
        match=_flow_runs(),
        match_related=_tagged("auto-rerun"),
        for_each={"prefect.resource.id"},
        posture=Posture.Reactive,
        threshold=1,
        within=timedelta(minutes=2),
    )
    rerun = RunDeployment(
        source="inferred",
        deployment_id=None,
        parameters=None,
        job_variables=None,
        schedule_after=timedelta(seconds=15),
    )
    return AutomationCore(name="shouhou-rerun-crashed-syncs", trigger=trigger, actions=[rerun])


def _flow_runs() -> dict[str, str | list[str]]:
    return {"prefect.resource.id": ["prefect.flow-run.*"]}


def _tagged(tag: str) -> dict[str, str | list[str]]:
    """Match runs by a tag, so that other people's runs on a shared Prefect are left alone."""
    return {"prefect.resource.role": "tag", "prefect.resource.id": f"prefect.tag.{tag}"}
