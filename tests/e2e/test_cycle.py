"""The whole chain as an operator runs it, flow by flow and in one: what the views show is what the platforms know."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.api_content import Content, api_content, differences
from tests.e2e.conftest import Houses
from tests.e2e.house import House, Tally, a_sandbox, apart_from_truth
from tests.truth import differences as rows_apart
from tests.truth import plain

FLOWS = ["sync-orders", "sync-after-sales", "sync-traces", "create-tickets", "dispatch-batch", "watch-sla"]
COUNTED = ("fetched", "inserted", "updated", "unchanged", "rejected")
TICKET = (
    "ticket_type", "account", "external_order_id", "external_line_id", "external_after_sale_id", "status",
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """
    What was seen on the way: four flows one by one, sync-orders again, a cycle, another cycle.

    Attributes:
        single: tallies of the four flows.
        truth: where the views differed from it after these four.
        tickets: at that moment.
        once, twice: the api content after the first and the second cycle.
        written_once, written_twice: when the rows of each view were last written, cursors left out.
    """

    house: House
    single: dict[str, Tally]
    truth: list[str]
    tickets: list[dict[str, Any]]
    second_orders: Tally
    cycle: Tally
    once: Content
    written_once: dict[str, object]
    second_cycle: Tally
    twice: Content
    written_twice: dict[str, object]


@pytest.fixture(scope="module")
def story(open_house: Houses) -> Iterator[Story]:
    with a_sandbox(orders=150) as sandbox, open_house(sandbox) as house:
        yield Story(
            house=house,
            single={flow: house.tally(flow) for flow in FLOWS[:4]},
            truth=apart_from_truth(house),
            tickets=house.rows("SELECT * FROM api.v1_tickets"),
            second_orders=house.tally("sync-orders"),
            cycle=house.tally("cycle"),
            once=api_content(house.database),
            written_once=written(house),
            second_cycle=house.tally("cycle"),
            twice=api_content(house.database),
            written_twice=written(house),
        )


_REJECTED = "SELECT count(DISTINCT (account, payload_hash)) AS n FROM ops.rejected_row WHERE entity = :entity"


def written(house: House) -> dict[str, object]:
    names = (
        "orders", "order_lines", "after_sales", "shipments", "shipment_links", "shipment_events", "tickets",
        "ticket_events", "assignments", "dispatch_results", "anomalies",
    )  # fmt: skip
    return {name: house.rows(f"SELECT max(updated_at) AS at FROM api.v1_{name}")[0]["at"] for name in names}


def assert_adds_up(tally: Tally) -> None:
    for row in (tally, *tally["accounts"].values()):
        assert row["fetched"] == sum(row[name] for name in COUNTED[1:]), row


def test_the_views_equal_the_platforms_truth_row_by_row(story: Story) -> None:
    assert story.truth == []
    assert apart_from_truth(story.house) == [], "dispatch and clocks leave the platforms' facts alone"


def test_after_create_tickets_the_tickets_are_those_that_the_stories_name(story: Story) -> None:
    named = [{name: row[name] for name in TICKET} for row in story.house.sandbox.truth()["tickets"]]
    mine = [{name: plain(row[name]) for name in TICKET} for row in story.tickets]
    assert rows_apart(mine, named) == []
    assert {row["status"] for row in named} >= {"new", "ready", "suspended"}, "where little happens little is shown"


def test_each_flow_tells_what_it_counted(story: Story) -> None:
    for flow, tally in story.single.items():
        assert (tally["flow"], tally["status"]) == (flow, "completed")
        assert "flows" not in tally
    for flow in FLOWS[:3]:
        assert_adds_up(story.single[flow])
        assert story.single[flow]["updated"] == 0
    brought = {"orders": "orders", "after-sales": "after_sales", "traces": "shipment_events"}
    for entity, view in brought.items():
        tally = story.single[f"sync-{entity}"]
        [stored] = story.house.rows(f"SELECT count(*) AS n FROM api.v1_{view}")
        [rejected] = story.house.rows(_REJECTED, entity=entity.replace("-", "_"))
        assert (tally["inserted"], tally["rejected"]) == (stored["n"], rejected["n"]), entity
    assert story.single["create-tickets"]["created"] == len(story.tickets)


def test_sync_orders_a_second_time_on_an_unchanged_platform_writes_nothing(story: Story) -> None:
    second = story.second_orders
    assert (second["status"], second["inserted"], second["updated"]) == ("completed", 0, 0)
    assert second["fetched"] == second["unchanged"] < story.single["sync-orders"]["fetched"]


def test_the_tally_of_a_cycle_holds_that_of_each_flow(story: Story) -> None:
    tally = story.cycle
    assert set(tally) == {"flow", "run_id", "status", *COUNTED, "accounts", "flows"}
    assert (tally["flow"], tally["status"]) == ("cycle", "completed")
    assert list(tally["flows"]) == FLOWS
    assert set(tally["accounts"]) == set(story.house.sandbox.accounts)
    assert {one["status"] for one in tally["flows"].values()} == {"completed"}
    syncs = [tally["flows"][name] for name in FLOWS[:3]]
    for each in (tally, *syncs):
        assert_adds_up(each)
    assert [tally[name] for name in COUNTED] == [sum(each[name] for each in syncs) for name in COUNTED]
    own = {name: set(tally["flows"][name]) - {"flow", "run_id", "status"} for name in FLOWS[3:]}
    assert own == {
        "create-tickets": {"created", "changed", "cancelled"},
        "dispatch-batch": {"considered", "assigned", "unassigned", "skipped"},
        "watch-sla": {"checked", "opened", "resolved"},
    }


def test_a_cycle_dispatches_and_watches_and_counts_what_the_views_show(story: Story) -> None:
    dispatched, watched = (story.cycle["flows"][name] for name in FLOWS[4:])
    counts = {key: value for key, value in dispatched.items() if isinstance(value, int)}
    outcomes = story.house.rows("SELECT outcome, count(*)::int AS n FROM api.v1_dispatch_results GROUP BY outcome")
    assert counts["considered"] == counts["assigned"] + counts["unassigned"] + counts["skipped"]
    assert {row["outcome"]: row["n"] for row in outcomes} == {k: counts[k] for k in ("assigned", "unassigned")}
    assert (
        story.house.rows("SELECT FROM api.v1_dispatch_results WHERE outcome = 'unassigned' AND reason_code IS NULL")
        == []
    )
    assert watched["opened"] == story.once["anomalies"].total() > 0
    assert story.house.rows("SELECT FROM api.v1_anomalies WHERE ticket_no IS NULL") == []


def test_every_run_has_a_row_that_says_completed(story: Story) -> None:
    runs = {row["run_id"]: row["status"] for row in story.house.rows("SELECT run_id::text, status FROM ops.run")}
    tallies = [*story.single.values(), story.second_orders, story.cycle, story.second_cycle]
    told = [one["run_id"] for tally in tallies for one in (tally, *tally.get("flows", {}).values())]
    assert runs == dict.fromkeys(told, "completed")


def test_a_second_cycle_changes_nothing_that_others_read(story: Story) -> None:
    assert (story.second_cycle["inserted"], story.second_cycle["updated"]) == (0, 0)
    assert differences(story.twice, story.once) == []
    assert story.written_twice == story.written_once
