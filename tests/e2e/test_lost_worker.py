"""A worker that is lost mid-run with its run: the run is detected and taken up again without hands."""

import re
import time
from collections.abc import Callable

import pytest

from tests.e2e.house import House
from tests.truth import differences, expected, view

LANDED = "SELECT 1 FROM raw.page LIMIT 1"
WITHIN_S = 300
"""Ninety seconds of silence, a re-run fifteen seconds later, and two starts of Python on a busy machine."""


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_run_whose_worker_died_with_it_is_started_again(house_of: Callable[..., House], prefect_api: str) -> None:
    from prefect.client.orchestration import get_client

    house = house_of(orders=1500, shops=2)
    house.config.write_text(re.sub(r"calls_per_second = \d+", "calls_per_second = 4", house.config.read_text()))
    assert house.shouhou("deploy").returncode == 0
    with get_client(sync_client=True) as client:
        deployments = [each for each in client.read_deployments() if each.name == "default"]
        for each in deployments:
            client.pause_deployment(each.id)
        try:
            lost = house.start("worker")
            first = client.create_flow_run_from_deployment(client.read_deployment_by_name("sync-orders/default").id)
            lost.wait_for_row(LANDED)
            lost.kill()
            assert house.rows("SELECT status FROM ops.run") == [{"status": "running"}]
            again = house.start("worker")
            until = time.monotonic() + WITHIN_S
            while house.rows("SELECT 1 FROM ops.run WHERE status = 'completed'") == []:
                again.assert_alive()
                assert time.monotonic() < until, "nobody took the run up again"
                time.sleep(1)
            state = client.read_flow_run(first.id).state
            assert state is not None
            assert state.name == "Crashed"
        finally:
            for each in deployments:
                client.resume_deployment(each.id)
    again.kill()
    runs = house.rows("SELECT run_id, status FROM ops.run ORDER BY started_at")
    assert [row["status"] for row in runs] == ["crashed", "completed"]
    assert differences(view(house.database, "orders"), expected(house.sandbox.truth(), "orders")) == []
