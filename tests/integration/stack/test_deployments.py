"""What differs between a file and a real Prefect server is named (field case R2); making things again changes nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stack import deployments

HEAD = """\
name: shouhou
pull: []
deployments:
  - name: default
    entrypoint: flows.watch_sla:watch_sla
    tags: [shouhou]
    work_pool: {name: shouhou, work_queue_name: quiet}
"""
HOURLY = '{slug: hourly, cron: "7 * * * *", timezone: Asia/Shanghai, active: true}'
NIGHTLY = '{slug: nightly, cron: "20 3 * * *", timezone: Asia/Shanghai, parameters: {now: "2026-11-01T03:20:00+08:00"}}'


@pytest.fixture(scope="module")
def file(prefect_api: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A file with two schedules, deployed. One deployment costs seven seconds, so the tests share it."""
    file = written(tmp_path_factory.mktemp("deployed"), f"[{HOURLY}, {NIGHTLY}]")
    deployments.bootstrap(file)
    deployments.deploy(file)
    yield file
    with _client() as client:
        for deployment in client.read_deployments():
            client.delete_deployment(deployment.id)


def written(folder: Path, schedules: str) -> Path:
    file = folder / "prefect.yaml"
    file.write_text(f"{HEAD}    schedules: {schedules}\n", encoding="utf-8")
    return file


def test_a_deployed_file_and_the_server_say_the_same(file: Path) -> None:
    assert deployments.differences(file) == []


def test_a_schedule_added_by_hand_is_named(file: Path) -> None:
    from prefect.client.schemas.schedules import CronSchedule

    with _client() as client:
        (deployment,) = client.read_deployments()
        by_hand = [(CronSchedule(cron="1 1 * * *", timezone="UTC"), True)]
        (made,) = client.create_deployment_schedules(deployment.id, by_hand)
        (found,) = deployments.differences(file)
        client.delete_deployment_schedule(deployment.id, made.id)

    assert "1 1 * * *" in found
    assert "not in prefect.yaml" in found


def test_a_schedule_and_a_deployment_that_were_not_deployed_are_named(file: Path, tmp_path: Path) -> None:
    more = written(tmp_path, f"[{HOURLY}, {NIGHTLY.replace('nightly', 'early')}]")
    more.write_text(more.read_text() + HEAD.partition("deployments:\n")[2].replace("watch_sla", "cycle"))

    found = "\n".join(deployments.differences(more))
    assert "watch-sla/default early (20 3 * * *) is in prefect.yaml" in found
    assert "watch-sla/default nightly (20 3 * * *) is on the server" in found
    assert "deployment flows.cycle:cycle (default) is missing" in found


def test_making_the_pool_and_the_automations_again_changes_nothing(file: Path) -> None:
    before = _made()
    deployments.bootstrap(file)

    assert _made() == before
    assert before["pool"] == ("shouhou", "process", deployments.POOL_LIMIT)
    assert "quiet" in before["queues"]
    assert before["automations"] == ["shouhou-crash-silent-runs", "shouhou-rerun-crashed-syncs"]


def test_a_file_that_cannot_be_deployed_is_told_in_one_sentence(file: Path, tmp_path: Path) -> None:
    bad = written(tmp_path, "[{slug: x, timezone: Asia/Shanghai}]")

    with pytest.raises(deployments.StackError, match="prefect deploy"):
        deployments.deploy(bad)


def _made() -> dict[str, Any]:
    with _client() as client:
        pool = client.read_work_pool("shouhou")
        queues = client.request("POST", "/work_pools/shouhou/queues/filter", json={}).json()
        automations = client.request("POST", "/automations/filter", json={}).json()
    return {
        "pool": (pool.name, pool.type, pool.concurrency_limit),
        "queues": sorted(queue["name"] for queue in queues),
        "automations": sorted(automation["name"] for automation in automations),
    }


def _client() -> Any:
    from prefect.client.orchestration import get_client

    return get_client(sync_client=True)
