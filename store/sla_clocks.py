"""
The clocks that run now, read from orders, parcels and cursors.

One row is one clock. What stops a clock stands here (state); whether it has run out is judged by `rules.sla`. Limits
are pushed into the queries, and rows are streamed: memory does not grow with the database.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from psycopg2.extensions import cursor as Cursor

from schemas.sla import Clock, OpenAnomaly, SlaKind, Subject

_CHUNK = 2000

# Each query gives: platform, account, external_order_id, external_after_sale_id, carrier, tracking_no, leg, entity,
# start_at, due_at, proof_at, adcode, categories, evidence, blocked.

# `ordered_at`: cash on delivery has no payment. Known up to the watermark, whose second is not part of it.
_ORDERS = """
SELECT o.platform, o.account, o.external_order_id, NULL AS external_after_sale_id,
       NULL AS carrier, NULL AS tracking_no, NULL::integer AS leg, NULL AS entity,
       coalesce(o.paid_at, o.ordered_at) AS start_at, o.ship_by AS due_at, c.watermark AS proof_at,
       o.receiver_adcode AS adcode,
       ARRAY(SELECT DISTINCT p.category_code FROM core.order_line i JOIN core.product p USING (sku_code)
             WHERE i.account = o.account AND i.external_order_id = o.external_order_id ORDER BY 1) AS categories,
       jsonb_build_object('status', o.status, 'read_up_to', c.watermark) AS evidence,
       false AS blocked
FROM core.sales_order o
LEFT JOIN ops.sync_cursor c ON c.account = o.account AND c.entity = 'orders'
WHERE o.status = 'paid'
"""

# A request is older than the goods it sends: the parcel it names is declared no earlier than its last change.
# The newest leg only: what went before is history.
_PARCELS = """
SELECT l.platform, l.account, l.external_order_id, l.external_after_sale_id, s.carrier, s.tracking_no, s.leg,
       NULL AS entity, {start} AS start_at, {due}::timestamptz AS due_at, s.last_polled_ok_at AS proof_at, l.adcode,
       ARRAY(SELECT DISTINCT p.category_code
             FROM core.shipment_link k
             JOIN core.order_line i ON i.account = k.account AND i.external_order_id = k.external_order_id
                                   AND k.external_line_id IN ('', i.external_line_id)
             JOIN core.product p USING (sku_code)
             WHERE k.carrier = s.carrier AND k.tracking_no = s.tracking_no AND k.leg = s.leg ORDER BY 1) AS categories,
       jsonb_strip_nulls(jsonb_build_object(
           'direction', s.direction, 'status', s.status, 'status_at', s.status_at, 'reason_code', s.reason_code,
           'last_event_at', s.last_event_at, 'polled_at', s.last_polled_ok_at)) AS evidence,
       s.poll_reason IS NOT NULL AS blocked
FROM core.shipment s
CROSS JOIN LATERAL (
    SELECT a.platform, k.account, k.external_order_id, nullif(k.external_after_sale_id, '') AS external_after_sale_id,
           o.receiver_adcode AS adcode, o.status AS order_status,
           greatest(coalesce(s.declared_at, s.since), r.source_updated_at) AS declared_at
    FROM core.shipment_link k
    LEFT JOIN core.account a USING (account)
    LEFT JOIN core.sales_order o USING (account, external_order_id)
    LEFT JOIN core.after_sale r ON r.account = k.account AND r.external_id = nullif(k.external_after_sale_id, '')
    WHERE k.carrier = s.carrier AND k.tracking_no = s.tracking_no AND k.leg = s.leg
    ORDER BY a.platform, k.account, k.external_order_id, k.external_after_sale_id, k.external_line_id
    LIMIT 1
) l
WHERE s.leg >= 1 AND s.until IS NULL AND {running}
"""

# Of several accounts of one courier only the first active one is asked. An account that never succeeded counts from
# its first run.
_SOURCES = """
SELECT a.platform, c.account, NULL AS external_order_id, NULL AS external_after_sale_id,
       NULL AS carrier, NULL AS tracking_no, NULL::integer AS leg, c.entity,
       coalesce(c.last_success_at, (
           SELECT min(coalesce((r.params ->> 'now')::timestamptz, r.started_at))
           FROM ops.run_account m JOIN ops.run r USING (run_id) WHERE m.account = c.account
       ), c.updated_at) AS start_at,
       NULL::timestamptz AS due_at, NULL::timestamptz AS proof_at, NULL AS adcode, '{}'::text[] AS categories,
       jsonb_build_object('failures', c.consecutive_failures, 'watermark', c.watermark) AS evidence,
       false AS blocked
