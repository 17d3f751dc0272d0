CREATE TABLE raw.page (
    page_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account      text COLLATE "C" NOT NULL,
    entity       text COLLATE "C" NOT NULL,
    stream       text COLLATE "C" NOT NULL,
    run_id       uuid NOT NULL,
    window_start timestamptz,
    window_end   timestamptz,
    page_no      integer NOT NULL,
    request_id   text,
    asked        jsonb,
    fetched_at   timestamptz NOT NULL,
    records      integer NOT NULL,
    body         text NOT NULL,
    settled_at   timestamptz,
    settled_run  uuid
);
CREATE INDEX page_unsettled ON raw.page (account, entity, page_id) WHERE settled_at IS NULL;

-- lz4 is five times smaller at little cost; some builds of PostgreSQL come without it.
DO $$ BEGIN
    ALTER TABLE raw.page ALTER COLUMN body SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN NULL;
END $$;
