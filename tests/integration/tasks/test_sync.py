"""Shops and couriers through land and settle, against the stand-ins' truth."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from connectors.kuaidi100 import Kuaidi100
from sandbox.jd.dialect import is_application
from schemas.errors import NotPermitted
from store import locks
from store.engine import transaction
from tasks import accounts
from tests.stage import Stage
from tests.truth import differences, expected, view

VIEWS = ("orders", "order_lines", "after_sales", "shipments", "shipment_links", "shipment_events")
RARE = {"busy": 0.05, "rate_limit": 0.03, "http500": 0.05, "reset": 0.03, "cut_json": 0.05, "html": 0.03}
OnStage = Callable[..., Stage]


def bring_all(stage: Stage, **bounds: Any) -> list[dict[str, Any]]:
    return [stage.sync_orders(**bounds), stage.sync_after_sales(**bounds), stage.sync_traces(**bounds)]


def assert_truth(stage: Stage, *names: str) -> None:
    truth = stage.sandbox.truth()
    wrong = {name: differences(view(stage.database, name), expected(truth, name)) for name in names or VIEWS}
    assert not any(wrong.values()), "\n".join(f"{name}: {line}" for name, lines in wrong.items() for line in lines)


def assert_adds_up(tally: dict[str, Any]) -> None:
    for row in (tally, *tally["accounts"].values()):
        assert row["fetched"] == row["inserted"] + row["updated"] + row["unchanged"] + row["rejected"]


def test_the_views_equal_the_platforms_truth_row_by_row(on_stage: OnStage) -> None:
    stage = on_stage(orders=300, days=20)
    for tally in bring_all(stage):
        assert tally["status"] == "completed", tally
        assert_adds_up(tally)
    assert_truth(stage)


def test_faults_of_the_platforms_change_nothing_in_the_end(on_stage: OnStage) -> None:
    stage = on_stage(
        orders=120, days=4, faults=RARE | {"duplicate": 0.2, "reorder": 0.2, "missing": 0.1, "stranger": 0.1}
    )
    for tally in bring_all(stage):
        assert_adds_up(tally)
    stage.sandbox.set_faults({})
    later = stage.now + timedelta(minutes=61)  # what an answer left out is asked for again by the next run
    assert [tally["status"] for tally in bring_all(stage, now=later)] == ["completed"] * 3
    assert_truth(stage)


def test_a_second_run_on_an_unchanged_platform_writes_nothing(on_stage: OnStage) -> None:
    stage = on_stage()
    bring_all(stage)
    before = {name: view(stage.database, name) for name in VIEWS}
    stamps = stage.rows("SELECT max(updated_at) AS at FROM core.sales_order")
    for tally in bring_all(stage):
        assert (tally["inserted"], tally["updated"]) == (0, 0), tally
    assert {name: view(stage.database, name) for name in VIEWS} == before
    assert stage.rows("SELECT max(updated_at) AS at FROM core.sales_order") == stamps


def test_rows_that_change_while_they_are_paged_are_not_lost(on_stage: OnStage) -> None:
    stage = on_stage(orders=220, faults={"changing": 0.3})
    stage.sync_orders()
    stage.sandbox.set_faults({})
    later = stage.now + timedelta(hours=1)
    assert stage.sync_orders(now=later)["status"] == "completed"
    assert_truth(stage, "orders", "order_lines")


def test_one_dead_account_leaves_the_others_loaded_and_the_run_is_partial(on_stage: OnStage) -> None:
    stage = on_stage()
    stage.sandbox.expire_session("tmall-outlet")
    tally = stage.sync_orders()
    assert tally["status"] == "partial"
    assert tally["accounts"]["tmall-flagship"]["status"] == "done"
    assert tally["accounts"]["tmall-flagship"]["inserted"] > 0
    dead = tally["accounts"]["tmall-outlet"]
    assert dead["status"] == "failed"
    assert dead["reason"]
    again = stage.sync_orders()
    assert again["accounts"]["tmall-outlet"]["status"] == "skipped", (
        "a refused account is paused until somebody renews it"
    )
    assert again["status"] == "completed"
    assert "shouhou accounts resume tmall-outlet" in again["accounts"]["tmall-outlet"]["reason"]


def test_a_long_told_delay_is_kept_and_obeyed_by_later_runs(on_stage: OnStage) -> None:
    stage = on_stage()
    stage.sandbox.script("taobao.trades.sold.increment.get", ["rate_limit_told:31062"])
    first = stage.sync_orders(["tmall-flagship"])
    assert first["accounts"]["tmall-flagship"]["status"] == "failed"
    again = stage.sync_orders(["tmall-flagship"])["accounts"]["tmall-flagship"]
    assert again["status"] == "skipped"
    assert "told us to wait" in again["reason"]


def test_two_runs_of_one_account_never_interleave(on_stage: OnStage, database_url: str) -> None:
    stage = on_stage()
    with locks.held(database_url, locks.live("tmall-flagship", "orders")):
        tally = stage.sync_orders()
        assert tally["accounts"]["tmall-flagship"]["status"] == "skipped"
        assert tally["accounts"]["tmall-outlet"]["status"] == "done"
        bounded = stage.sync_orders(["tmall-flagship"], start=stage.now - timedelta(days=1), end=stage.now)
        assert bounded["accounts"]["tmall-flagship"]["status"] == "done", "a run with bounds goes beside it"


def test_a_run_with_bounds_leaves_the_cursor_and_loads_what_lies_in_them(on_stage: OnStage) -> None:
    stage = on_stage()
    tally = stage.sync_orders(start=stage.now - timedelta(days=12), end=stage.now)
    assert tally["status"] == "completed"
    assert_truth(stage, "orders", "order_lines")
    assert stage.rows("SELECT DISTINCT watermark FROM ops.sync_cursor") == [{"watermark": None}]


def test_g2_an_empty_window_moves_the_watermark_to_its_end(on_stage: OnStage) -> None:
    stage = on_stage()
    stage.sync_orders()
    later = stage.now + timedelta(minutes=30)
    tally = stage.sync_orders(now=later)
    assert tally["status"] == "completed"
    marks = stage.rows("SELECT watermark FROM ops.sync_cursor WHERE entity = 'orders'")
    assert all(later - row["watermark"] <= timedelta(minutes=3) for row in marks)


def test_o1_an_order_that_becomes_visible_late_is_in_the_view_after_the_next_run(on_stage: OnStage) -> None:
    stage = on_stage()
    late = max(stage.sandbox.world.orders, key=lambda order: order.modified_at)
    stage.sandbox.hide(late.tid)
    stage.sync_orders(now=late.modified_at + timedelta(minutes=6))
    assert not stage.rows("SELECT FROM core.sales_order WHERE external_order_id = :tid", tid=str(late.tid))
    stage.sandbox.hide(late.tid, hidden=False)
    stage.sync_orders(now=late.modified_at + timedelta(minutes=14))
    assert stage.rows("SELECT 1 AS one FROM core.sales_order WHERE external_order_id = :tid", tid=str(late.tid))


def test_a1_an_order_page_that_settles_after_the_refund_leaves_the_request_alone(on_stage: OnStage) -> None:
    stage = on_stage(orders=220)
    stage.sync_after_sales()
    before = view(stage.database, "after_sales")
    stage.sync_orders()
    facts = [{k: v for k, v in row.items() if k != "external_order_id"} for row in view(stage.database, "after_sales")]
    assert facts == [{k: v for k, v in row.items() if k != "external_order_id"} for row in before]
    assert_truth(stage, "after_sales", "orders", "order_lines")


@pytest.mark.parametrize("first", ["orders", "after_sales"])
def test_requests_and_orders_come_to_the_same_in_either_order(on_stage: OnStage, first: str) -> None:
    stage = on_stage(orders=220)
    if first == "after_sales":
        stage.sync_after_sales()
    stage.sync_orders()
    stage.sync_after_sales()
    stage.sync_traces()
    assert_truth(stage)


def test_what_was_landed_before_the_platform_failed_is_loaded_and_the_watermark_stays_behind_it(
    on_stage: OnStage,
) -> None:
    stage = on_stage(orders=220, days=2)
    # The first window may hold hardly an order: it begins at midnight, the world two days before now.
    stage.sandbox.script("taobao.trades.sold.increment.get", [None, None, None, "expired_session"])
    tally = stage.sync_orders(["tmall-flagship"])
    assert tally["accounts"]["tmall-flagship"]["status"] == "failed"
    assert tally["accounts"]["tmall-flagship"]["inserted"] > 0
    assert_adds_up(tally)
    (cursor,) = stage.rows(
        "SELECT watermark FROM ops.sync_cursor WHERE account = 'tmall-flagship' AND entity = 'orders'"
    )
    assert cursor["watermark"] < stage.now - timedelta(hours=12), "only windows that were read whole count"
    assert not stage.rows("SELECT FROM raw.page WHERE settled_at IS NULL")


def test_a_token_is_kept_for_the_next_run(on_stage: OnStage, tmp_path: Path) -> None:
    stage = on_stage(orders=40, shops=2)
    stage.sandbox.bind_digest("token")
    file = tmp_path / "shouhou.toml"
    file.write_text(file.read_text().replace('"sf_express"\n', '"sf_express"\ndigest = "token"\n'))
    accounts.settings.cache_clear()
    stage.sync_orders()
    kept = [stage.rows("SELECT account, updated_at FROM ops.token") for _ in range(2) if stage.sync_traces()]
    assert [row["account"] for row in kept[0]] == ["sf-main"]
    assert kept[0] == kept[1], "the second run asked for none"
    assert "sf-main" in {row["account"] for row in stage.rows("SELECT account FROM ops.pace")}


def test_an_order_that_a_request_names_and_no_list_brings_is_fetched_by_its_number(on_stage: OnStage) -> None:
    stage = on_stage(orders=120, shops=("douyin-flagship",))
    stage.sync_after_sales()
    named = stage.rows("SELECT DISTINCT external_order_id AS id FROM core.after_sale ORDER BY 1")
    with stage.database.begin() as connection:  # as if the list reached no further back than this
        passed = text("UPDATE ops.sync_cursor SET watermark = :at WHERE entity = 'orders'")
        connection.execute(passed, {"at": stage.now - timedelta(minutes=5)})
    tally = stage.sync_orders()
    assert tally["accounts"]["douyin-flagship"]["reason"].startswith(
        f"{len(named)} orders named by after-sale requests"
    )
    assert stage.rows("SELECT external_order_id AS id FROM core.sales_order ORDER BY 1") == named
    assert stage.sync_orders()["accounts"]["douyin-flagship"]["reason"] is None


@pytest.mark.parametrize("shop", ["tmall-flagship", "jd-flagship"])
def test_orders_older_than_the_list_of_changes_are_read_by_their_creation(on_stage: OnStage, shop: str) -> None:
    stage = on_stage(orders=220, days=20, shops=(shop,))
    stage.sandbox.now_override = stage.now + timedelta(days=95)
    tally = stage.sync_orders(now=stage.now + timedelta(days=95))
    assert tally["status"] == "completed", tally
    truth = [row for row in stage.sandbox.truth()["orders"] if row["status"] != "unpaid" or shop != "jd-flagship"]
    found = stage.rows("SELECT external_order_id AS id, status FROM core.sales_order ORDER BY 1")
    assert [(row["id"], row["status"]) for row in found] == sorted(
        (str(row["external_order_id"]), row["status"]) for row in truth
    )
    again = stage.sync_orders(now=stage.now + timedelta(days=95), start=stage.now - timedelta(days=20), end=stage.now)
    assert (again["inserted"], again["updated"]) == (0, 0)
    assert again["unchanged"] >= len(truth)


def test_an_open_application_without_a_time_of_change_is_read_again_by_its_number(on_stage: OnStage) -> None:
    stage = on_stage(orders=220, shops=("jd-flagship",))
    applications = [each for each in stage.sandbox.world.requests if is_application(each)]
    for each in applications:
        each.raw["modified"] = None
    stage.sync_after_sales()
    waiting = stage.rows("SELECT external_id AS id FROM core.after_sale WHERE read_again ORDER BY 1")
    assert waiting
    number = waiting[0]["id"]
    moved = stage.sandbox.request(number)
    moved.word = "SUCCESS"  # and no list tells
    stage.sandbox.change_request(number, at=moved.modified_at)
    stage.sync_after_sales(now=stage.now + timedelta(hours=1))
    found = stage.rows("SELECT status, read_again FROM core.after_sale WHERE external_id = :id", id=number)
    assert found == [{"status": "completed", "read_again": False}]


def test_a_number_whose_shop_names_no_carrier_is_recognised_and_asked_for(on_stage: OnStage) -> None:
    stage = on_stage(orders=220, shops=2)
    stage.sync_orders()
    nameless = stage.rows("SELECT tracking_no FROM core.shipment WHERE carrier = 'unknown'")
    assert nameless
    stage.sync_traces()
    assert stage.rows("SELECT tracking_no FROM core.shipment WHERE carrier = 'unknown'") == []
    found = stage.rows(
        "SELECT carrier, status FROM core.shipment WHERE tracking_no = ANY(:all)",
        all=[row["tracking_no"] for row in nameless],
    )
    assert {row["carrier"] for row in found} <= {"yuantong", "zhongtong"}
    assert {row["status"] for row in found} == {"delivered"}
    stage.sync_orders(start=stage.now - timedelta(days=9), end=stage.now)
    assert stage.rows("SELECT tracking_no FROM core.shipment WHERE carrier = 'unknown'") == []


def test_parcels_are_asked_for_although_recognition_fails(on_stage: OnStage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = on_stage(orders=220, shops=2)
    stage.sync_orders()

    def refuses(self: Kuaidi100, tracking_no: str) -> str | None:
        raise NotPermitted("not for this key")

    monkeypatch.setattr(Kuaidi100, "recognise", refuses)
    tally = stage.sync_traces()
    assert tally["accounts"]["kuaidi-main"]["status"] == "done"
    assert tally["accounts"]["kuaidi-main"]["inserted"]
    assert stage.rows("SELECT 1 FROM core.shipment WHERE carrier = 'unknown'")


def test_a_number_recognised_while_its_order_was_settled_moves_without_a_question(
    on_stage: OnStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = on_stage(orders=220, shops=2)
    stage.sync_orders()
    [first, *_] = stage.rows("SELECT tracking_no FROM core.shipment WHERE carrier = 'unknown' ORDER BY 1")
    with transaction(stage.database) as cursor:
        cursor.execute(
            "INSERT INTO core.recognised_number (tracking_no, carrier, asked_at) VALUES (%s, 'yuantong', %s)",
            (first["tracking_no"], stage.now),
        )
    monkeypatch.setattr(Kuaidi100, "recognise", lambda *_: None)
    stage.sync_traces()
    [moved] = stage.rows("SELECT carrier FROM core.shipment WHERE tracking_no = :no", no=first["tracking_no"])
    assert moved["carrier"] == "yuantong"


def test_a_courier_that_wants_numbers_left_alone_is_asked_every_two_hours_whatever_asks(on_stage: OnStage) -> None:
    stage = on_stage(orders=60, shops=2)
    stage.sync_orders()
    stage.sync_traces()
    asked = stage.sandbox.calls["poll/query"]
    assert asked
    span = {"start": stage.now - timedelta(days=9), "end": stage.now}
    stage.sync_traces(**span, now=stage.now + timedelta(minutes=119))
    assert stage.sandbox.calls["poll/query"] == asked
    stage.sync_traces(**span, now=stage.now + timedelta(minutes=120))
    assert stage.sandbox.calls["poll/query"] > asked


def test_every_run_warns_of_a_grant_that_ends_soon(on_stage: OnStage, tmp_path: Path) -> None:
    stage = on_stage(orders=20)
    ends_at = (stage.now + timedelta(days=13, hours=1)).isoformat()
    file = tmp_path / "shouhou.toml"
    file.write_text(file.read_text().replace('"tmall"\n', f'"tmall"\nsession_expires_at = "{ends_at}"\n', 1))
    accounts.settings.cache_clear()
    told = stage.sync_orders()["accounts"]
    assert told["tmall-flagship"]["status"] == "done"
    assert told["tmall-flagship"]["reason"].startswith("Its authorisation ends in 13 days, on ")
    assert told["tmall-outlet"]["reason"] is None


def test_a_request_that_a_line_names_and_no_list_brought_is_fetched_by_its_number(on_stage: OnStage) -> None:
    stage = on_stage(orders=220, shops=2)
    stage.sync_orders()
    with stage.database.begin() as connection:  # as if the lists had been read, and had left everything out
        passed = text("UPDATE ops.sync_cursor SET watermark = :at WHERE entity = 'after_sales'")
        connection.execute(passed, {"at": stage.now - timedelta(minutes=5)})
    named = {
        (row["account"], row["id"])
        for row in stage.rows(
            "SELECT account, external_after_sale_id AS id FROM core.order_line WHERE external_after_sale_id IS NOT NULL"
        )
    }

    first = stage.sync_after_sales()
    assert_adds_up(first)
    assert sum(int(row["reason"].split()[0]) for row in first["accounts"].values()) == len(named) > 20
    set_aside = {
        (row["account"], row["id"]) for row in stage.rows("SELECT account, source_key AS id FROM ops.rejected_row")
    }
    here = {(row["account"], row["id"]) for row in stage.rows("SELECT account, external_id AS id FROM core.after_sale")}
    assert named <= here | set_aside
    assert first["rejected"] == len(named & set_aside) > 0

    second = stage.sync_after_sales()
    assert [row["reason"] for row in second["accounts"].values()] == [None, None]
    assert second["fetched"] == 0


def test_requests_that_the_lists_bring_are_asked_for_once(on_stage: OnStage) -> None:
    stage = on_stage(orders=220)
    stage.sync_orders()
    tally = stage.sync_after_sales()
    assert {row["reason"] for row in tally["accounts"].values()} == {None}
    assert_truth(stage, "after_sales")


def test_the_look_back_finds_what_changed_without_moving_its_time(on_stage: OnStage) -> None:
    stage = on_stage(orders=120, shops=("tmall-flagship",), days=20)
    bring_all(stage)
    [request, *_] = stage.rows(
        "SELECT external_id, status FROM core.after_sale WHERE status NOT IN ('completed', 'cancelled', 'rejected')"
        " AND stream = 'refunds' AND source_updated_at < now() - interval '3 days' ORDER BY 1"
    )
    unmoved = stage.sandbox.request(request["external_id"]).modified_at
    stage.sandbox.set_request_word(request["external_id"], "SUCCESS", at=unmoved)
    now = stage.now + timedelta(minutes=1)
    stage.sync_after_sales(now=now)
    query = "SELECT status FROM core.after_sale WHERE external_id = :id"
    assert stage.rows(query, id=request["external_id"]) == [{"status": request["status"]}], "no list tells of it"
    tally = stage.sync_after_sales(now=now, lookback_hours=48)
    assert "read again by their number" in tally["accounts"]["tmall-flagship"]["reason"]
    assert stage.rows(query, id=request["external_id"]) != [{"status": request["status"]}]
