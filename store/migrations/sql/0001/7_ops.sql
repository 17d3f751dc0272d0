CREATE TABLE ops.sync_cursor (
    account              text COLLATE "C" NOT NULL,
    entity               text COLLATE "C" NOT NULL,
    watermark            timestamptz,
    not_before           timestamptz,
    last_success_at      timestamptz,
    last_run             uuid,
    consecutive_failures integer NOT NULL DEFAULT 0,
    last_error           text,
    updated_at           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account, entity)
);
CREATE TABLE ops.run (
    run_id     uuid PRIMARY KEY,
    flow       text NOT NULL,
    trigger    text NOT NULL CHECK (trigger IN ('schedule', 'manual', 'backfill', 'replay')),
    params     jsonb NOT NULL DEFAULT '{}',
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at   timestamptz,
    status     text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'completed', 'partial', 'failed', 'crashed')),
    counts     jsonb NOT NULL DEFAULT '{}',
    error      text
);
CREATE INDEX run_flow ON ops.run (flow, started_at);
COMMENT ON COLUMN ops.run.counts IS 'Own counts of flows that fetch nothing: created, assigned, opened …';

CREATE TABLE ops.run_account (
    run_id    uuid NOT NULL REFERENCES ops.run,
    account   text COLLATE "C" NOT NULL,
    status    text NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'done', 'skipped', 'failed')),
    reason    text,
    error     text,
    fetched   bigint NOT NULL DEFAULT 0,
    inserted  bigint NOT NULL DEFAULT 0,
    updated   bigint NOT NULL DEFAULT 0,
    unchanged bigint NOT NULL DEFAULT 0,
    rejected  bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (run_id, account),
    CHECK (fetched = inserted + updated + unchanged + rejected)
);
CREATE TABLE ops.rejected_row (
    account           text COLLATE "C" NOT NULL,
    entity            text COLLATE "C" NOT NULL,
    stream            text COLLATE "C" NOT NULL,
    source_key        text COLLATE "C" NOT NULL,
    payload_hash      text COLLATE "C" NOT NULL,
    stage             text NOT NULL CHECK (stage IN ('decode', 'validate', 'normalise', 'link')),
    rule              text COLLATE "C" NOT NULL,
    record            jsonb NOT NULL,
    page_id           bigint NOT NULL,
    position          integer NOT NULL,
    message           text NOT NULL,
    developer_message text NOT NULL DEFAULT '',
    status            text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'replayed', 'superseded', 'discarded')),
    attempts          integer NOT NULL DEFAULT 1,
    first_seen_at     timestamptz NOT NULL DEFAULT now(),
    last_seen_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account, entity, source_key, payload_hash, stage, rule)
);
CREATE TABLE ops.drift (
    account    text COLLATE "C" NOT NULL,
    entity     text COLLATE "C" NOT NULL,
    path       text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL CHECK (kind IN ('new_field', 'missing_field', 'type_change', 'new_value')),
    value      text COLLATE "C" NOT NULL,
    first_seen timestamptz NOT NULL DEFAULT now(),
    last_seen  timestamptz NOT NULL DEFAULT now(),
    hits       bigint NOT NULL DEFAULT 1,
    status     text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'accepted')),
    PRIMARY KEY (account, entity, path, kind, value)
);
-- What platforms gave us to be let in; secret, encrypted where a key is set.
CREATE TABLE ops.token (
    account    text COLLATE "C" PRIMARY KEY,
    answer     text NOT NULL,
    encrypted  boolean NOT NULL,
    expires_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now()
);
-- When the next call of an account may go out, for all processes. Unlogged: losing it costs one turn.
CREATE UNLOGGED TABLE ops.pace (
    account text COLLATE "C" PRIMARY KEY,
    next_at timestamptz NOT NULL
);
-- What platforms said has changed, until it was asked for.
CREATE TABLE ops.hint (
    account text COLLATE "C" NOT NULL,
    entity  text COLLATE "C" NOT NULL,
    number  text COLLATE "C" NOT NULL,
    told    integer NOT NULL DEFAULT 1,
    told_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account, entity, number)
);
