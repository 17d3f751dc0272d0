"""What the database holds, counted for people: the demo's summary, and how far running work has come."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

Rows = list[dict[str, Any]]

_ACCOUNTS = """
SELECT a.platform, a.account, coalesce(o.n, 0) AS orders, coalesce(r.n, 0) AS after_sales,
       coalesce(p.parcels, 0) AS parcels, coalesce(p.scans, 0) AS scans
FROM core.account a
LEFT JOIN (SELECT account, count(*) AS n FROM api.v1_orders GROUP BY 1) o USING (account)
LEFT JOIN (SELECT account, count(*) AS n FROM api.v1_after_sales GROUP BY 1) r USING (account)
LEFT JOIN (
    SELECT s.account, count(*) AS parcels, sum(e.n)::bigint AS scans
    FROM api.v1_shipments s
    LEFT JOIN (SELECT carrier, tracking_no, leg, count(*) AS n FROM api.v1_shipment_events GROUP BY 1, 2, 3) e
           USING (carrier, tracking_no, leg)
    GROUP BY 1
) p USING (account)
WHERE a.side = 'shop' AND a.status <> 'retired'
ORDER BY a.position
"""

_REJECTED = """
SELECT account, entity, rule, count(*) AS rows, min(message) AS message
FROM ops.rejected_row WHERE status = 'open' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

_TICKETS = """
SELECT ticket_type, rule_code, status, count(*) AS tickets
FROM api.v1_tickets GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

_DISPATCH = """
SELECT b.service_date, r.outcome, r.reason_code, count(*) AS tickets
FROM api.v1_dispatch_results r JOIN core.dispatch_batch b USING (batch_id)
WHERE b.status = 'committed' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

_ANOMALIES = """
SELECT kind, severity, status, count(*) AS anomalies
FROM api.v1_anomalies GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

_UNDER_WAY = """
SELECT r.flow, a.account, a.fetched, a.rejected, landed.records AS landed
FROM ops.run r LEFT JOIN ops.run_account a ON a.run_id = r.run_id AND a.status = 'running'
LEFT JOIN LATERAL (
    SELECT coalesce(sum(p.records), 0)::bigint AS records FROM raw.page p
    WHERE p.account = a.account AND p.run_id = r.run_id AND p.settled_at IS NULL
) landed ON true
WHERE r.status = 'running' ORDER BY r.started_at, a.account
"""


def accounts(engine: Engine) -> Rows:
    """Count orders, after-sale requests, parcels and scans of each shop; a shared parcel counts once."""
    return _rows(engine, _ACCOUNTS)


def rejected(engine: Engine) -> Rows:
    """Count the rows that are set aside, by account, entity and reason, with one message of each."""
    return _rows(engine, _REJECTED)


def tickets(engine: Engine) -> Rows:
    """Count tickets by type, rule and status; without a rule: made for an anomaly or by hand."""
    return _rows(engine, _TICKETS)


def dispatch(engine: Engine) -> Rows:
    """Count what committed batches decided, by service day, outcome and reason."""
    return _rows(engine, _DISPATCH)


def anomalies(engine: Engine) -> Rows:
    """Count anomalies by kind, severity and status."""
    return _rows(engine, _ANOMALIES)


def under_way(engine: Engine) -> Mapping[tuple[str, str], str]:
    """
    Return a sentence for each flow, and each account of it, that is running now.

    Nothing while the database does not answer: the run itself tells what ails it.
    """
    try:
        rows = _rows(engine, _UNDER_WAY)
    except OperationalError:
        return {}
    return {(row["flow"], row["account"] or ""): _sentence(row) for row in rows}


def _sentence(row: Mapping[str, Any]) -> str:
    if row["account"] is None:
        return f"{row['flow']} is running"
    parts = [f"{row['landed']:,} landed"] if row["landed"] else []
    parts += [f"{row['fetched']:,} settled"] if row["fetched"] else []
    parts += [f"{row['rejected']:,} of them set aside"] if row["rejected"] else []
    return f"{row['flow']}, {row['account']}: {', '.join(parts) or 'asking'}"


def _rows(engine: Engine, query: str) -> Rows:
    with engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(text(query))]
