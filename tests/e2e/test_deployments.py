"""Deployed flows under a worker: started from the form, by their schedules, and with an account that fails."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.commands import processes_of
from tests.e2e.conftest import Houses
from tests.e2e.house import NOW, House, Started, a_sandbox, secrets_in_prefect

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

FILE = Path(__file__).parents[2] / "prefect.yaml"
SCHEDULED = {
    "sync-orders": 2,
    "sync-after-sales": 2,
    "sync-traces": 1,
    "create-tickets": 1,
    "dispatch-batch": 1,
    "watch-sla": 1,
    "purge": 1,
    "check-tables": 1,
}
Form = Callable[..., "FlowRun"]


@pytest.fixture(scope="module")
def house(open_house: Houses) -> Iterator[House]:
    with a_sandbox(orders=60) as sandbox, open_house(sandbox) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(prefect_api: str) -> "Iterator[SyncPrefectClient]":
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as opened:
        yield opened


@pytest.fixture(scope="module", autouse=True)
def deployed(house: House) -> str:
    """What `shouhou deploy` said."""
    done = house.shouhou("deploy")
    assert done.returncode == 0, done.stderr
    return done.stdout


def schedules(client: "SyncPrefectClient", flow: str) -> list[str]:
    deployment = client.read_deployment_by_name(f"{flow}/default")
    return sorted(str(each.slug) for each in deployment.schedules)


def test_deploy_brings_every_flow_with_its_schedules_once(client: "SyncPrefectClient", deployed: str) -> None:
    assert deployed.startswith("deployed prefect.yaml to http://127.0.0.1:")
    assert "removed" not in deployed
    assert {flow: len(schedules(client, flow)) for flow in SCHEDULED} == SCHEDULED
    assert schedules(client, "cycle") == []


def test_the_form_explains_what_it_asks_for(client: "SyncPrefectClient") -> None:
    asked = client.read_deployment_by_name("sync-orders/default").parameter_openapi_schema["properties"]
    assert set(asked) == {"accounts", "start", "end", "lookback_hours", "now"}
    assert all(each["description"] for each in asked.values())


def test_a_schedule_yields_runs(client: "SyncPrefectClient") -> None:
    waiting = set(SCHEDULED)
    until = time.monotonic() + 150
    while waiting and time.monotonic() < until:
        waiting -= {flow for flow in waiting if ahead(client, flow)}
        time.sleep(1)
    assert waiting == set(), "these have a schedule and no run ahead of them"
    assert ahead(client, "cycle") == []


def ahead(client: "SyncPrefectClient", flow: str) -> "list[FlowRun]":
    """Return the runs that wait for their time."""
    from prefect.client.schemas.filters import (
        DeploymentFilter,
        DeploymentFilterId,
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType

    deployment = client.read_deployment_by_name(f"{flow}/default")
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED]))
    return client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=state),
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment.id])),
    )


def test_r2_schedules_that_left_the_file_leave_the_server(client: "SyncPrefectClient", tmp_path: Path) -> None:
    from stack import deployments

    content: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    by_flow = {each["entrypoint"].rpartition(":")[2]: each for each in content["deployments"]}
    del by_flow["sync_orders"]["schedules"][1]
    by_flow["watch_sla"]["schedules"] = []
    del by_flow["sync_traces"]["schedules"]
    fewer = tmp_path / "prefect.yaml"
    fewer.write_text(yaml.safe_dump(content), encoding="utf-8")
    try:
        removed = deployments.deploy(fewer)
        left = {
            flow: schedules(client, flow) for flow in ("sync-orders", "watch-sla", "sync-traces", "sync-after-sales")
        }
        apart = deployments.differences(fewer)
        runs = ahead(client, "watch-sla")
    finally:
        deployments.deploy(FILE)

    assert removed == [
        "sync-orders/default nightly",
        "sync-traces/default every-10-min",
        "watch-sla/default every-10-min",
    ]
    assert left == {
        "sync-orders": ["every-10-min"],
        "watch-sla": [],
        "sync-traces": [],
        "sync-after-sales": ["every-10-min", "nightly"],
    }
    assert (apart, runs) == ([], [])
    assert deployments.differences(FILE) == []


# --- Under a worker. Schedules rest meanwhile, so that nothing runs but what a story starts.


@pytest.fixture(scope="module")
def worker(house: House, client: "SyncPrefectClient", deployed: str) -> Iterator[Started]:
    """`shouhou worker`, started where its configuration lies and without naming it."""
    deployments = [client.read_deployment_by_name(f"{flow}/default").id for flow in SCHEDULED]
    for each in deployments:
        client.pause_deployment(each)
    started = house.start("worker", SHOUHOU_CONFIG="")
    yield started
    started.process.send_signal(signal.SIGINT)
    started.process.wait(60)
    for each in deployments:
        client.resume_deployment(each)


@pytest.fixture
def form(client: "SyncPrefectClient", worker: Started) -> Form:
    """Return what the UI's form does: create a run of a deployment with parameters; here it is also waited for."""

    def run(flow: str, **parameters: object) -> "FlowRun":
        deployment = client.read_deployment_by_name(f"{flow}/default")
        created = client.create_flow_run_from_deployment(
            deployment.id, parameters={"now": NOW.isoformat(), **parameters}
        )
        until = time.monotonic() + 240
        while True:
            found = client.read_flow_run(created.id)
            if found.state and found.state.is_final():
                return found
            worker.assert_alive()
            assert time.monotonic() < until, found.state
            time.sleep(0.5)

    return run


