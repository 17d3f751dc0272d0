"""The tickets of a whole world, against what its stories name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from imports.folder import read
from store import master
from tasks.create_tickets import create_tickets
from tests.stage import Stage
from tests.truth import differences, expected, view

OnStage = Callable[..., Stage]
DEMO = Path(__file__).parents[3] / "data" / "demo"
NAMED = ("ticket_type", "account", "external_order_id", "external_line_id", "external_after_sale_id", "status")


def a_world(on_stage: OnStage, **given: Any) -> tuple[Stage, dict[str, int]]:
    stage = on_stage(**given)
    master.save(stage.database, read(DEMO))
    stage.sync_orders()
    stage.sync_after_sales()
    stage.sync_traces()
    return stage, make(stage)


def make(stage: Stage) -> dict[str, int]:
    return create_tickets(stage.database.url.render_as_string(hide_password=False), now=stage.now, run_id=None)


def test_the_tickets_equal_what_the_stories_name(on_stage: OnStage) -> None:
    stage, _ = a_world(on_stage, orders=200, days=20)
    mine = [{name: row[name] for name in NAMED} for row in view(stage.database, "tickets")]
    assert differences(mine, expected(stage.sandbox.truth(), "tickets")) == []


def test_an_unchanged_world_changes_no_ticket(on_stage: OnStage) -> None:
    stage, first = a_world(on_stage)
    assert first["created"] > 0
    before = view(stage.database, "tickets"), view(stage.database, "ticket_events")
    assert make(stage) == {"created": 0, "changed": 0, "cancelled": 0}
    assert (view(stage.database, "tickets"), view(stage.database, "ticket_events")) == before
