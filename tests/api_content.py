"""
What the `api` views hold, in a form in which two databases that lived through different runs can be compared.

Rows are known by what they are about. Left out: our own numbers (ticket_no, seq, anomaly_id, batch_id), run ids, writing
times and what the database's clock computes.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, text

from tests.truth import plain

VIEWS = (
    "orders", "order_lines", "after_sales", "shipments", "shipment_links", "shipment_events", "tickets",
    "ticket_events", "assignments", "dispatch_results", "anomalies", "freshness",
)  # fmt: skip
OURS = {"ticket_no", "seq", "anomaly_id", "batch_id", "run_id", "updated_at", "lag_seconds"}

_SUBJECTS = """
SELECT t.ticket_no, concat_ws(' ', t.ticket_type, n.kind, t.account, t.external_order_id, t.external_line_id,
                              t.external_after_sale_id, t.carrier, t.tracking_no) AS subject
FROM api.v1_tickets t LEFT JOIN api.v1_anomalies n USING (ticket_no)
"""

Content = dict[str, Counter[str]]


def api_content(database: Engine) -> Content:
    """Return the rows of each view, as text, each with how often it occurs."""
    with database.connect() as connection:
        subjects = {row.ticket_no: row.subject for row in connection.execute(text(_SUBJECTS))}
        return {name: _rows(connection, name, subjects) for name in VIEWS}


def differences(mine: Content, theirs: Content, *, show: int = 5) -> list[str]:
    """Name rows that only one side has; empty = equal."""
    return [
        f"{name}: {sign} {row}"
        for name in VIEWS
        for sign, rows in (("+", mine[name] - theirs[name]), ("-", theirs[name] - mine[name]))
        for row in sorted(rows.elements())[:show]
    ]


def _rows(connection: Connection, view: str, subjects: Mapping[str, str]) -> Counter[str]:
    found = connection.execute(text(f"SELECT * FROM api.v1_{view}")).mappings()
    return Counter(_text(row, subjects) for row in found)


def _text(row: Mapping[str, Any], subjects: Mapping[str, str]) -> str:
    about = {"ticket": subjects[row["ticket_no"]]} if row.get("ticket_no") else {}
    kept = {key: plain(value) for key, value in row.items() if key not in OURS}
    return " ".join(f"{key}={value!r}" for key, value in (about | kept).items())
