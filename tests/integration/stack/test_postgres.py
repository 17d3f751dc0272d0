"""The embedded PostgreSQL of a home: started once, found again, stopped; whatever is killed in between."""

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from settings import Settings
from stack import Home, database, stop
from tests.commands import command, environment, processes_of, shouhou


@pytest.fixture
def empty_home(tmp_path: Path) -> Iterator[Home]:
    """A home in which nothing has been made yet."""
    home = Home(tmp_path / "home")
    home.make()
    yield home
    stop(home)
    assert processes_of(home.path) == []


@pytest.fixture(scope="module")
def ready_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped home with a cluster in it; making one costs a second of work."""
    home = Home(tmp_path_factory.mktemp("ready") / "home")
    ensured(home)
    stop(home)
    return home.path


@pytest.fixture
def own_home(empty_home: Home, ready_made: Path) -> Home:
    """A home of this test's own with a cluster in it; nothing runs."""
    subprocess.run(["cp", "-a", f"{ready_made}/.", empty_home.path], check=True)
    return empty_home


def ensured(home: Home) -> str:
    return database.ensure(home, Settings(home=home.path))


def answer(url: str, query: str) -> object:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return connection.execute(text(query)).scalar()
    finally:
        engine.dispose()


def pid_of(home: Home) -> int:
    return home.entries()["postgres"].pid


def test_a_later_command_finds_the_server_of_an_earlier_one(own_home: Home) -> None:
    first = shouhou("db", "url", home=own_home.path)
    pid = pid_of(own_home)
    second = shouhou("db", "url", home=own_home.path)

    assert first.returncode == 0
    assert first.stdout.startswith("postgresql://shouhou:")
    assert "starting PostgreSQL" in first.stderr
    assert second.stdout == first.stdout
    assert second.stderr == ""
    assert pid_of(own_home) == pid


def test_two_commands_at_once_share_one_server(empty_home: Home) -> None:
    both = [
        subprocess.Popen(
            command("db", "url"), env=environment(empty_home.path), stdout=subprocess.PIPE, cwd=empty_home.path
        )
        for _ in range(2)
    ]
    urls = {each.communicate(timeout=120)[0] for each in both}

    assert len(urls) == 1
    assert len([words for words in processes_of(empty_home.path) if " -D " in words]) == 1


@pytest.mark.parametrize("attempt", range(4))
def test_a_starter_killed_at_any_moment_leaves_nothing_to_mend(empty_home: Home, attempt: int) -> None:
    starter = subprocess.Popen(
        command("db", "url"), env=environment(empty_home.path), stdout=subprocess.DEVNULL, cwd=empty_home.path
    )
    _wait_for(lambda: (empty_home.path / "postgres.new").exists() or (empty_home.path / "postgres").exists())
    time.sleep(random.Random(attempt).uniform(0, 1.5))
    starter.kill()
    starter.wait()

    assert answer(ensured(empty_home), "SELECT 1") == 1
    servers = [words for words in processes_of(empty_home.path) if " -D " in words]
    assert len(servers) == 1


def test_a_killed_server_is_started_again_with_its_data_and_on_its_port(own_home: Home) -> None:
    url = ensured(own_home)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept AS SELECT 7 AS n"))
    engine.dispose()
    os.kill(pid_of(own_home), signal.SIGKILL)

    assert ensured(own_home) == url
    assert answer(url, "SELECT n FROM kept") == 7


def test_a_number_that_belongs_to_another_process_by_now_is_not_taken_for_the_server(own_home: Home) -> None:
    ensured(own_home)
    stop(own_home)
    stranger = psutil.Process()
    entry = {"pid": stranger.pid, "started": 1.0, "executables": [stranger.name()], "port": 1, "uses": ""}
    (own_home.path / "services.json").write_text(json.dumps({"postgres": entry}))
    (own_home.postgres / "data" / "postmaster.pid").write_text(f"{stranger.pid}\n/elsewhere\n1\n1\n\n127.0.0.1\n")

    assert answer(ensured(own_home), "SELECT 1") == 1


def test_a_server_that_services_json_has_lost_is_found_again(own_home: Home) -> None:
    url = ensured(own_home)
    pid = pid_of(own_home)
    (own_home.path / "services.json").unlink()

    assert ensured(own_home) == url
    assert pid_of(own_home) == pid


def test_stop_ends_a_server_that_services_json_has_lost(own_home: Home) -> None:
    ensured(own_home)
    (own_home.path / "services.json").unlink()

    assert stop(own_home) == ["postgres"]
    assert processes_of(own_home.path) == []


def test_stop_tells_what_it_stopped_and_leaves_an_empty_home_alone(own_home: Home) -> None:
    ensured(own_home)
    first = shouhou("stop", home=own_home.path)
    second = shouhou("stop", home=own_home.path)

    assert f"{own_home.path}: stopped postgres" in first.stdout
    assert "nothing was running" in second.stdout
    assert not own_home.demo.path.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a folder that only root may enter")
def test_it_works_for_root_in_a_folder_that_only_root_may_enter(own_home: Home) -> None:
    own_home.path.parent.chmod(0o700)
    url = ensured(own_home)

    assert answer(url, "SELECT 1") == 1
    assert own_home.path.parent.stat().st_mode & 0o777 == 0o700
    assert psutil.Process(pid_of(own_home)).username() == "nobody"


def test_the_product_is_no_superuser_and_needs_a_password(own_home: Home) -> None:
    url = ensured(own_home)

    assert answer(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    with pytest.raises(DBAPIError, match="password authentication failed"):
        answer(url.replace("://shouhou:", "://shouhou:x"), "SELECT 1")
    with pytest.raises(DBAPIError, match="pg_hba"):
        answer(url.replace("://shouhou:", "://postgres:"), "SELECT 1")
    with pytest.raises(DBAPIError, match="permission denied"):
        answer(url, "SELECT pg_read_file('/etc/passwd')")


def test_other_roles_of_the_server_cannot_enter_the_database_of_prefect(own_home: Home) -> None:
    url = ensured(own_home)
    answer(url, "SELECT 1")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE ROLE reader LOGIN PASSWORD 'r'"))
    engine.dispose()
    base = url.rpartition("@")[2].rpartition("/")[0]

    assert answer(f"postgresql+psycopg2://reader:r@{base}/shouhou", "SELECT 1") == 1
    with pytest.raises(DBAPIError, match="permission denied for database"):
        answer(f"postgresql+psycopg2://reader:r@{base}/prefect", "SELECT 1")


def test_a_database_given_by_url_is_used_and_nothing_is_started(tmp_path: Path) -> None:
    given = "postgresql://u:p@127.0.0.1:1/x"
    done = shouhou("db", "url", home=tmp_path / "home", SHOUHOU_DATABASE_URL=given)

    assert done.stdout == given + "\n"
    assert not (tmp_path / "home" / "services.json").exists()


def _wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.01)