FROM ops.sync_cursor c
JOIN core.account a USING (account)
WHERE a.status = 'active'
  AND (a.side = 'shop' OR NOT EXISTS (
      SELECT FROM core.account b
      WHERE b.platform = a.platform AND b.side = a.side AND b.status = 'active'
        AND (b.position, b.account) < (a.position, a.account)))
"""

_REQUESTED = """
EXISTS (SELECT FROM core.shipment_link k
        JOIN core.after_sale r ON r.account = k.account AND r.external_order_id = k.external_order_id
        WHERE k.carrier = s.carrier AND k.tracking_no = s.tracking_no AND k.leg = s.leg
          AND r.kind IN ('return_refund', 'refund_only', 'exchange') AND r.status IS DISTINCT FROM 'cancelled')
"""

# Its journey goes on under a number that a person confirmed; the case is closed when that one has arrived.
_FOLLOWED = """
EXISTS (SELECT FROM core.link_candidate c
        WHERE c.carrier = s.carrier AND c.from_tracking_no = s.tracking_no AND c.status = 'confirmed'
          AND c.named_at >= s.since)
"""
_ARRIVED_BACK = """
EXISTS (SELECT FROM core.link_candidate c
        JOIN core.shipment f ON f.carrier = c.carrier AND f.tracking_no = c.tracking_no AND f.until IS NULL
        WHERE c.carrier = s.carrier AND c.from_tracking_no = s.tracking_no AND c.status = 'confirmed'
          AND c.named_at >= s.since AND f.status IN ('delivered', 'returned'))
"""

_TURNED_AT = """
coalesce((SELECT min(e.occurred_at) FROM core.shipment_event e
          WHERE e.carrier = s.carrier AND e.tracking_no = s.tracking_no AND e.status IN ('returning', 'returned')
            AND e.occurred_at >= s.since), s.status_at)
