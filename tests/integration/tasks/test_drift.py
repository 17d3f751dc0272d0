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


def renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on every answer of Tmall calls the payment something else."""
    parse = client.parse

    def other(body: bytes, **given: str) -> object:
        return parse(body.replace(b'"payment"', b'"paid_sum"'), **given)

    monkeypatch.setattr(client, "parse", other)


def test_a_renamed_field_is_missing_and_new_once(on_stage: OnStage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = on_stage(orders=500, shops=("tmall-flagship",), days=20)
    stage.sync_orders()
    assert stage.rows(FOUND) == []
    renamed(monkeypatch)
    bounds = {"start": stage.now - timedelta(days=19), "end": stage.now}
    stage.sync_orders(**bounds)
    found = [(row["kind"], row["path"], row["value"]) for row in stage.rows(FOUND)]
    assert ("missing_field", "orders.payment", "string") in found
    assert ("new_field", "orders.paid_sum", "string") in found
    stage.sync_orders(**bounds)
    assert {row["hits"] for row in stage.rows(FOUND)} == {1}
    with transaction(stage.database) as cursor:
        assert drift.accept(cursor, drift.ANY | {"kind": "new_field"}) >= 1
    kinds = {row["kind"] for row in drift.listed(stage.database, drift.ANY)}
    assert DriftKind.NEW_FIELD not in kinds
    assert DriftKind.MISSING_FIELD in kinds


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
