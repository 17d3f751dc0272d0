"""
Real services for tests: one embedded PostgreSQL and one Prefect server for the session, in a home of their own.

A test that takes `database` or `database_url` gets a migrated database of its own and pays about 0.1 s; the first one
pays for the server and the migrations. The first one that takes `prefect_api` pays 10 to 25 s.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from stack import Home

TEMPLATE = "migrated"
_numbers = count(1)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Home]":
    """Yield the home whose services the tests of this session share; they end with it."""
    from stack import Home, stop

    home = Home(tmp_path_factory.mktemp("home"))
    yield home
    stop(home)


@pytest.fixture(scope="session")
def postgres(home: "Home") -> str:
    """Return the URL of the session's server, at its database `shouhou`, which tests leave alone."""
    from settings import Settings
    from stack.database import ensure

    return ensure(home, Settings(home=home.path))


@pytest.fixture(scope="session")
def migrated(postgres: str) -> str:
    """Return the name of a migrated database that no one is connected to: the template of the others."""
    from cli.context import upgrade

    _on(postgres, f"CREATE DATABASE {TEMPLATE}")
    upgrade(_at(postgres, TEMPLATE))
    _leave(_at(postgres, TEMPLATE))
    return TEMPLATE


@pytest.fixture
def database_url(postgres: str, migrated: str) -> Iterator[str]:
    """Yield the SQLAlchemy URL of a fresh migrated database, dropped after the test."""
    with made_from(migrated, postgres) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> "Engine":
    """Return the product's own engine on a fresh migrated database."""
    from store.engine import engine

    return engine(database_url)


@pytest.fixture(scope="session")
def prefect_api(home: "Home", postgres: str) -> Iterator[str]:
    """Yield the URL of the session's Prefect server, which this process and its children then use."""
    from settings import Settings
    from stack import prefect

    before = dict(os.environ)
    url = prefect.ensure(home, Settings(home=home.path), {k: v for k, v in before.items() if k != "PREFECT_API_URL"})
    os.environ["PREFECT_API_URL"] = url
    from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_API_URL: url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield url
    os.environ["PREFECT_API_URL"] = before["PREFECT_API_URL"]


@contextmanager
def made_from(template: str, postgres: str) -> Iterator[str]:
    """Give the SQLAlchemy URL of a fresh database made from a template that nobody is connected to; drop it after."""
    name = f"test_{next(_numbers)}"
    _on(postgres, f"CREATE DATABASE {name} TEMPLATE {template}")
    url = _at(postgres, name)
    yield url
    _leave(url)
    _drop(postgres, name)


def _drop(postgres: str, name: str) -> None:
    """Drop a database. The server's own clean-up may be at work in it, and may not be sent away by us: it is brief."""
    from sqlalchemy.exc import ProgrammingError

    for wait_s in (0.2, 0.5, 1, 2, 4, None):
        try:
            return _on(postgres, f"DROP DATABASE {name} WITH (FORCE)")
        except ProgrammingError:
            if wait_s is None:
                return None  # it goes with the session's server; no test is wrong for it
            time.sleep(wait_s)
    return None


def _at(url: str, database: str) -> str:
    return f"{url.rpartition('/')[0]}/{database}"


def _on(url: str, statement: str) -> None:
    from sqlalchemy import create_engine, text

    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _leave(url: str) -> None:
    from store.engine import engine, lock_engine

    engine(url).dispose()
    lock_engine(url).dispose()
