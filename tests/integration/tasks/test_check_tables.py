"""What only whole tables show, judged in the database."""

from collections.abc import Callable

from checks.tables import RULES
from store import quality
from tasks.accounts import database_url
from tasks.check_tables import check_tables
from tasks.runs import begun, conclude_with, span
from tests.stage import Stage


def checked(stage: Stage) -> dict[str, int]:
    with begun("check-tables", span(now=stage.now)) as run:
        found = check_tables(database_url(), run_id=run.id)
        conclude_with(run, found)
        return found


def test_a_synced_world_holds_and_a_broken_one_is_named(on_stage: Callable[..., Stage]) -> None:
    stage = on_stage(orders=80, shops=2)
    assert checked(stage)["checked"] < len(RULES), "what has no rows was not checked"
    stage.sync_orders()
    stage.sync_after_sales()
    stage.sync_traces()
    assert checked(stage)["failed"] == 0
    with stage.database.begin() as connection:
        connection.exec_driver_sql(
            "DELETE FROM core.sales_order WHERE external_order_id = (SELECT min(external_order_id) FROM core.sales_order)"
        )
        connection.exec_driver_sql(
            "UPDATE ops.sync_cursor SET watermark = now() + interval '1 day' WHERE entity = 'orders'"
        )
    assert checked(stage)["failed"] == 2
    failing = {row["expectation"]: row["failed"] for row in quality.newest(stage.database) if row["success"] is False}
    assert failing["lines_have_their_order"] >= 1
    assert failing["cursors_are_not_ahead"] == 2
