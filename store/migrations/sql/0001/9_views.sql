CREATE VIEW api.v1_orders AS
SELECT platform, account, external_order_id, status, platform_status, total_amount, paid_amount,
       ordered_at, paid_at, ship_by, shipped_at, completed_at, closed_at,
       receiver_adcode, receiver_province, receiver_city, receiver_district, source_updated_at, updated_at
FROM core.sales_order;

CREATE VIEW api.v1_order_lines AS
SELECT platform, account, external_order_id, external_line_id, external_sku_id, sku_code, title, quantity,
       paid_amount, status, updated_at
FROM core.order_line;

CREATE VIEW api.v1_after_sales AS
SELECT platform, account, external_id, external_order_id, kind, status, platform_status, stage,
       reason_code, reason_text, refund_amount, disputed, deadline_at, requested_at, closed_at,
       source_updated_at, updated_at
FROM core.after_sale;

CREATE VIEW api.v1_shipments AS
SELECT s.carrier, s.tracking_no, s.leg, s.direction, s.status, s.status_at,
       s.reason_code, s.picked_up_at, s.delivered_at, s.last_event_at, s.promised_at,
       a.platform, s.account, s.external_order_id, s.external_after_sale_id, s.updated_at
FROM core.shipment s
LEFT JOIN core.account a USING (account)
WHERE s.leg >= 1;

CREATE VIEW api.v1_shipment_links AS
SELECT k.carrier, k.tracking_no, k.leg, a.platform, k.account, k.external_order_id,
       nullif(k.external_line_id, '') AS external_line_id,
       nullif(k.external_after_sale_id, '') AS external_after_sale_id, k.direction, k.updated_at
FROM core.shipment_link k
LEFT JOIN core.account a USING (account);

CREATE VIEW api.v1_shipment_events AS
SELECT e.carrier, e.tracking_no, coalesce(s.leg, 0) AS leg, e.occurred_at, e.status, e.source_code, e.reason_code,
       e.place, e.description, greatest(e.updated_at, s.updated_at) AS updated_at
FROM core.shipment_event e
LEFT JOIN core.shipment s
       ON s.carrier = e.carrier AND s.tracking_no = e.tracking_no AND s.leg >= 1
      AND e.occurred_at >= s.since AND (s.until IS NULL OR e.occurred_at < s.until);

CREATE VIEW api.v1_tickets AS
SELECT t.ticket_no, t.ticket_type, t.status, t.priority, t.hold_reason, a.platform, t.account,
       t.external_order_id, t.external_line_id, t.external_after_sale_id, t.carrier, t.tracking_no,
       t.adcode, t.skill_code, t.rule_code, t.rule_version, t.respond_by, t.responded_at, t.due_at,
       t.done_at, t.closed_at, t.close_code, t.created_at, t.updated_at
FROM core.ticket t
LEFT JOIN core.account a USING (account);

CREATE VIEW api.v1_ticket_events AS
SELECT t.ticket_no, e.seq, e.kind, e.from_status, e.to_status, e.actor_kind, e.actor, e.reason, e.at, e.run_id,
       e.updated_at
FROM core.ticket_event e
JOIN core.ticket t USING (ticket_id);

CREATE VIEW api.v1_assignments AS
SELECT t.ticket_no, w.code AS technician_code, a.service_date, a.status, a.batch_id, a.assigned_by, a.reason,
       a.distance_m, a.updated_at
FROM core.assignment a
JOIN core.ticket t USING (ticket_id)
JOIN core.technician w USING (technician_id);

CREATE VIEW api.v1_dispatch_results AS
SELECT r.batch_id, t.ticket_no, r.outcome, w.code AS technician_code, r.reason_code, r.distance_m, r.updated_at
FROM core.dispatch_result r
JOIN core.ticket t USING (ticket_id)
LEFT JOIN core.technician w USING (technician_id);

CREATE VIEW api.v1_anomalies AS
SELECT n.anomaly_id, n.kind, n.severity, n.status, n.policy_code, n.policy_version, a.platform, n.account,
       n.external_order_id, n.external_after_sale_id, n.carrier, n.tracking_no, t.ticket_no,
       n.due_at, n.detected_at, n.resolved_at, n.resolution, n.updated_at
FROM core.anomaly n
LEFT JOIN core.account a USING (account)
LEFT JOIN core.ticket t ON t.anomaly_id = n.anomaly_id;

CREATE VIEW api.v1_freshness AS
SELECT a.platform, c.account, c.entity, c.watermark, c.last_success_at,
       extract(epoch FROM clock_timestamp() - c.watermark)::bigint AS lag_seconds,
       CASE WHEN a.status = 'paused' THEN 'paused'
            WHEN c.last_success_at IS NULL OR c.last_success_at < clock_timestamp() - interval '30 minutes' THEN 'stale'
            ELSE 'active' END AS status,
       greatest(c.updated_at, a.updated_at) AS updated_at
FROM ops.sync_cursor c
JOIN core.account a USING (account)
WHERE a.status <> 'retired';
