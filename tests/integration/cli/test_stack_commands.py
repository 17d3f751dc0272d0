"""`demo` and `up`: they start everything, end everything, and survive being killed."""

import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stack import Home, stop
from tests.commands import command, environment, processes_of, shouhou

ELSEWHERE = {
    "SHOUHOU_CONFIG": "/nowhere/shouhou.toml",
    "SHOUHOU_DATABASE_URL": "postgresql://u:p@127.0.0.1:1/x",
    "PREFECT_API_URL": "http://127.0.0.1:1/api",
}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / "home")
    home.path.mkdir()
    yield home
    stop(home.demo)
    stop(home)


def started(home: Home, *words: str, **extra: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*words),
        env=environment(home.path, **extra),
        cwd=home.path,
        stdout=subprocess.PIPE,
        stderr=(home.path / "stderr").open("w"),
        text=True,
    )


def wait_for(happened: Callable[[], bool], process: subprocess.Popen[str], *, seconds: float = 240) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert process.poll() is None, "it ended too early"
        assert time.monotonic() < until
        time.sleep(0.05)


def said(home: Home) -> str:
    return (home.path / "stderr").read_text()


@pytest.mark.timeout(900)
def test_a_demo_killed_while_its_services_start_is_followed_by_one_that_works_and_leaves_nothing(home: Home) -> None:
    killed = started(home, "demo", "--orders", "60", **ELSEWHERE)
    wait_for(lambda: "prefect" in home.demo.entries(), killed)
    killed.kill()
    killed.wait()
    left = processes_of(home.path)

    first = shouhou("demo", "--orders", "60", home=home.path, timeout=400, **ELSEWHERE)
    after_first = processes_of(home.path)
    second = shouhou("demo", home=home.path, timeout=400, **ELSEWHERE)

    assert len(left) >= 2
    assert first.returncode == 0, first.stderr
    for heading in ("Brought in", "Tickets", "Dispatch", "Anomalies", "Where to look next"):
        assert heading in first.stdout
    assert "the job is done" in first.stderr
    assert "cycle completed" in first.stdout.splitlines()[-1]
    assert after_first == []
    assert second.returncode == 0, second.stderr
    assert "inserted 0, updated 0" in second.stdout.splitlines()[-1]
    assert processes_of(home.path) == []
    assert not (home.path / "services.json").exists()


@pytest.mark.timeout(600)
def test_a_demo_that_is_told_to_end_in_the_middle_stops_everything(home: Home) -> None:
    demo = started(home, "demo", "--orders", "60")
    wait_for(lambda: "the job begins" in said(home), demo)
    time.sleep(2)
    demo.send_signal(signal.SIGTERM)

    assert demo.wait(120) == 128 + signal.SIGTERM
    assert "Traceback" not in said(home)
    assert processes_of(home.path) == []


@pytest.mark.timeout(600)
def test_up_serves_the_ui_it_names_once_and_ctrl_c_stops_all_of_it(home: Home) -> None:
    up = started(home, "up")
    assert up.stdout is not None
    lines = []
    while not lines or "Prefect UI" not in lines[-1]:
        lines.append(up.stdout.readline())
        assert lines[-1], said(home)
    url = lines[-1].split()[2]
    with urllib.request.urlopen(url, timeout=20) as page:
        served = page.read().decode()
    second = shouhou("up", home=home.path)
    up.send_signal(signal.SIGINT)

    assert up.wait(120) == 0
    assert "<html" in served
    assert "using sandbox platforms" in lines[0]
    assert (second.returncode, second.stdout) == (1, "")
    assert "`shouhou up` already runs in" in second.stderr
    assert "Traceback" not in said(home)
    assert processes_of(home.path) == []
