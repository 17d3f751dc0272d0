"""The statements behind `store.tickets`. Rows come as JSON, so that one statement serves any number of them."""

CREATE = """
WITH asked AS (
    SELECT * FROM json_to_recordset(%(rows)s) AS a (
        ticket_type text, dedupe_key text, priority smallint, reason text, status text, hold_reason text,
        quantity integer, account text, external_order_id text, external_line_id text, external_after_sale_id text,
        carrier text, tracking_no text, anomaly_id bigint, adcode text, skill_code text, service_mode text,
        rule_code text, rule_version integer)
), numbered AS (
    -- Numbers are drawn in the order of the causes, and none for a cause that has its ticket.
    SELECT n.*, nextval('core.ticket_number')::text AS number
    FROM (SELECT * FROM asked a
          WHERE NOT EXISTS (SELECT FROM core.ticket t
                            WHERE t.dedupe_key = a.dedupe_key
                              AND (t.status <> 'cancelled' OR t.close_code = 'suppressed'))
          ORDER BY a.dedupe_key COLLATE "C") n
), made AS (
    INSERT INTO core.ticket (
        ticket_no, ticket_type, dedupe_key, priority, status, hold_reason, held_since, quantity, account,
        external_order_id, external_line_id, external_after_sale_id, carrier, tracking_no, anomaly_id, adcode,
        skill_code, service_mode, rule_code, rule_version, created_at)
    SELECT %(prefixes)s::jsonb ->> ticket_type || '-' || lpad(number, greatest(8, length(number)), '0'),
           ticket_type, dedupe_key, priority, status, hold_reason,
           CASE WHEN status = 'suspended' THEN %(now)s::timestamptz END, quantity, account,
           external_order_id, external_line_id, external_after_sale_id, carrier, tracking_no, anomaly_id, adcode,
           skill_code, service_mode, rule_code, rule_version, %(now)s
    FROM numbered
    ON CONFLICT (dedupe_key) WHERE status <> 'cancelled' OR close_code = 'suppressed' DO NOTHING
    RETURNING ticket_id, ticket_type, dedupe_key, status, hold_reason
), told AS (
    INSERT INTO core.ticket_event
        (ticket_id, seq, ticket_type, kind, from_status, to_status, actor_kind, actor, reason, at, run_id)
    SELECT ticket_id, 1, ticket_type, 'status', NULL, 'new', 'flow', %(actor)s, reason, %(now)s, %(run)s::uuid
    FROM made JOIN asked USING (ticket_type, dedupe_key)
    UNION ALL
    SELECT ticket_id, 2, ticket_type, 'status', 'new', status, 'flow', %(actor)s, coalesce(hold_reason, status),
           %(now)s, %(run)s::uuid
    FROM made WHERE status <> 'new'
)
SELECT ticket_id FROM made ORDER BY dedupe_key COLLATE "C"
"""

LOCK = "SELECT FROM core.ticket WHERE ticket_id = ANY(%s) ORDER BY ticket_id FOR NO KEY UPDATE"

_SEQ = "(SELECT coalesce(max(e.seq), 0) + 1 FROM core.ticket_event e WHERE e.ticket_id = {0}.ticket_id)"

