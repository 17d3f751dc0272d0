CREATE SCHEMA raw;
CREATE SCHEMA core;
CREATE SCHEMA ops;
CREATE SCHEMA api;
COMMENT ON SCHEMA raw IS 'Pages as received from the platforms, personal fields masked';
COMMENT ON SCHEMA core IS 'Normal tables';
COMMENT ON SCHEMA ops IS 'Running the pipeline: runs, cursors, rejected rows, drift';
COMMENT ON SCHEMA api IS 'Views for downstream readers; stable within v1';
