"""The reference page of the views, the comments in the database and the views themselves say the same."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "views.md"

# The columns that downstream systems rely on: none may go, be renamed or change its type within v1.
CONTRACT = {
    "v1_orders": "platform account external_order_id status platform_status total_amount paid_amount ordered_at paid_at"
    " ship_by shipped_at completed_at closed_at receiver_adcode receiver_province receiver_city receiver_district"
    " source_updated_at updated_at",
    "v1_order_lines": "platform account external_order_id external_line_id external_sku_id sku_code title quantity"
    " paid_amount status updated_at",
    "v1_after_sales": "platform account external_id external_order_id kind status platform_status stage reason_code"
    " reason_text refund_amount disputed deadline_at requested_at closed_at source_updated_at updated_at",
    "v1_shipments": "carrier tracking_no leg direction status status_at reason_code picked_up_at delivered_at"
    " last_event_at promised_at platform account external_order_id external_after_sale_id updated_at",
    "v1_shipment_links": "carrier tracking_no leg platform account external_order_id external_line_id"
    " external_after_sale_id direction updated_at",
    "v1_shipment_events": "carrier tracking_no leg occurred_at status source_code reason_code place description"
    " updated_at",
    "v1_tickets": "ticket_no ticket_type status priority hold_reason platform account external_order_id"
    " external_line_id external_after_sale_id carrier tracking_no adcode skill_code rule_code rule_version respond_by"
    " responded_at due_at done_at closed_at close_code created_at updated_at",
    "v1_ticket_events": "ticket_no seq kind from_status to_status actor_kind actor reason at run_id updated_at",
    "v1_assignments": "ticket_no technician_code service_date status batch_id assigned_by reason distance_m updated_at",
    "v1_dispatch_results": "batch_id ticket_no outcome technician_code reason_code distance_m updated_at",
    "v1_anomalies": "anomaly_id kind severity status policy_code policy_version platform account external_order_id"
    " external_after_sale_id carrier tracking_no ticket_no due_at detected_at resolved_at resolution updated_at",
    "v1_freshness": "platform account entity watermark last_success_at lag_seconds status updated_at",
}

Described = dict[str, tuple[str, list[tuple[str, str, str]]]]


@pytest.fixture
def views(database: Engine) -> Described:
    """Return each view of the database: its comment, and the name, type and comment of its columns in their order."""
    query = text("""
        SELECT c.relname, obj_description(c.oid), a.attname,
               replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz'),
               col_description(c.oid, a.attnum)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        WHERE c.relnamespace = 'api'::regnamespace AND c.relkind = 'v' ORDER BY c.relname, a.attnum""")
    found: Described = {}
    with database.connect() as connection:
        for view, what, column, kind, meaning in connection.execute(query):
            found.setdefault(view, (what, []))[1].append((column, kind, meaning))
    return found


def page() -> Described:
    found: Described = {}
    for section in PAGE.read_text(encoding="utf-8").split("\n## api.")[1:]:
        view, what = re.findall(r"\A(\w+)\n\n(.+)\.\n", section)[0]
        rows = [
            tuple(cell.strip() for cell in line.strip("|").split(" | "))
            for line in section.split("\n")
            if line[:2] == "| "
        ]
        found[view] = (what, [row for row in rows if row[0] not in ("Column", "---")])  # type: ignore[misc]
    return found


def test_the_page_says_what_the_database_says(views: Described) -> None:
    assert page() == views


def test_every_view_and_column_has_a_comment(views: Described) -> None:
    assert [view for view, (what, _) in views.items() if not what] == []
    assert [(view, column) for view, (_, cells) in views.items() for column, _, meaning in cells if not meaning] == []


def test_the_columns_that_readers_rely_on_are_there(views: Described) -> None:
    there = {view: {column for column, _, _ in cells} for view, (_, cells) in views.items()}
    assert {view: set(columns.split()) - there[view] for view, columns in CONTRACT.items()} == {
        v: set() for v in CONTRACT
    }


def test_times_money_and_the_time_of_change_have_their_types(views: Described) -> None:
    for view, (_, cells) in views.items():
        kinds = {column: kind for column, kind, _ in cells}
        assert kinds["updated_at"] == "timestamptz", view
        assert {kind for column, kind in kinds.items() if column.endswith("_at")} == {"timestamptz"}, view
        assert {kind for column, kind in kinds.items() if column.endswith("_amount")} <= {"numeric(14,2)"}, view
        assert {kind for column, kind in kinds.items() if column.startswith("external_")} <= {"text"}, view
