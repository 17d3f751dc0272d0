CREATE TABLE core.ticket_transition (
    ticket_type text NOT NULL,
    from_status text NOT NULL,
    to_status   text NOT NULL,
    PRIMARY KEY (ticket_type, from_status, to_status)
);

CREATE TABLE core.anomaly (
    anomaly_id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dedupe_key             text COLLATE "C" NOT NULL UNIQUE,
    kind                   text NOT NULL,
    policy_code            text NOT NULL,
    policy_version         integer NOT NULL,
    severity               smallint NOT NULL CHECK (severity BETWEEN 1 AND 3),
    status                 text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved', 'suppressed')),
    account                text COLLATE "C",
    external_order_id      text COLLATE "C",
    external_after_sale_id text COLLATE "C",
    carrier                text COLLATE "C",
    tracking_no            text COLLATE "C",
    leg                    integer,
    ticket_id              bigint,
    entity                 text COLLATE "C",
    due_at                 timestamptz NOT NULL,
    detected_at            timestamptz NOT NULL,
    evidence               jsonb NOT NULL DEFAULT '{}',
    resolved_at            timestamptz,
    resolution             text CHECK (resolution IN ('cause_ended', 'policy_disabled', 'incident', 'operator')),
    updated_at             timestamptz NOT NULL DEFAULT now(),
    CHECK ((status = 'resolved') = (resolved_at IS NOT NULL))
);
CREATE INDEX anomaly_open ON core.anomaly (kind) WHERE status = 'open';

CREATE SEQUENCE core.ticket_number;
CREATE TABLE core.ticket (
    ticket_id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ticket_no              text COLLATE "C" NOT NULL UNIQUE,
    ticket_type            text NOT NULL CHECK (ticket_type IN ('install', 'repair', 'return', 'exchange', 'mail_in_repair', 'anomaly')),
    status                 text NOT NULL CHECK (status IN ('new', 'ready', 'assigned', 'scheduled', 'in_progress', 'suspended', 'done', 'closed', 'cancelled')),
    hold_reason            text CHECK (hold_reason IN ('refund_pending', 'goods_not_arrived', 'part_missing', 'buyer_absent', 'incident', 'operator')),
    priority               smallint NOT NULL CHECK (priority BETWEEN 1 AND 4),
    dedupe_key             text COLLATE "C" NOT NULL,
    account                text COLLATE "C",
    external_order_id      text COLLATE "C",
    external_line_id       text COLLATE "C",
    external_after_sale_id text COLLATE "C",
    carrier                text COLLATE "C",
    tracking_no            text COLLATE "C",
    anomaly_id             bigint UNIQUE REFERENCES core.anomaly,
    adcode                 text COLLATE "C",
    skill_code             text COLLATE "C",
    service_mode           text,
    quantity               integer NOT NULL DEFAULT 1 CHECK (quantity > 0),
    done_quantity          integer NOT NULL DEFAULT 0 CHECK (done_quantity >= 0),
    external_ref           text,
    appointment_start      timestamptz,
    appointment_end        timestamptz,
    rule_code              text COLLATE "C",
    rule_version           integer,
    respond_by             timestamptz,
    responded_at           timestamptz,
    due_at                 timestamptz,
    held_since             timestamptz,
    done_at                timestamptz,
    closed_at              timestamptz,
    close_code             text CHECK (close_code IN ('done', 'order_refunded', 'order_closed', 'line_removed', 'request_withdrawn', 'request_rejected', 'request_completed', 'kind_changed', 'auto_resolved', 'duplicate', 'suppressed', 'operator')),
    reopen_count           integer NOT NULL DEFAULT 0,
    parent_ticket          bigint REFERENCES core.ticket,
    created_at             timestamptz NOT NULL,
    version                integer NOT NULL DEFAULT 1,
    updated_at             timestamptz NOT NULL DEFAULT now(),
    UNIQUE (account, external_ref),
    CHECK ((status = 'suspended') = (hold_reason IS NOT NULL)),
    CHECK ((status IN ('closed', 'cancelled')) = (closed_at IS NOT NULL)),
    CHECK (closed_at IS NULL OR close_code IS NOT NULL)
);
CREATE UNIQUE INDEX ticket_cause ON core.ticket (dedupe_key) WHERE status <> 'cancelled' OR close_code = 'suppressed';
CREATE INDEX ticket_order ON core.ticket (account, external_order_id);
CREATE INDEX ticket_request ON core.ticket (account, external_after_sale_id) WHERE external_after_sale_id IS NOT NULL;
CREATE INDEX ticket_ready ON core.ticket (ticket_type) WHERE status = 'ready';
ALTER TABLE core.anomaly ADD FOREIGN KEY (ticket_id) REFERENCES core.ticket;
COMMENT ON COLUMN core.anomaly.ticket_id IS 'The ticket that the anomaly is about, if it is about one; the ticket raised for it points here by ticket.anomaly_id';

