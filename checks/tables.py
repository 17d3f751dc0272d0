"""
What must hold over whole tables: pushed down to the database by Great Expectations, on committed rows.

A rule is a query for the rows that break it. What holds row by row is judged before saving, in the other suites.
"""

import os
from collections.abc import Sequence
from threading import Lock

from msgspec import Struct

from schemas.quality import Checked, Severity

SUITE = "tables"
_one_at_a_time = Lock()


class TableRule(Struct, frozen=True):
    """`broken`: a query for the rows of `table` that break the rule."""

    rule: str
    severity: Severity
    table: str
    broken: str


CRITICAL, WARNING = Severity.CRITICAL, Severity.WARNING
RULES = (
    TableRule("lines_have_their_order", CRITICAL, "core.order_line", """
        SELECT account, external_order_id FROM core.order_line l WHERE NOT EXISTS (
            SELECT FROM core.sales_order o WHERE o.account = l.account AND o.external_order_id = l.external_order_id)"""),
    TableRule("orders_have_lines", CRITICAL, "core.sales_order", """
        SELECT account, external_order_id FROM core.sales_order o WHERE NOT EXISTS (
            SELECT FROM core.order_line l WHERE l.account = o.account AND l.external_order_id = o.external_order_id)"""),
    TableRule("request_lines_have_their_request", CRITICAL, "core.after_sale_line", """
        SELECT account, external_id FROM core.after_sale_line l WHERE NOT EXISTS (
            SELECT FROM core.after_sale a WHERE a.account = l.account AND a.external_id = l.external_id)"""),
    TableRule("links_have_their_parcel", CRITICAL, "core.shipment_link", """
        SELECT carrier, tracking_no FROM core.shipment_link l WHERE NOT EXISTS (
            SELECT FROM core.shipment s
            WHERE s.carrier = l.carrier AND s.tracking_no = l.tracking_no AND s.leg = l.leg)"""),
    TableRule("parcels_asked_for_have_a_link", CRITICAL, "core.shipment", """
        SELECT carrier, tracking_no FROM core.shipment s WHERE poll_state = 'active' AND NOT EXISTS (
            SELECT FROM core.shipment_link l
            WHERE l.carrier = s.carrier AND l.tracking_no = s.tracking_no AND l.leg = s.leg)"""),
    TableRule("cursors_are_not_ahead", CRITICAL, "ops.sync_cursor", """
        SELECT account, entity FROM ops.sync_cursor WHERE watermark > clock_timestamp() + interval '5 minutes'"""),
    TableRule("requests_have_their_order", WARNING, "core.after_sale", """
        SELECT account, external_id FROM core.after_sale a
        WHERE updated_at < now() - interval '1 day' AND NOT EXISTS (
            SELECT FROM core.sales_order o WHERE o.account = a.account AND o.external_order_id = a.external_order_id)"""),
    TableRule("orders_have_a_region", WARNING, "core.sales_order", """
        SELECT account, external_order_id FROM core.sales_order
        WHERE receiver_province IS NOT NULL AND receiver_adcode IS NULL"""),
    TableRule("parcels_have_a_carrier", WARNING, "core.shipment", """
        SELECT tracking_no FROM core.shipment WHERE carrier = 'unknown'"""),
    TableRule("pages_are_settled", WARNING, "raw.page", """
        SELECT page_id FROM raw.page WHERE settled_at IS NULL AND fetched_at < now() - interval '1 day'"""),
)  # fmt: skip


def judge_tables(url: str, rows: dict[str, int], rules: Sequence[TableRule] = RULES) -> tuple[Checked, ...]:
    """
    Return what each rule comes to on the database's committed rows. Imports Great Expectations, which takes seconds.

    Args:
        url: of the database, `postgresql+psycopg2://…`.
        rows: how many rows each table has.

    Raises:
        CheckError: a rule could not be evaluated.
    """
    with _one_at_a_time:
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        from checks.engine import rows_of_query

        return tuple(
            Checked(suite=SUITE, rule=each.rule, severity=each.severity, checked=max(count, failed), failed=failed)
            for each in rules
            for count, failed in [(rows[each.table], rows_of_query(url, each.rule, each.broken))]
        )
