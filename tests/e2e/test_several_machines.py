"""The same flows on a Dask cluster, chosen by a setting: two workers on loopback, each a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from distributed import Client

from tests.commands import environment
from tests.e2e.house import House, apart_from_truth

FOUND = re.compile(r"Scheduler at:\s+(tcp://\S+)")


class Cluster:
    """A scheduler and workers that know one house's settings."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self, house: House, *, workers: int) -> str:
        """Return the scheduler's address."""
        log = self._run(house, "scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        address = _read(log, FOUND)
        for number in range(workers):
            self._run(house, f"worker-{number}", "worker", address, "--nthreads", "2", "--no-dashboard",
                      "--host", "127.0.0.1", "--local-directory", str(self._folder))  # fmt: skip
        return address

    def stop(self) -> None:
        for process in self._processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _run(self, house: House, name: str, *words: str) -> Path:
        log = self._folder / f"{name}.log"
        with log.open("w") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
                env=environment(house.home, **house.environment), cwd=house.folder, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip
        self._processes.append(process)
        return log


def _read(log: Path, pattern: re.Pattern[str]) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if found := pattern.search(log.read_text()):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def worked(address: str) -> list[bool]:
    """Tell of each worker whether it has settled anything: only then its process has loaded that room."""
    with Client(address) as client:
        return list(client.run(lambda: "tasks.settle" in sys.modules).values())


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    made.stop()


def test_syncs_and_a_backfill_run_on_two_workers_and_end_in_the_truth(
    house_of: Callable[..., House], cluster: Cluster
) -> None:
    house = house_of(orders=150)
    address = cluster.start(house, workers=2)
    house.settings["SHOUHOU_DASK_ADDRESS"] = address
    for flow in ("sync-orders", "sync-after-sales", "sync-traces"):
        assert house.tally(flow)["status"] == "completed"
    assert apart_from_truth(house) == []
    span = ("--start", "2026-11-08", "--end", "2026-11-20T10:05", "--chunk", "3")
    done = house.shouhou("backfill", "--entity", "orders", *span, "--at-once", "2")
    assert done.returncode == 0, done.stderr
    assert house.rows("SELECT 1 FROM ops.backfill_chunk WHERE done_at IS NULL") == []
    assert apart_from_truth(house) == []
    assert worked(address) == [True, True]