CREATE TABLE core.ticket_event (
    ticket_id   bigint NOT NULL REFERENCES core.ticket,
    seq         integer NOT NULL,
    ticket_type text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('status', 'assign', 'appointment', 'hold', 'note', 'link', 'override')),
    from_status text,
    to_status   text,
    actor_kind  text NOT NULL CHECK (actor_kind IN ('flow', 'operator', 'technician', 'platform')),
    actor       text NOT NULL,
    reason      text,
    data        jsonb,
    at          timestamptz NOT NULL,
    run_id      uuid,
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (ticket_id, seq),
    -- An illegal move is refused by the database itself; events without a move have nulls and are not looked at.
    FOREIGN KEY (ticket_type, from_status, to_status) REFERENCES core.ticket_transition,
    CHECK (kind <> 'override' OR reason IS NOT NULL)
);

-- What people and technicians did since the last run: `create-tickets` looks at these tickets again.
CREATE INDEX ticket_event_by_people ON core.ticket_event (updated_at) WHERE actor_kind <> 'flow';

CREATE TABLE core.dispatch_batch (
    batch_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scope_key    text COLLATE "C" NOT NULL,
    service_date date NOT NULL,
    status       text NOT NULL CHECK (status IN ('running', 'proposed', 'committed', 'failed', 'discarded')),
    solver       text NOT NULL,
    params       jsonb NOT NULL DEFAULT '{}',
    seed         bigint,
    objective    double precision,
    input_hash   text COLLATE "C" NOT NULL,
    left_hash    text COLLATE "C",
    run_id       uuid,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX dispatch_batch_open ON core.dispatch_batch (scope_key) WHERE status IN ('running', 'proposed');
COMMENT ON COLUMN core.dispatch_batch.left_hash IS 'Hash of the input as the committed batch left it: a run that finds the same input makes no batch';

CREATE TABLE core.dispatch_result (
    batch_id      bigint NOT NULL REFERENCES core.dispatch_batch,
    ticket_id     bigint NOT NULL REFERENCES core.ticket,
    outcome       text NOT NULL CHECK (outcome IN ('assigned', 'unassigned', 'skipped')),
    technician_id bigint REFERENCES core.technician,
    reason_code   text,
    distance_m    integer,
    score         jsonb,
    updated_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (batch_id, ticket_id),
    CHECK (outcome <> 'unassigned' OR reason_code IS NOT NULL)
);

CREATE TABLE core.assignment (
    assignment_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ticket_id     bigint NOT NULL REFERENCES core.ticket,
    technician_id bigint NOT NULL REFERENCES core.technician,
    batch_id      bigint REFERENCES core.dispatch_batch,
    service_date  date NOT NULL,
    seq           integer NOT NULL DEFAULT 1,
    status        text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'completed', 'rejected', 'reassigned', 'cancelled')),
    accepted_at   timestamptz,
    assigned_by   text NOT NULL,
    reason        text,
    distance_m    integer,
    ended_at      timestamptz,
    updated_at    timestamptz NOT NULL DEFAULT now(),
    CHECK (batch_id IS NOT NULL OR reason IS NOT NULL)
);
CREATE UNIQUE INDEX assignment_active ON core.assignment (ticket_id) WHERE status = 'active';
CREATE INDEX assignment_day ON core.assignment (service_date, technician_id) WHERE status = 'active';
