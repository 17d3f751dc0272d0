-- Who decided what, and why. Append-only.
CREATE TABLE ops.operator_action (
    action_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL DEFAULT now(),
    actor     text NOT NULL,
    action    text NOT NULL,
    subject   jsonb NOT NULL DEFAULT '{}',
    reason    text NOT NULL
);

-- Open rejects are grouped and chosen by these.
CREATE INDEX rejected_row_open ON ops.rejected_row (account, entity, rule) WHERE status = 'open';
-- The run that last took the record through again.
ALTER TABLE ops.rejected_row ADD COLUMN replayed_run uuid;

CREATE TABLE ops.backfill_job (
    job          text COLLATE "C" PRIMARY KEY,
    entity       text COLLATE "C" NOT NULL,
    start_at     timestamptz NOT NULL,
    end_at       timestamptz NOT NULL,
    chunk_s      integer NOT NULL CHECK (chunk_s > 0),
    requested_at timestamptz NOT NULL DEFAULT now(),
    CHECK (start_at < end_at)
);
CREATE TABLE ops.backfill_chunk (
    job         text COLLATE "C" NOT NULL REFERENCES ops.backfill_job,
    account     text COLLATE "C" NOT NULL,
    chunk_start timestamptz NOT NULL,
    chunk_end   timestamptz NOT NULL,
    done_at     timestamptz,
    run_id      uuid,
    PRIMARY KEY (job, account, chunk_start)
);
