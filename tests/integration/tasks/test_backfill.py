"""The past, part by part, beside the live sync."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from schemas.backfill import BackfillRequest
from schemas.errors import Unavailable
from schemas.words import Entity
from store import backfills
from tasks import backfill as room
from tasks.backfill import backfill_account, left_open, planned
from tasks.runs import begun_over, conclude, past
from tests.stage import Stage
from tests.truth import differences, expected, view

OnStage = Callable[..., Stage]


def filled(stage: Stage, entity: Entity = Entity.ORDERS, *, again: bool = False, **given: Any) -> dict[str, Any]:
    """Backfill the whole world as the flow does."""
    end = stage.now - timedelta(minutes=5)
    asked = past(now=stage.now, start=end - timedelta(days=12), end=end)
    request = BackfillRequest(entity=entity, start=asked.start, end=asked.end, chunk=timedelta(days=3))

    def plan() -> list[str]:
        return planned(request, given.get("accounts"), again=again)

    with begun_over("backfill", asked, plan, trigger="backfill") as run:
        for name in run.accounts:
            with suppress(Exception):  # recorded in the account's row
                backfill_account.fn(name, request, run.id, stage.now)
        left_open(request, run.id, run.accounts)
        return conclude(run)


def test_a_backfill_ends_in_the_rows_of_a_full_load_and_moves_no_cursor(on_stage: OnStage) -> None:
    stage = on_stage(orders=150)
    for entity in (Entity.ORDERS, Entity.AFTER_SALES, Entity.TRACES):
        tally = filled(stage, entity)
        assert tally["status"] == "completed", tally
        assert tally["fetched"]
    assert stage.rows("SELECT 1 FROM ops.sync_cursor WHERE watermark IS NOT NULL OR last_success_at IS NOT NULL") == []
    truth = stage.sandbox.truth()
    for name in ("orders", "order_lines", "after_sales", "shipments", "shipment_events"):
        assert differences(view(stage.database, name), expected(truth, name)) == []
    assert stage.rows("SELECT DISTINCT trigger FROM ops.run") == [{"trigger": "backfill"}]


def test_parts_that_are_done_are_not_asked_for_again(on_stage: OnStage) -> None:
    stage = on_stage(orders=60)
    filled(stage)
    calls = sum(stage.sandbox.calls.values())
    assert filled(stage)["accounts"] == {}
    assert sum(stage.sandbox.calls.values()) == calls
    tally = filled(stage, again=True)
    assert (tally["inserted"], tally["updated"]) == (0, 0)
    assert tally["unchanged"]


def test_a_backfill_that_failed_goes_on_where_it_stopped(on_stage: OnStage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = on_stage(orders=150, shops=1)
    bring, parts = room.bring, []

    def fails_at_the_third(*given: Any, **more: Any) -> None:
        parts.append(given)
        if len(parts) == 3:
            raise Unavailable("down")
        bring(*given, **more)

    monkeypatch.setattr(room, "bring", fails_at_the_third)
    tally = filled(stage)
    assert tally["status"] == "failed"
    assert stage.rows("SELECT 1 FROM ops.sync_cursor WHERE last_error IS NOT NULL OR consecutive_failures > 0") == []
    [row] = stage.rows("SELECT count(done_at) AS done, count(*) AS parts FROM ops.backfill_chunk")
    assert row == {"done": 2, "parts": 4}
    monkeypatch.setattr(room, "bring", bring)
    assert filled(stage)["status"] == "completed"
    assert differences(view(stage.database, "orders"), expected(stage.sandbox.truth(), "orders")) == []
    job = stage.rows("SELECT job FROM ops.backfill_job")[0]["job"]
    assert backfills.progress(stage.database, job).done == 4


def test_beside_a_live_sync_both_give_the_same_rows(on_stage: OnStage) -> None:
    stage = on_stage(orders=150)
    filled(stage)
    stage.sync_orders()
    tally = filled(stage, again=True)
    assert (tally["inserted"], tally["updated"]) == (0, 0)
    assert differences(view(stage.database, "orders"), expected(stage.sandbox.truth(), "orders")) == []


def test_what_lies_beyond_a_platforms_reach_is_told(on_stage: OnStage) -> None:
    stage = on_stage(orders=40, shops=("douyin-flagship",))
    asked = past(now=stage.now, start=stage.now - timedelta(days=200), end=stage.now - timedelta(days=100))
    request = BackfillRequest(entity=Entity.ORDERS, start=asked.start, end=asked.end, chunk=timedelta(days=50))
    with begun_over("backfill", asked, lambda: planned(request, None, again=False), trigger="backfill") as run:
        backfill_account.fn("douyin-flagship", request, run.id, stage.now)
        tally = conclude(run)
    assert "lists nothing from before" in tally["accounts"]["douyin-flagship"]["reason"]