MOVE = f"""
WITH asked AS (
    SELECT * FROM json_to_recordset(%(rows)s) AS a (
        ticket_id bigint, expected_version integer, to_status text, reason text, hold_reason text, close_code text)
), moved AS (
    UPDATE core.ticket t SET
        status = a.to_status, hold_reason = a.hold_reason, close_code = a.close_code,
        held_since = CASE WHEN a.to_status = 'suspended' THEN %(now)s::timestamptz END,
        done_at = CASE WHEN a.to_status = 'done' THEN %(now)s WHEN a.to_status = 'closed' THEN t.done_at END,
        done_quantity = CASE WHEN a.to_status = 'done' THEN t.quantity ELSE t.done_quantity END,
        closed_at = CASE WHEN a.to_status IN ('closed', 'cancelled') THEN %(now)s::timestamptz END,
        reopen_count = t.reopen_count + (t.status = 'done' AND a.to_status <> 'closed')::integer,
        version = t.version + 1, updated_at = greatest(t.updated_at, now())
    FROM asked a JOIN core.ticket b USING (ticket_id)
    WHERE t.ticket_id = a.ticket_id AND t.version = a.expected_version
    RETURNING t.ticket_id, t.ticket_type, b.status AS from_status, t.status AS to_status, a.reason
), freed AS (
    UPDATE core.assignment n SET
        status = CASE WHEN m.to_status = 'done' THEN 'completed' ELSE 'cancelled' END,
        ended_at = %(now)s, updated_at = greatest(n.updated_at, now())
    FROM moved m
    WHERE n.ticket_id = m.ticket_id AND n.status = 'active'
      AND m.to_status IN ('ready', 'suspended', 'cancelled', 'done')
)
INSERT INTO core.ticket_event
    (ticket_id, seq, ticket_type, kind, from_status, to_status, actor_kind, actor, reason, at, run_id)
SELECT ticket_id, {_SEQ.format("m")}, ticket_type, %(kind)s, from_status, to_status, %(actor_kind)s, %(actor)s, reason,
       %(now)s, %(run)s::uuid
FROM moved m
RETURNING ticket_id
"""

AMEND = f"""
WITH asked AS (
    SELECT * FROM json_to_recordset(%(rows)s) AS a (
        ticket_id bigint, expected_version integer, reason text, quantity integer, adcode text, skill_code text,
        external_order_id text, external_line_id text, hold_reason text)
), amended AS (
    UPDATE core.ticket t SET
        quantity = coalesce(a.quantity, t.quantity), adcode = coalesce(a.adcode, t.adcode),
        skill_code = coalesce(a.skill_code, t.skill_code),
        external_order_id = coalesce(a.external_order_id, t.external_order_id),
        external_line_id = coalesce(a.external_line_id, t.external_line_id),
        hold_reason = coalesce(a.hold_reason, t.hold_reason),
        version = t.version + 1, updated_at = greatest(t.updated_at, now())
    FROM asked a
    WHERE t.ticket_id = a.ticket_id AND t.version = a.expected_version
    RETURNING t.ticket_id, t.ticket_type, a.reason, to_jsonb(a) - '{{ticket_id,expected_version,reason}}'::text[] AS data
)
INSERT INTO core.ticket_event (ticket_id, seq, ticket_type, kind, actor_kind, actor, reason, data, at, run_id)
SELECT ticket_id, {_SEQ.format("m")}, ticket_type, CASE WHEN data ->> 'hold_reason' IS NULL THEN 'note' ELSE 'hold' END,
       'flow', %(actor)s, reason, jsonb_strip_nulls(data), %(now)s, %(run)s::uuid
FROM amended m
RETURNING ticket_id
"""

NOTE = f"""
INSERT INTO core.ticket_event (ticket_id, seq, ticket_type, kind, actor_kind, actor, reason, data, at, run_id)
SELECT m.ticket_id, {_SEQ.format("m")}, m.ticket_type, 'note', 'flow', %(actor)s, a.reason, a.data, %(now)s,
       %(run)s::uuid
FROM json_to_recordset(%(rows)s) AS a (ticket_id bigint, reason text, data jsonb)
JOIN core.ticket m USING (ticket_id)
"""


RELEASE = f"""
WITH released AS (
    UPDATE core.ticket t SET version = t.version + 1, updated_at = greatest(t.updated_at, now())
    WHERE t.ticket_id = %(ticket)s AND t.version = %(version)s
    RETURNING t.ticket_id, t.ticket_type
)
INSERT INTO core.ticket_event (ticket_id, seq, ticket_type, kind, actor_kind, actor, reason, at)
SELECT ticket_id, {_SEQ.format("m")}, ticket_type, 'override', 'operator', %(actor)s, %(reason)s, %(now)s
FROM released m
RETURNING ticket_id
"""
