"""The role of downstream readers."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from store import reader
from store.engine import engine
from store.migrate import upgrade


@pytest.fixture
def reading(database: Engine) -> Iterator[Connection]:
    """Yield a connection that has become the reader."""
    with database.connect() as connection:
        connection.execute(text(f"SET ROLE {reader.ROLE}"))
        connection.commit()
        yield connection
        connection.rollback()
        connection.execute(text("RESET ROLE"))
        connection.commit()


VIEWS = "SELECT relname FROM pg_class WHERE relnamespace = 'api'::regnamespace AND relkind = 'v'"
TABLES = """SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname IN ('raw', 'core', 'ops', 'public') AND c.relkind IN ('r', 'S', 'v')"""


def test_the_reader_reads_every_view(reading: Connection) -> None:
    views = reading.execute(text(VIEWS)).scalars().all()
    assert len(views) >= 12
    assert [reading.execute(text(f"SELECT count(*) FROM api.{view}")).scalar() for view in views] == [0] * len(views)


def test_the_reader_reads_no_table(reading: Connection) -> None:
    tables = reading.execute(text(TABLES)).scalars().all()
    assert len(tables) > 20
    for table in tables:
        with pytest.raises(ProgrammingError, match="permission denied"), reading.begin_nested():
            reading.execute(text(f"SELECT * FROM {table}"))


def test_the_reader_writes_nothing(reading: Connection) -> None:
    for statement in (
        "UPDATE api.v1_orders SET status = 'paid'",
        "DELETE FROM api.v1_order_lines",
        "CREATE TABLE api.mine (x int)",
        "CREATE TABLE public.mine (x int)",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), reading.begin_nested():
            reading.execute(text(statement))


def test_a_view_that_comes_later_is_readable_too(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("CREATE VIEW api.v1_later AS SELECT 1 AS one"))
    with database.connect() as connection:
        connection.execute(text(f"SET ROLE {reader.ROLE}"))
        assert connection.execute(text("SELECT one FROM api.v1_later")).scalar() == 1


def test_nothing_is_left_to_run(database: Engine) -> None:
    assert reader.lacks(database) == []


def test_a_migration_that_finds_the_role_grants_it_the_views_of_its_own_database(
    database: Engine, postgres: str
) -> None:
    with engine(postgres).connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("CREATE DATABASE another"))
    url = f"{postgres.rpartition('/')[0]}/another"
    try:
        upgrade(url)
        assert reader.lacks(engine(url)) == []
    finally:
        engine(url).dispose()
        with engine(postgres).connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("DROP DATABASE another"))


@pytest.fixture
def plain(postgres: str) -> Iterator[str]:
    """Yield the URL of an empty database whose owner may make no roles, on a server that has no reader."""
    server, hidden = engine(postgres), "another_reader"
    url = make_url(postgres).set(username="plain", password="plain", database="plain")
    statements = {
        "before": (
            "CREATE ROLE plain LOGIN PASSWORD 'plain'",
            "GRANT plain TO CURRENT_USER",
            "CREATE DATABASE plain OWNER plain",
            f"ALTER ROLE {reader.ROLE} RENAME TO {hidden}",
        ),
        "after": (
            f"ALTER ROLE {hidden} RENAME TO {reader.ROLE}",
            "DROP DATABASE plain WITH (FORCE)",
            "DROP ROLE plain",
        ),
    }
    with server.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in statements["before"]:
            connection.execute(text(statement))
        yield url.render_as_string(hide_password=False)
        for statement in statements["after"]:
            connection.execute(text(statement))


def test_an_owner_who_may_make_no_role_migrates_without_and_is_told_what_to_run(plain: str, migrated: str) -> None:
    upgrade(plain)
    lacks = reader.lacks(engine(plain))
    engine(plain).dispose()
    assert lacks[0].startswith(f"CREATE ROLE {reader.ROLE}")
    assert f"GRANT USAGE ON SCHEMA api TO {reader.ROLE}" in lacks
