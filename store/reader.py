"""The role of downstream readers: it may read schema `api` and nothing else."""

from sqlalchemy import Engine, text

ROLE = "shouhou_reader"

_EXISTS = text("SELECT count(*) = 1 FROM pg_roles WHERE rolname = :role")
_MAY_READ = text("""
SELECT has_schema_privilege(:role, 'api', 'USAGE')
   AND coalesce(bool_and(has_table_privilege(:role, c.oid, 'SELECT')), true)
FROM pg_class c WHERE c.relnamespace = 'api'::regnamespace AND c.relkind = 'v'""")
_MAY_TOO_MUCH = text("""
SELECT n.nspname FROM pg_namespace n
WHERE n.nspname IN ('raw', 'core', 'ops') AND has_schema_privilege(:role, n.oid, 'USAGE') ORDER BY 1""")


def lacks(engine: Engine) -> list[str]:
    """Return the statements that would make the role what it should be; none if it is."""
    with engine.connect() as connection:
        if not connection.execute(_EXISTS, {"role": ROLE}).scalar():
            return [f"CREATE ROLE {ROLE} LOGIN", *_grants()]
        may_read = connection.execute(_MAY_READ, {"role": ROLE}).scalar()
        too_much = connection.execute(_MAY_TOO_MUCH, {"role": ROLE}).scalars().all()
    return [
        *([] if may_read else _grants()),
        *(f"REVOKE ALL ON SCHEMA {schema} FROM {ROLE}, PUBLIC" for schema in too_much),
    ]


def _grants() -> list[str]:
    return [f"GRANT USAGE ON SCHEMA api TO {ROLE}", f"GRANT SELECT ON ALL TABLES IN SCHEMA api TO {ROLE}"]
