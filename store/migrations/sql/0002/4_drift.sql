-- How the records of each list have looked until now: names and kinds of values, never values.
CREATE TABLE ops.wire_field (
    account    text COLLATE "C" NOT NULL,
    entity     text COLLATE "C" NOT NULL,
    stream     text COLLATE "C" NOT NULL,
    path       text COLLATE "C" NOT NULL,
    kinds      text[] NOT NULL,
    seen       bigint NOT NULL,
    used       boolean NOT NULL,
    first_seen timestamptz NOT NULL DEFAULT now(),
    last_seen  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account, entity, stream, path)
);
-- What a page looked like, until it is settled.
ALTER TABLE raw.page ADD COLUMN fields text;
