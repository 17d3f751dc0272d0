-- Downstream systems read as this role: the api views and nothing else. It belongs to the whole server, so another
-- database may have made it already. Where we may not make it, `shouhou doctor` tells what to run.
DO $$ BEGIN
    CREATE ROLE shouhou_reader LOGIN;  -- without a password nobody gets in by it; an operator gives one
EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
END $$;

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'shouhou_reader') THEN
        GRANT USAGE ON SCHEMA api TO shouhou_reader;
        GRANT SELECT ON ALL TABLES IN SCHEMA api TO shouhou_reader;
        ALTER DEFAULT PRIVILEGES IN SCHEMA api GRANT SELECT ON TABLES TO shouhou_reader;
    END IF;
END $$;

-- So that the owner can look with the reader's eyes (SET ROLE); it gains nothing by it.
DO $$ BEGIN
    GRANT shouhou_reader TO CURRENT_USER;
EXCEPTION WHEN insufficient_privilege OR undefined_object OR unique_violation THEN NULL;
END $$;
