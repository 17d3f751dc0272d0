CREATE TABLE ops.validation_result (
    run_id      uuid NOT NULL,
    account     text COLLATE "C" NOT NULL,
    entity      text COLLATE "C" NOT NULL,
    suite       text COLLATE "C" NOT NULL,
    expectation text COLLATE "C" NOT NULL,
    severity    text NOT NULL CHECK (severity IN ('critical', 'warning')),
    checked     bigint NOT NULL,
    failed      bigint NOT NULL,
    -- Null where nothing was checked: that is no pass.
    success     boolean GENERATED ALWAYS AS (CASE WHEN checked > 0 THEN failed = 0 END) STORED,
    checked_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (run_id, account, entity, suite, expectation),
    CHECK (failed BETWEEN 0 AND checked)
);
CREATE INDEX validation_result_newest ON ops.validation_result (account, entity, checked_at DESC);
CREATE INDEX validation_result_checked ON ops.validation_result USING brin (checked_at);

-- Null where a run had bounds or did not come to the end of its lists.
ALTER TABLE ops.run_account ADD COLUMN listed bigint;

CREATE TABLE ops.quality_stop (
    account         text COLLATE "C" NOT NULL,
    entity          text COLLATE "C" NOT NULL,
    rule            text COLLATE "C" NOT NULL,
    run_id          uuid NOT NULL,
    message         text NOT NULL,
    stopped_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    accepted_at     timestamptz,
    accepted_reason text,
    PRIMARY KEY (account, entity, rule, run_id)
);
