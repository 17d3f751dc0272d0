"""
The work pool and the deployments of `prefect.yaml`, brought to the Prefect API in use and compared with it.

`prefect deploy` leaves schedules on the server that were taken out of the file, also when an empty list is left; here
they are removed. Whoever calls this has set `stack.environment` before.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stack import automations
from stack.errors import StackError

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import DeploymentSchedule
    from prefect.client.schemas.responses import DeploymentResponse

POOL = "shouhou"
POOL_LIMIT = 4  # runs at once; two cores carry no more
FILE = Path(__file__).parents[1] / "prefect.yaml"


@dataclass(frozen=True, order=True)
class Schedule:
    """
    One schedule, comparable between file and server.

    Attributes:
        entrypoint: of its deployment, `flows.sync_orders:sync_orders`.
        deployment: the deployment's name.
        slug: the schedule's own name, unique in its deployment.
        cron, timezone, active: when it fires.
        parameters: what it gives the run, in one spelling.
    """

    entrypoint: str
    deployment: str
    slug: str
    cron: str
    timezone: str
    active: bool
    parameters: str

    @property
    def title(self) -> str:
        """How people know it: flow, deployment, slug."""
        flow = self.entrypoint.rpartition(":")[2].replace("_", "-")
        return f"{flow}/{self.deployment} {self.slug or self.cron}"


def bootstrap(file: Path = FILE) -> None:
    """Make the work pool, the queues that the file names and the automations. Doing it again changes nothing."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
    from prefect.exceptions import ObjectAlreadyExists

    with get_client(sync_client=True) as client:
        try:
            client.create_work_pool(WorkPoolCreate(name=POOL, type="process", concurrency_limit=POOL_LIMIT))
        except ObjectAlreadyExists:
            client.update_work_pool(POOL, WorkPoolUpdate(concurrency_limit=POOL_LIMIT))
        for queue in sorted(_queues(file)):
            _make_queue(client, queue)
    automations.ensure()


def deploy(file: Path = FILE) -> list[str]:
    """
    Bring every deployment of the file to the server and remove the schedules that the file no longer has.

    Needs the pool of `bootstrap`.

    Returns:
        titles of the schedules that were removed.

    Raises:
        StackError: `prefect deploy` failed; with its last words.
    """
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(file)]
    done = subprocess.run(
        command, cwd=file.parent, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, env=os.environ
    )
    if done.returncode:
        words = (done.stderr.strip() or done.stdout.strip()).splitlines() or ["no message"]
        raise StackError(f"`prefect deploy` failed: {words[-1]}")
    return _remove_schedules_not_in(file)


def differences(file: Path = FILE) -> list[str]:
    """Return a sentence for each way in which the server's pool and deployments differ from the file."""
    from prefect.client.orchestration import get_client
    from prefect.exceptions import ObjectNotFound

    wanted = set(_schedules(file))
    with get_client(sync_client=True) as client:
        try:
            client.read_work_pool(POOL)
        except ObjectNotFound:
            return [f"work pool {POOL} is missing"]
        deployed = list(_deployed(client))
    there = {schedule for deployment in deployed for schedule in _schedules_of(deployment)}
    missing = set(_named(file)) - {(str(d.entrypoint), d.name) for d in deployed}
    return [
        *(f"deployment {entrypoint} ({name}) is missing" for entrypoint, name in sorted(missing)),
        *(f"schedule {s.title} ({s.cron}) is on the server and not in prefect.yaml" for s in sorted(there - wanted)),
        *(f"schedule {s.title} ({s.cron}) is in prefect.yaml and not on the server" for s in sorted(wanted - there)),
    ]


def _remove_schedules_not_in(file: Path) -> list[str]:
    from prefect.client.orchestration import get_client

    wanted = set(_schedules(file))
    removed = []
    with get_client(sync_client=True) as client:
        for deployment in _deployed(client):
            for schedule in deployment.schedules:
                here = _schedule_of(deployment, schedule)
                if here not in wanted:
                    client.delete_deployment_schedule(deployment.id, schedule.id)
                    removed.append(here.title)
    return sorted(removed)


def _deployed(client: "SyncPrefectClient") -> "Iterator[DeploymentResponse]":
    from prefect.client.schemas.filters import WorkPoolFilter, WorkPoolFilterName

    pool = WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL]))
    yield from client.read_deployments(work_pool_filter=pool)


def _schedules_of(deployment: "DeploymentResponse") -> "Iterator[Schedule]":
    return (_schedule_of(deployment, schedule) for schedule in deployment.schedules)


def _schedule_of(deployment: "DeploymentResponse", schedule: "DeploymentSchedule") -> Schedule:
    return Schedule(
        entrypoint=str(deployment.entrypoint),
        deployment=deployment.name,
        slug=schedule.slug or "",
        cron=str(getattr(schedule.schedule, "cron", schedule.schedule)),
        timezone=str(getattr(schedule.schedule, "timezone", "")),
        active=schedule.active,
        parameters=_spelled(schedule.parameters),
    )


def _schedules(file: Path) -> Iterator[Schedule]:
    for deployment in _entries(file):
        for schedule in deployment.get("schedules") or []:
            yield Schedule(
                entrypoint=deployment["entrypoint"],
                deployment=deployment["name"],
                slug=schedule.get("slug", ""),
                cron=schedule["cron"],
                timezone=schedule["timezone"],
                active=schedule.get("active", True),
                parameters=_spelled(schedule.get("parameters", {})),
            )


def _named(file: Path) -> Iterator[tuple[str, str]]:
    return ((deployment["entrypoint"], deployment["name"]) for deployment in _entries(file))


def _queues(file: Path) -> set[str]:
    return {deployment["work_pool"].get("work_queue_name", "default") for deployment in _entries(file)}


def _entries(file: Path) -> list[dict[str, Any]]:
    import yaml

    found: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))["deployments"]
    return found


def _make_queue(client: "SyncPrefectClient", name: str) -> None:
    from prefect.exceptions import ObjectAlreadyExists

    try:
        client.create_work_queue(name, work_pool_name=POOL)
    except ObjectAlreadyExists:
        return


def _spelled(parameters: Mapping[str, object]) -> str:
    import json

    return json.dumps(parameters, sort_keys=True, default=str)
