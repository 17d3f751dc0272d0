"""prefect.yaml without a server: every deployment loads, its parameters fit, its schedules can be kept."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import ScriptError
from prefect.flows import Flow, load_flow_from_entrypoint

from flows import registry

FILE = Path(__file__).parents[2] / "prefect.yaml"
CONTENT: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
DEPLOYMENTS: list[dict[str, Any]] = CONTENT["deployments"]


def named(deployment: dict[str, Any]) -> str:
    return str(deployment["entrypoint"]).rpartition(":")[2]


def load(deployment: dict[str, Any]) -> Flow[..., Any]:
    """Load the flow that a deployment names; `prefect deploy` itself would take a placeholder for one that is broken."""
    return load_flow_from_entrypoint(deployment["entrypoint"], use_placeholder_flow=False)


def test_every_flow_has_one_deployment_called_default() -> None:
    assert [(named(each).replace("_", "-"), each["name"]) for each in DEPLOYMENTS] == [
        (name, "default") for name in registry.NAMES
    ]


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=named)
def test_a_deployment_loads_and_takes_its_parameters(deployment: dict[str, Any]) -> None:
    flow = load(deployment)
    assert flow.name == named(deployment).replace("_", "-")
    nothing_given = [] if flow.parameters.required else [{}]  # a backfill refuses without a start
    for schedule in (*nothing_given, *deployment["schedules"]):
        given = deployment.get("parameters", {}) | schedule.get("parameters", {})
        assert set(given) <= set(flow.parameters.properties)
        flow.validate_parameters(given)


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=named)
def test_the_form_in_the_ui_explains_every_parameter(deployment: dict[str, Any]) -> None:
    flow = load(deployment)
    assert flow.description
    assert deployment["description"]
    assert "now" in flow.parameters.properties
    for name, schema in flow.parameters.properties.items():
        assert schema.get("description"), name
        assert schema.get("type") or schema.get("anyOf"), name


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=named)
def test_schedules_can_be_kept_in_shanghai(deployment: dict[str, Any]) -> None:
    for schedule in deployment["schedules"]:
        CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
        assert schedule["timezone"] == "Asia/Shanghai"
    slugs = [schedule["slug"] for schedule in deployment["schedules"]]
    assert len(set(slugs)) == len(slugs)


def test_the_nightly_look_back_is_two_days_and_a_cycle_has_no_schedule() -> None:
    nightly = {
        named(each): schedule["parameters"]
        for each in DEPLOYMENTS
        for schedule in each["schedules"]
        if schedule["slug"] == "nightly"
    }
    assert nightly == {name: {"lookback_hours": 48} for name in ("sync_orders", "sync_after_sales")}
    assert [each["schedules"] for each in DEPLOYMENTS if named(each) == "cycle"] == [[]]


def test_no_two_deployments_start_in_the_same_minute() -> None:
    minutes = [
        (schedule["cron"].partition(" ")[0].partition("/")[0].partition("-")[0], named(each))
        for each in DEPLOYMENTS
        for schedule in each["schedules"]
        if "/10 " in schedule["cron"]
    ]
    assert len({minute for minute, _ in minutes}) == len(minutes) == 5


def test_everything_runs_on_the_products_pool_and_nothing_is_pulled() -> None:
    assert CONTENT["pull"] == []
    assert {each["work_pool"]["name"] for each in DEPLOYMENTS} == {"shouhou"}


def test_an_entrypoint_that_does_not_import_is_found(tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("import no_such_library\n")
    with pytest.raises(ScriptError, match="no_such_library"):
        load({"entrypoint": f"{broken}:sync_orders"})
