"""A platform that changes how its records look is noticed once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from connectors.tmall import client
from schemas.wire import DriftKind
from store import drift
from store.engine import transaction
from tests.stage import Stage

OnStage = Callable[..., Stage]
FOUND = "SELECT kind, path, value, hits, status FROM ops.drift WHERE kind <> 'new_value' ORDER BY 1, 2, 3"


def bend(monkeypatch: pytest.MonkeyPatch, text: str, other_text: str) -> None:
    """From now on every answer of Tmall has another text for this one."""
    parse = client.parse

    def other(body: bytes, **given: str) -> object:
        return parse(body.replace(text.encode(), other_text.encode()), **given)

    monkeypatch.setattr(client, "parse", other)


def test_a_renamed_field_is_missing_and_new_once(
    on_stage: OnStage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stage = on_stage(orders=500, shops=("tmall-flagship",), days=20)
    stage.sync_orders()
    assert stage.rows(FOUND) == []
    bend(monkeypatch, '"payment"', '"paid_sum"')
    bounds = {"start": stage.now - timedelta(days=19), "end": stage.now}
    caplog.set_level("INFO")
    run = stage.sync_orders(**bounds)
    found = [(row["kind"], row["path"], row["value"]) for row in stage.rows(FOUND)]
    assert len(drift.first_seen_in(stage.database, run["run_id"])) == len(found) == 4
    assert caplog.text.count("platform.changed") == 4
    assert ("missing_field", "orders.payment", "string") in found
    assert ("new_field", "orders.paid_sum", "string") in found
    # Tmall's lines come in a wrapper and land without it.
    assert ("missing_field", "orders.orders[].payment", "string") in found
    assert ("new_field", "orders.orders[].paid_sum", "string") in found
    with transaction(stage.database) as cursor:
        assert drift.accept(cursor, drift.ANY | {"kind": "new_field"}) == 2
    caplog.clear()
    before = stage.rows(FOUND)
    again = stage.sync_orders(**bounds)
    after = stage.rows(FOUND)
    assert drift.first_seen_in(stage.database, again["run_id"]) == []
    assert [row | {"hits": 0} for row in after] == [row | {"hits": 0} for row in before], (
        "nothing new, and accepted it stays"
    )
    assert all(one["hits"] < other["hits"] for one, other in zip(before, after, strict=True)), "it is still so"
    assert "platform.changed" not in caplog.text, "it is said once"
    kinds = {row["kind"] for row in drift.listed(stage.database, drift.ANY)}
    assert DriftKind.NEW_FIELD not in kinds
    assert DriftKind.MISSING_FIELD in kinds


def test_a_renamed_field_that_stops_the_account_is_told_too(on_stage: OnStage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = on_stage(orders=500, shops=("tmall-flagship",), days=20)
    stage.sync_orders()
    bend(monkeypatch, '"created"', '"made"')
    later = stage.now + timedelta(hours=1)
    for order in stage.rows("SELECT external_order_id AS number FROM core.sales_order LIMIT 150"):
        stage.sandbox.change_order(order["number"], at=stage.now + timedelta(minutes=30))
    stage.sandbox.now_override = later
    [account] = stage.sync_orders(now=later)["accounts"].values()
    assert account["status"] == "failed"
    assert "set aside together" in account["reason"]
    assert ("missing_field", "orders.created") in {(row["kind"], row["path"]) for row in stage.rows(FOUND)}


def test_a_list_is_learned_anew_once_it_is_accepted(on_stage: OnStage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = on_stage(orders=500, shops=("tmall-flagship",), days=20)
    stage.sync_orders()
    bounds = {"start": stage.now - timedelta(days=19), "end": stage.now}
    with monkeypatch.context() as patch:
        bend(patch, '"payment"', '"paid_sum"')
        stage.sync_orders(**bounds)
        with transaction(stage.database) as cursor:
            assert drift.accept(cursor, drift.ANY | {"path": "orders.payment"}) == 1
        stage.sync_orders(**bounds)
    stage.sync_orders(**bounds)
    found = {(row["kind"], row["path"]): row["status"] for row in stage.rows(FOUND)}
    assert found["missing_field", "orders.payment"] == "accepted"
    assert ("new_field", "orders.payment") not in found, "it is read"
    [learned] = stage.rows(
        "SELECT max(seen) FILTER (WHERE path = 'payment') AS field, max(seen) AS all FROM ops.wire_field"
    )
    assert 0 < learned["field"] < learned["all"], "of the runs since"


def test_an_unchanged_platform_tells_nothing_and_no_value_is_kept(on_stage: OnStage) -> None:
    stage = on_stage(orders=400, days=20)
    for _ in range(2):
        bounds = {"start": stage.now - timedelta(days=19), "end": stage.now}
        stage.sync_orders(**bounds)
        stage.sync_after_sales(**bounds)
        stage.sync_traces(**bounds)
    assert stage.rows(FOUND) == []
    assert stage.rows("SELECT 1 FROM raw.page WHERE fields IS NOT NULL AND settled_at IS NOT NULL") == []
    kinds = stage.rows("SELECT DISTINCT unnest(kinds) AS kind FROM ops.wire_field")
    assert {row["kind"] for row in kinds} <= {"string", "number", "boolean", "object", "list"}
    assert stage.rows(r"SELECT path FROM ops.wire_field WHERE path ~ '\d{5}'") == []


def test_names_that_could_be_somebodys_are_not_kept(on_stage: OnStage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = on_stage(orders=500, shops=("tmall-flagship",), days=20)
    stage.sync_orders()
    bend(monkeypatch, '"payment"', '"13912345678":"李小明","calls":{"13912345678":1},"王 小二":"x","payment"')
    stage.sync_orders(start=stage.now - timedelta(days=19), end=stage.now)
    found = {(row["path"], row["value"]) for row in stage.rows(FOUND)}
    assert found == {
        (f"orders.{path}", value)
        for path, value in (
            ("*", "string"),
            ("calls", "object"),
            ("orders[].*", "string"),
            ("orders[].calls", "object"),
        )
    }
    kept = str(stage.rows("SELECT path, value FROM ops.drift UNION ALL SELECT path, kinds::text FROM ops.wire_field"))
    assert [word for word in ("13912345678", "李小明", "小二") if word in kept] == []
