"""
A whole run of `sync-orders`, through Prefect, HTTP and a stand-in, against settling alone of the pages that it landed.

Protocol: the stand-in serves a seeded shop in a process of its own, a home of its own holds PostgreSQL and Prefect's
server, and `shouhou run sync-orders` reads all orders, with Great Expectations. Then what it wrote is forgotten and its
pages are settled again without Prefect, without HTTP and without Great Expectations, in a process of its own. Our own
share is the processor time of the run's process and of PostgreSQL, from the command's start to its end; the stand-in,
waiting for it, and Prefect's server are not in it.
"""

import json
import os
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import ground

ORDERS, FULL = 20_000, 200_000
DAYS = 10
ENDS_AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
SHOP = "tmall-flagship"
RESULT = Path(__file__).parent / "results" / "whole.json"


def main(*, full: bool = False) -> None:
    """Measure and write the result."""
    with TemporaryDirectory(prefix="shouhou-bench-") as name:
        folder = Path(name)
        try:
            result = _measured(folder, FULL if full else ORDERS)
        finally:
            _shouhou(folder, "stop")
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _measured(folder: Path, orders: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.whole", "serve", str(folder), str(orders)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert server.stdin
        try:
            server.stdout.readline()
            _shouhou(folder, "db", "upgrade")
            _synced(folder, ENDS_AT, timedelta(minutes=1))  # starts Prefect's server, which then stays
            empty = _synced(folder, ENDS_AT, timedelta(minutes=1))
            run = _synced(folder, ENDS_AT, timedelta(days=DAYS))
        finally:
            server.stdin.close()
    alone = json.loads(_out([sys.executable, "-m", "benchmarks.whole", "bare", str(folder)], folder).splitlines()[-1])
    return {
        "what": "sync-orders through Prefect, HTTP and a stand-in, against settling alone; processor time, own and PostgreSQL's",
        "cores": os.cpu_count(),
        "orders": run["fetched"],
        "run": run,
        "run_over_a_minute": empty,
        "bare": alone,
        "over_bare": _over(run["cpu_us_an_order"], alone["cpu_us_an_order"]),
        "over_bare_without_start": _over(
            run["cpu_us_an_order"] - empty["own_cpu_s"] / run["fetched"] * 1e6, alone["cpu_us_an_order"]
        ),
    }


def _over(run: float, bare: float) -> float:
    return round(run / bare - 1, 2)


def _synced(folder: Path, end: datetime, reach: timedelta) -> dict[str, Any]:
    """Run `sync-orders` over a window; returns what it took and what it came to."""
    window = ("--start", (end - reach).isoformat(), "--end", end.isoformat())
    before, server = resource.getrusage(resource.RUSAGE_CHILDREN), ground.server_cpu_s(folder)
    began = time.perf_counter()
    tally = json.loads(_shouhou(folder, "run", "sync-orders", "--account", SHOP, *window, "--json").splitlines()[-1])
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    cpu, fetched = own + ground.server_cpu_s(folder) - server, tally["fetched"]
    return {
        "fetched": fetched,
        "wall_s": round(wall, 2),
        "own_cpu_s": round(own, 2),
        "cpu_us_an_order": round(cpu / max(fetched, 1) * 1e6, 1),
    }


def _shouhou(folder: Path, *words: str) -> str:
    return _out([str(Path(sys.executable).with_name("shouhou")), *words], folder)


def _out(command: list[str], folder: Path) -> str:
    home = {"SHOUHOU_HOME": str(folder / "home"), "SHOUHOU_CONFIG": str(folder / "accounts.toml")}
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | home).stdout


def serve(folder: Path, orders: int) -> None:
    """Serve a seeded shop until standard input ends."""
    from sandbox.service import Sandbox

    with Sandbox(seed=7, orders=orders, days=DAYS, ends_at=ENDS_AT, shops=(SHOP,)) as sandbox:
        sandbox.now_override = ENDS_AT
        sandbox.write_config(folder / "accounts.toml")
        print("ready", flush=True)
        sys.stdin.read()


def bare(folder: Path) -> None:
    """Settle again what the run landed."""
    from settings import Settings
    from stack import Home
    from stack.database import ensure
    from store.engine import engine, transaction

    home = Home(folder / "home")
    url = os.environ["SHOUHOU_DATABASE_URL"] = ensure(home, Settings(home=home.path))
    sync = ground.begun(url, SHOP)
    with transaction(engine(url)) as cursor:
        cursor.execute(f"TRUNCATE ops.outbox, ops.rejected_row, {', '.join(ground.TABLES)}")
        cursor.execute("UPDATE raw.page SET settled_at = NULL, run_id = %s RETURNING records", (str(sync.run_id),))
        records = sum(count for (count,) in cursor)
    server, own, began = ground.server_cpu_s(folder), time.process_time(), time.perf_counter()
    ground.settle(sync)
    cpu = time.process_time() - own + ground.server_cpu_s(folder) - server
    wall = time.perf_counter() - began
    print(json.dumps({"records": records, "wall_s": round(wall, 2), "cpu_us_an_order": round(cpu / records * 1e6, 1)}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", where, count]:
            serve(Path(where), int(count))
        case ["bare", where]:
            bare(Path(where))
        case words:
            main(full="--full" in words)
