"""Bring a database to the code's version, or tell how they differ."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from store.engine import engine

_LOCK = 0x5348_4F55  # one migration at a time, whoever starts it


class DatabaseBehind(Exception):
    """The database lacks migrations that the code needs."""


class DatabaseAhead(Exception):
    """The database was migrated by newer code."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection, opts={"version_table": "schema_version"}).get_current_revision()


def check(url: str) -> None:
    """Raise unless the database is exactly at the code's version.

    Raises:
        DatabaseBehind: `shouhou db upgrade` mends it.
        DatabaseAhead: the code must be upgraded.
    """
    with engine(url).connect() as connection:
        found = _current(connection)
    script = ScriptDirectory.from_config(_config())
    if found is not None and found not in {revision.revision for revision in script.walk_revisions()}:
        raise DatabaseAhead(f"The database is at version {found}, which this code does not know: upgrade shouhou.")
    if found != script.get_current_head():
        raise DatabaseBehind(
            f"The database is at version {found or 'none'}, the code needs {script.get_current_head()}: "
            "run `shouhou db upgrade`."
        )


def upgrade(url: str) -> None:
    """Migrate to head. Two at once: the second waits and finds nothing to do.

    Raises:
        DatabaseAhead: the database was migrated by newer code.
    """
    with engine(url).begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        try:
            found = _current(connection)
            if found is not None:
                ScriptDirectory.from_config(_config()).get_revision(found)
        except Exception as unknown:
            raise DatabaseAhead(
                f"The database is at version {found}, which this code does not know: upgrade shouhou."
            ) from unknown
        command.upgrade(_config(connection), "head")
