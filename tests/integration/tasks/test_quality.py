"""What checks came to is kept; an account whose answers are unlike its own stops until a person lets it go on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from connectors.tmall import Tmall
from schemas.page import Fault, Raw, Read
from store import quality
from store.accounts import resume
from store.engine import transaction
from tests.stage import Stage
from tests.told import Told, trade
from tests.unit.connectors.tmall.records import a_sub_order

OnStage = Callable[..., Stage]
RESULTS = "SELECT suite, expectation, severity, checked, failed, success FROM ops.validation_result ORDER BY 1, 2"


def test_results_are_added_up_over_a_run(told: Told) -> None:
    told.orders(trade(1), trade(2, a_sub_order(oid=20, outer_sku_id=None, outer_iid=None)))
    found = {row[1]: row[2:] for row in told.rows(RESULTS)}
    assert found["order_id_usable"] == ("critical", 2, 0, True)
    assert found["line_sku_code_given"] == ("warning", 2, 1, False)
    assert found["order_status_known"][1] == 2


def test_what_was_not_checked_is_no_pass(told: Told) -> None:
    told.scans("SF1", {"acceptTime": "2026-03-05 20:00:00", "opCode": "54", "remark": "x", "acceptAddress": "y"})
    found = {row[1]: row[2:] for row in told.rows(RESULTS)}
    assert found["scan_reason_known"] == ("critical", 0, 0, None)


@pytest.fixture
def spoilt(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Return a switch: from now on every order of a Tmall shop is set aside, or is read again."""
    reads = Tmall.normalize
    monkeypatch.setattr(Tmall, "read_page", lambda *_: ())

    def refuse(self: Tmall, stream: str, record: Raw) -> Read:
        fault = Fault(source_key=str(record.get("tid_str")), stage="normalise", rule="all_new", message="New to us.")
        return Read(faults=(fault,)) if stream == "orders" else reads(self, stream, record)

    return lambda on: monkeypatch.setattr(Tmall, "normalize", refuse if on else reads)


def let_on(stage: Stage, account: str) -> None:
    with transaction(stage.database) as cursor:
        resume(cursor, account)
        quality.accept(cursor, account, "the platform has new words")


def test_a_flood_of_bad_rows_stops_the_account_until_somebody_lets_it_go_on(
    on_stage: OnStage, spoilt: Callable[[bool], None]
) -> None:
    stage = on_stage(orders=300, shops=2)
    spoilt(True)
    tally = stage.sync_orders()
    stopped = {name: row for name, row in tally["accounts"].items() if row["status"] == "failed"}
    assert stopped
    [name, *_] = stopped
    assert "records were set aside together" in stopped[name]["reason"]
    assert f"shouhou accounts resume {name}" in stopped[name]["reason"]
    assert stage.rows("SELECT 1 FROM core.sales_order WHERE account = :name", name=name) == []
    assert stage.rows(
        "SELECT watermark FROM ops.sync_cursor WHERE account = :name AND entity = 'orders'", name=name
    ) == [{"watermark": None}]
    assert stage.rows("SELECT 1 FROM raw.page WHERE account = :name AND settled_at IS NULL LIMIT 1", name=name)
    assert stage.sync_orders()["accounts"][name]["status"] == "skipped", "it is paused"
    spoilt(False)
    let_on(stage, name)
    again = stage.sync_orders()["accounts"][name]
    assert again["status"] == "done"
    assert again["inserted"]
    kept = stage.rows(
        "SELECT status, count(*) AS n FROM ops.rejected_row WHERE rule = 'all_new' AND account = :a GROUP BY 1", a=name
    )
    counts = {row["status"]: row["n"] for row in kept}
    assert counts["superseded"], "kept for whoever looked, and closed by the good versions"
    assert counts.get("open", 0) <= again["rejected"]


def test_what_a_person_accepted_does_not_stop_it_again(on_stage: OnStage, spoilt: Callable[[bool], None]) -> None:
    stage = on_stage(orders=300, shops=("tmall-flagship",))
    spoilt(True)
    stage.sync_orders()
    let_on(stage, "tmall-flagship")
    row = stage.sync_orders()["accounts"]["tmall-flagship"]
    assert (row["status"], row["inserted"]) == ("done", 0)
    assert row["rejected"]


def usual_runs(stage: Stage, account: str, *, fetched: int, runs: int = 6) -> None:
    """Write runs of the same hour in the days before."""
    with stage.database.begin() as connection:
        for day in range(1, runs + 1):
            given: dict[str, Any] = {"run": uuid4(), "account": account, "n": fetched, "days": day}
            connection.execute(
                text(
                    "INSERT INTO ops.run (run_id, flow, trigger, params, started_at, status) VALUES (:run, 'sync-orders',"
                    " 'schedule', '{}', clock_timestamp() - make_interval(days => :days), 'completed')"
                ),
                given,
            )
            connection.execute(
                text(
                    "INSERT INTO ops.run_account (run_id, account, status, fetched, unchanged, listed)"
                    " VALUES (:run, :account, 'done', :n, :n, :n)"
                ),
                given,
            )


def test_nothing_where_there_is_always_something_stops_the_cursor(on_stage: OnStage) -> None:
    stage = on_stage(orders=40, shops=("tmall-flagship",))
    stage.sync_orders()
    [before] = stage.rows("SELECT watermark FROM ops.sync_cursor WHERE entity = 'orders'")
    usual_runs(stage, "tmall-flagship", fetched=50)
    now = stage.now + timedelta(minutes=30)
    row = stage.sync_orders(now=now)["accounts"]["tmall-flagship"]
    assert row["status"] == "failed"
    assert "Nothing came" in row["reason"]
    assert stage.rows("SELECT watermark FROM ops.sync_cursor WHERE entity = 'orders'") == [before]
    [stored] = stage.rows("SELECT rule FROM ops.quality_stop")
    assert stored["rule"] == "nothing_fetched"
    let_on(stage, "tmall-flagship")
    assert stage.sync_orders(now=now)["accounts"]["tmall-flagship"]["status"] == "done"
    assert stage.rows("SELECT watermark FROM ops.sync_cursor WHERE entity = 'orders'") != [before]


def test_a_run_that_catches_up_and_runs_with_bounds_are_not_compared(on_stage: OnStage) -> None:
    stage = on_stage(orders=40, shops=("tmall-flagship",))
    usual_runs(stage, "tmall-flagship", fetched=50)
    stage.sync_orders()
    assert stage.sync_orders(lookback_hours=1, now=stage.now + timedelta(minutes=90))["status"] == "completed"
    assert stage.sync_orders(now=stage.now + timedelta(hours=3))["status"] == "completed"
    assert stage.rows("SELECT 1 FROM ops.quality_stop") == []


def test_what_is_fetched_by_its_number_is_no_part_of_a_usual_volume(
    on_stage: OnStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = on_stage(orders=300, shops=("tmall-flagship",))
    stage.sync_orders()
    stage.sync_after_sales()
    open_ones = [row["external_id"] for row in stage.rows("SELECT external_id FROM core.after_sale LIMIT 25")]
    assert len(open_ones) == 25
    monkeypatch.setattr("store.after_sales.to_read_again", lambda *_, **__: open_ones)
    for minutes in range(30, 100, 10):  # the lists are quiet from the first of these on
        row = stage.sync_after_sales(now=stage.now + timedelta(minutes=minutes))["accounts"]["tmall-flagship"]
        assert (row["status"], row["fetched"]) == ("done", 25)
