"""
Fetching and reading from each platform's stand-in: pages a second, and how much of the time is our own.

Protocol: the stand-in serves a seeded world in a process of its own; the connector reads all of it in this one, one call
at a time, through HTTP on loopback: fetch, redact, normalise. Our own share is this process's CPU time over the wall
time; the rest is the stand-in and the wait for it. Libraries (HTTP, JSON) count as our own.
"""

import json
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ORDERS = 4_000
DAYS = 10
ENDS_AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
RESULT = Path(__file__).parent / "results" / "fetch.json"


def main() -> None:
    """Measure every platform and write the result."""
    from connectors import registry

    platforms = {name: _measured(name) for name in registry.PLATFORMS}
    result = {
        "what": "fetching and reading from the stand-ins, one call at a time; own = CPU of the reading process",
        "platforms": platforms,
        "slowest_shop_orders_per_cpu_s": min(
            each["orders_per_cpu_s"] for each in platforms.values() if "orders_per_cpu_s" in each
        ),
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _measured(platform: str) -> dict[str, Any]:
    from connectors import registry
    from schemas.account import Side

    with tempfile.TemporaryDirectory(prefix="shouhou-bench-") as folder, _served(platform, Path(folder)) as parcels:
        connector = _opened(platform, Path(folder))
        if registry.side(platform) is Side.SHOP:
            return _shop(connector)
        return _courier(connector, parcels)


def _shop(connector: Any) -> dict[str, Any]:
    """Read all orders, window by window."""
    from schemas.window import Window
    from schemas.words import Entity

    windows = [
        Window(start=ENDS_AT - timedelta(days=day + 1), end=ENDS_AT - timedelta(days=day)) for day in range(DAYS)
    ]
    return _timed(connector, (page for window in windows for page in connector.fetch(Entity.ORDERS, window)), "orders")


def _courier(connector: Any, parcels: list[list[str]]) -> dict[str, Any]:
    """Ask for all parcels."""
    from schemas.parcels import ParcelRef

    asked = [ParcelRef(carrier=carrier, tracking_no=number, phone_tail=tail) for carrier, number, tail in parcels]
    return _timed(connector, connector.trace(asked), "parcels")


def _timed(connector: Any, pages: Iterator[Any], what: str) -> dict[str, Any]:
    began, cpu = time.monotonic(), time.process_time()
    count = records = 0
    for page in pages:
        count += 1
        for record in page.records:
            records += len(connector.normalize(page.stream, record).rows)
    wall_s, own_s = time.monotonic() - began, time.process_time() - cpu
    return {
        "pages": count,
        what: records,
        "pages_per_s": round(count / wall_s, 1),
        f"{what}_per_cpu_s": round(records / own_s),
        "own_share": round(own_s / wall_s, 2),
    }


def _opened(platform: str, folder: Path) -> Any:
    from types import SimpleNamespace

    from connectors import registry

    class Reference(SimpleNamespace):
        """A secret, as the settings hand it over."""

        def get_secret_value(self) -> str:
            """Return it."""
            return str(self.value)

    tables = tomllib.loads((folder / "accounts.toml").read_text())["accounts"]
    table = next(each for each in tables if each["platform"] == platform)
    common = ("name", "platform", "base_url", "since")
    keys = {
        name: Reference(value=(folder / value["file"]).read_text().strip()) if isinstance(value, dict) else value
        for name, value in table.items()
        if name not in common
    }
    account = SimpleNamespace(name=table["name"], platform=platform, base_url=table["base_url"], since=None, keys=keys)
    return registry.open(account)


@contextmanager
def _served(platform: str, folder: Path) -> Iterator[list[list[str]]]:
    """Serve a world in a process of its own; yields the parcels that the platform can tell of."""
    command = [sys.executable, "-m", "benchmarks.fetch", platform, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert server.stdin
        parcels = json.loads(server.stdout.readline())
        try:
            yield parcels
        finally:
            server.stdin.close()


def serve(platform: str, folder: Path) -> None:
    """Serve until standard input ends."""
    from connectors import registry
    from sandbox.service import Sandbox
    from schemas.account import Side

    shop = f"{platform}-flagship" if registry.side(platform) is Side.SHOP else "tmall-flagship"
    with Sandbox(seed=7, orders=ORDERS, days=DAYS, ends_at=ENDS_AT, shops=(shop,)) as sandbox:
        sandbox.now_override = ENDS_AT
        sandbox.write_config(folder / "accounts.toml")
        parcels = [each for each in sandbox.world.parcels.values() if each.source == platform and each.told]
        print(json.dumps([[each.carrier, each.number, min(each.tails, default=None)] for each in parcels]), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]))