"""


def _parcels(running: str, start: str, due: str = "NULL") -> str:
    return _PARCELS.format(running=running, start=start, due=due)


# A parcel given up after 60 days without news (`expired`) is not a stall that has ended.
_QUERIES = {
    SlaKind.SHIP_LATE: _ORDERS,
    SlaKind.NO_PICKUP: _parcels(
        "s.status = 'pending' AND s.direction <> 'return'"
        " AND (l.external_after_sale_id IS NOT NULL OR l.order_status IS DISTINCT FROM 'closed')",
        "l.declared_at",
    ),
    SlaKind.TRACE_MISSING: _parcels(
        "s.status IN ('pending', 'expired') AND s.last_event_at IS NULL"
        " AND (l.external_after_sale_id IS NOT NULL OR l.order_status IS DISTINCT FROM 'closed')",
        "l.declared_at",
    ),
    SlaKind.NO_UPDATE: _parcels(
        f"s.status IN ('picked_up', 'in_transit', 'returning', 'expired') AND NOT {_FOLLOWED}", "s.last_event_at"
    ),
    SlaKind.TRANSIT_LATE: _parcels(
        "s.status IN ('picked_up', 'in_transit', 'out_for_delivery', 'ready_for_pickup', 'exception')"
        f" AND NOT {_FOLLOWED}",
        "coalesce(s.picked_up_at, l.declared_at)",
        "s.promised_at",
    ),
    SlaKind.DELIVERY_STUCK: _parcels("s.status = 'out_for_delivery'", "s.status_at"),
    SlaKind.PICKUP_POINT_STUCK: _parcels("s.status = 'ready_for_pickup'", "s.status_at"),
    SlaKind.DELIVERY_FAILED: _parcels("s.status = 'exception'", "s.status_at"),
    SlaKind.RETURNING_UNREQUESTED: _parcels(
        f"s.status IN ('returning', 'returned') AND s.direction <> 'return' AND NOT {_REQUESTED} AND NOT {_ARRIVED_BACK}",
        _TURNED_AT,
    ),
    SlaKind.SOURCE_STALE: _SOURCES,
}

_SAME_SUBJECT = {
    SlaKind.SHIP_LATE: "c.account = n.account AND c.external_order_id = n.external_order_id",
    SlaKind.SOURCE_STALE: "c.account = n.account AND c.entity = n.entity",
}
_SAME_PARCEL = "c.carrier = n.carrier AND c.tracking_no = n.tracking_no AND c.leg = n.leg"

_COLUMNS = (
    "c.platform, c.account, c.external_order_id, c.external_after_sale_id, c.carrier, c.tracking_no, c.leg, c.entity,"
    " c.start_at, c.due_at, c.proof_at, c.adcode, c.categories, c.evidence"
)


def count(cursor: Cursor, kind: SlaKind) -> int:
    """Count the clocks of a kind that run now, in time or not."""
    cursor.execute(f"SELECT count(*) FROM ({_QUERIES[kind]}) c WHERE c.start_at IS NOT NULL")
    return int(cursor.fetchall()[0][0])


def run_out(cursor: Cursor, kind: SlaKind, limit: timedelta, *, now: datetime) -> Iterator[Clock]:
    """
    Stream the clocks that may have run out by `now`, by natural keys, from the caller's transaction.

    Left out: those younger than `limit`, and parcels that are not or can't be asked for (`poll_reason`).
    """
    query = f"""
        SELECT {_COLUMNS} FROM ({_QUERIES[kind]}) c
        WHERE coalesce(c.due_at, c.start_at + %(limit)s) <= %(now)s AND c.start_at IS NOT NULL AND NOT c.blocked
        ORDER BY c.account, c.external_order_id, c.carrier, c.tracking_no, c.leg, c.entity"""
    for row in _stream(cursor, query, {"limit": limit, "now": now}):
        yield _clock(kind, row)


def open_anomalies(cursor: Cursor, kind: SlaKind) -> Iterator[OpenAnomaly]:
    """Stream the open anomalies of a kind, each with the clock that runs on its subject now, whether asked for or not."""
    query = f"""
        SELECT n.anomaly_id, n.dedupe_key, n.policy_code, {_COLUMNS}
        FROM core.anomaly n
        LEFT JOIN ({_QUERIES[kind]}) c ON {_SAME_SUBJECT.get(kind, _SAME_PARCEL)} AND c.start_at IS NOT NULL
        WHERE n.kind = %(kind)s AND n.status = 'open'
        ORDER BY n.anomaly_id"""
    for anomaly_id, dedupe_key, policy_code, *row in _stream(cursor, query, {"kind": kind.value}):
        clock = None if row[1] is None else _clock(kind, row)
        yield OpenAnomaly(anomaly_id=anomaly_id, dedupe_key=dedupe_key, policy_code=policy_code, clock=clock)


def _stream(cursor: Cursor, query: str, values: dict[str, Any]) -> Iterator[Any]:
    with cursor.connection.cursor(name="clocks") as streamed:
        streamed.itersize = _CHUNK
        streamed.execute(query, values)
        yield from streamed


def _clock(kind: SlaKind, row: Any) -> Clock:
    platform, account, order, request, carrier, number, leg, entity, start_at, due_at, proof_at, adcode, *rest = row
    subject = Subject(
        account=account,
        external_order_id=order,
        external_after_sale_id=request,
        carrier=carrier,
        tracking_no=number,
        leg=leg,
        entity=entity,
    )
    return Clock(
        kind=kind,
        subject=subject,
        start_at=start_at,
        due_at=due_at,
        proof_at=proof_at,
        platform=platform,
        adcode=adcode,
        categories=tuple(rest[0]),
        evidence=rest[1],
    )