def test_a_run_from_the_form_completes_and_its_row_says_so(house: House, form: Form) -> None:
    run = form("sync-orders", accounts=["tmall-flagship"])
    assert (run.state_type, run.state_name) == ("COMPLETED", "Completed")
    assert house.rows("SELECT flow, status, trigger FROM ops.run WHERE run_id = :run", run=run.id) == [
        {"flow": "sync-orders", "status": "completed", "trigger": "manual"}
    ]
    [stored] = house.rows("SELECT count(*) AS n FROM api.v1_orders")
    truth = [row for row in house.sandbox.truth()["orders"] if row["account"] == "tmall-flagship"]
    assert stored["n"] == len(truth)


def test_a_run_with_a_failed_account_is_failed_and_says_which(
    house: House, form: Form, client: "SyncPrefectClient"
) -> None:
    house.sandbox.expire_session("tmall-outlet")
    run = form("sync-orders")
    assert run.state is not None
    assert (run.state_type, run.state_name) == ("FAILED", "Failed")
    assert run.state.message == "partial: tmall-outlet"
    [row] = house.rows("SELECT status FROM ops.run WHERE run_id = :run", run=run.id)
    assert row["status"] == "partial"
    assert secrets_in_prefect(house) == []


def test_a_value_that_the_form_does_not_allow_is_refused_before_a_run_is_made(client: "SyncPrefectClient") -> None:
    from prefect.exceptions import PrefectHTTPStatusError

    deployment = client.read_deployment_by_name("sync-orders/default")
    with pytest.raises(PrefectHTTPStatusError, match="409"):
        client.create_flow_run_from_deployment(deployment.id, parameters={"lookback_hours": 0})


def test_a_worker_told_to_end_leaves_nothing_and_has_spoken_no_secret(house: House, worker: Started) -> None:
    for _ in range(2):  # Prefect's worker may swallow the first Ctrl-C; the second always ends it
        worker.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            worker.process.wait(20)
            break
    assert worker.process.poll() is not None
    said = worker.out.read_text() + worker.err.read_text()
    assert "tmall-outlet" in said
    assert "TypeError" not in said
    assert not any(secret in said for secret in house.secrets)
    assert [words for words in processes_of(house.home) if "worker start" in words or "flow-run" in words] == []
