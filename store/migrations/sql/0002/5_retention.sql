-- Bodies of old pages are dropped; where they came from, and what was read out of them, stays.
ALTER TABLE raw.page ALTER COLUMN body DROP NOT NULL;
CREATE INDEX page_fetched ON raw.page USING brin (fetched_at);
