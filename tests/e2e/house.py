"""One operator's place: a database of its own, stand-in platforms, and `shouhou` as a process beside us."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text

from sandbox.service import Sandbox
from tests.commands import command, environment, shouhou
from tests.truth import differences, expected, view

NOW = datetime(2026, 11, 20, 10, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
"""What counts as now in these stories; the worlds end ten minutes earlier."""
AT = ("--param", f"now={NOW.isoformat()}")

FACTS = ("orders", "order_lines", "after_sales", "shipments", "shipment_links", "shipment_events")
HASTY = {
    "SHOUHOU_RETRY_DELAYS_S": "[]",
    "SHOUHOU_PATIENCE_S": "2",
    "SHOUHOU_HTTP_TIMEOUT_S": "5",
}
Done = subprocess.CompletedProcess[str]
Tally = dict[str, Any]


@dataclass
class House:
    """
    One database in the session's home, and the platforms that its configuration points at.

    Attributes:
        folder: where the configuration and its secrets lie; commands work there.
        settings: further environment of every command.
    """

    home: Path
    folder: Path
    database: Engine
    url: str
    sandbox: Sandbox
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        """The configuration file."""
        return self.folder / "shouhou.toml"

    @property
    def environment(self) -> dict[str, str]:
        """What a command of this house finds in its environment, on top of the home."""
        return HASTY | {"SHOUHOU_CONFIG": str(self.config), "SHOUHOU_DATABASE_URL": self.url} | self.settings

    def shouhou(self, *words: str, **more: str) -> Done:
        """Run `shouhou …` to its end; whatever it is, it shows no traceback and no secret."""
        done = shouhou(*words, home=self.home, cwd=self.folder, **(self.environment | more))
        assert_manners(done, self.secrets)
        return done

    def start(self, *words: str, **more: str) -> "Started":
        """Start `shouhou …` in a session of its own, so that all of it can be killed at once; output goes to files."""
        number = len(list(self.folder.glob("*.out")))
        out, err = self.folder / f"{number}.out", self.folder / f"{number}.err"
        with out.open("w") as stdout, err.open("w") as stderr:
            process = subprocess.Popen(
                command(*words),
                env=environment(self.home, **(self.environment | more)),
                cwd=self.folder,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
        return Started(process, out, err, self)

    def tally(self, *words: str, status: int = 0) -> Tally:
        """Run `shouhou run … --json` at NOW; return its tally."""
        done = self.shouhou("run", *words, *AT, "--json")
        assert done.returncode == status, done.stderr
        found: Tally = json.loads(done.stdout.splitlines()[-1])
        return found

    def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """Return what a query finds in the database."""
        with self.database.connect() as connection:
            return [dict(row._mapping) for row in connection.execute(text(query), values)]

    @property
    def secrets(self) -> list[str]:
        """What must be seen nowhere: the accounts' secrets and the database's password."""
        files = [path for path in self.folder.iterdir() if path.suffix in (".app_secret", ".session", ".check_word")]
        password = urlsplit(self.url).password
        return [*(path.read_text().strip() for path in files), *([password] if password else [])]


@dataclass(frozen=True)
class Started:
    """A command that runs beside the test."""

    process: subprocess.Popen[bytes]
    out: Path
    err: Path
    house: House

    def assert_alive(self) -> None:
        """It has not ended."""
        assert self.process.poll() is None, self.err.read_text()

    def wait_for_row(self, query: str) -> None:
        """Return once a query of the house's database finds something."""
        until = time.monotonic() + 200
        while not self.house.rows(query):
            self.assert_alive()
            assert time.monotonic() < until, f"nothing in time: {query}"
            time.sleep(0.05)

    def kill(self) -> None:
        """kill −9 for the whole session."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def ended(self, *, within_s: float = 240) -> Done:
        """Wait for its end; its manners are those of any command."""
        try:
            status = self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        done = subprocess.CompletedProcess(self.process.args, status, self.out.read_text(), self.err.read_text())
        assert_manners(done, self.house.secrets)
        return done


def a_sandbox(*, orders: int, seed: int = 5, shops: int | tuple[str, ...] = 5, days: int = 15, **more: Any) -> Sandbox:
    """Open stand-in platforms whose world ended ten minutes before NOW; whoever calls this starts and stops them."""
    sandbox = Sandbox(seed=seed, orders=orders, shops=shops, days=days, ends_at=NOW - timedelta(minutes=10), **more)
    sandbox.now_override = NOW
    return sandbox


def apart_from_truth(house: House) -> list[str]:
    """Name the rows in which the views and the platforms' truth differ; empty = equal."""
    truth = house.sandbox.truth()
    return [
        f"{name}: {line}" for name in FACTS for line in differences(view(house.database, name), expected(truth, name))
    ]


def secrets_in_prefect(house: House) -> list[str]:
    """Return which of the house's secrets Prefect keeps in logs, parameters or artifacts of any run."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        kept = [json.dumps(run.parameters, default=str) for run in client.read_flow_runs()]
        kept += [each["message"] for each in _all_of(client, "/logs/filter")]
        kept += [json.dumps(each["data"]) for each in _all_of(client, "/artifacts/filter")]
    assert kept, "a search that finds nothing shows nothing"
    return [secret for secret in house.secrets if any(secret in text for text in kept)]


def _all_of(client: Any, path: str) -> Iterator[dict[str, Any]]:
    offset = 0
    while found := client.request("POST", path, json={"limit": 200, "offset": offset}).json():
        yield from found
        offset += len(found)


def assert_manners(done: Done, secrets: list[str]) -> None:
    """No traceback, and no secret: neither on stdout nor on stderr."""
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    assert [secret for secret in secrets if secret in done.stderr + done.stdout] == []


def assert_one_sentence(done: Done, *, status: int) -> str:
    """The command ended with this status, nothing on stdout and its reason on stderr; returns the reason."""
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    said = [line for line in done.stderr.splitlines() if not line.startswith("shouhou: starting ")]
    assert said, "it said nothing"
    return "\n".join(said)
