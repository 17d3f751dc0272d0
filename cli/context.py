"""What most commands begin with: the settings, a database that is ready, this process's environment."""

import os
import tempfile
from collections.abc import Mapping
from typing import TYPE_CHECKING

from settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine


def checked_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """
    Return the settings after the connectors have seen their accounts.

    Raises:
        SettingsError: every fault at once, the file's and the connectors'.
    """
    from settings import SettingsError, load
    from tasks.accounts import connector_faults

    try:
        found = load(environ=environ)
    except SettingsError as error:
        raise SettingsError([*error.faults, *connector_faults(error.accounts)]) from None
    if faults := connector_faults(found.accounts):
        raise SettingsError(faults)
    return found


def open_database(settings: Settings) -> str:
    """
    Return the URL of a database at the code's version: the embedded one is migrated, one given by URL only checked.

    Raises:
        StackError: the embedded PostgreSQL cannot be started.
        DatabaseBehind, DatabaseAhead: the database given by URL is at another version.
    """
    from stack import Home, database
    from store import migrate

    url = database.ensure(Home(settings.home), settings)
    if settings.database_url is None:
        upgrade(url)
    else:
        migrate.check(url)
    return url


def ready_engine() -> "Engine":
    """Return the engine of a ready database, whose URL stands in this process's environment from now on."""
    from store.engine import engine

    os.environ["SHOUHOU_DATABASE_URL"] = url = open_database(checked_settings())
    return engine(url)


def upgrade(database_url: str) -> None:
    """
    Migrate a database to this release and load the reference data; a second time changes nothing.

    Raises:
        DatabaseAhead: it was migrated by newer code.
    """
    from store import migrate, reference
    from store.engine import engine

    migrate.upgrade(database_url)
    reference.load(engine(database_url))


def enter(settings: Settings, *, wait: bool = True) -> None:
    """
    Start what is missing and set this process's environment for Prefect and its children.

    Must come before Prefect is imported. What is already in the environment wins, except the home's own folders.

    Args:
        wait: until Prefect answers. Without it this process can import Prefect while its server starts; then
            `await_prefect` comes before the first flow.
    """
    import stack

    os.environ.update(stack.environment(stack.Home(settings.home), settings, wait=wait))
    tempfile.tempdir = None  # chosen anew, in the home


def await_prefect(settings: Settings) -> None:
    """
    Return once the Prefect API in use answers.

    Raises:
        StackError: it does not.
    """
    from stack import Home, prefect

    prefect.ensure(Home(settings.home), settings)
