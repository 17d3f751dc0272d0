"""
Landed text → normal tables, against a bare COPY of the finished rows into the same tables.

Protocol: one embedded PostgreSQL in a home of its own. Each size runs in a process of its own, which lands Tmall
orders (seeded, 20 % repeats), then times the settling alone, without Great Expectations; then it copies the finished
rows of all tables that settling wrote out, empties the tables and times COPY of them back in. The best of three rounds
counts, settling and COPY taken in turn. Peak memory is that of the settling process.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

SIZES = (10_000, 50_000)
ROUNDS = 3
TABLES = ("core.sales_order", "core.order_line", "core.shipment", "core.shipment_link")
RESULT = Path(__file__).parent / "results" / "settle.json"


def main() -> None:
    """Measure every size and write the result."""
    with tempfile.TemporaryDirectory(prefix="shouhou-bench-") as folder:
        sizes = {size: _in_own_process(size, Path(folder)) for size in SIZES}
    small, large = sizes[SIZES[0]], sizes[SIZES[-1]]
    result = {
        "what": "settling landed orders against COPY of the finished rows; without Great Expectations",
        "cores": os.cpu_count(),
        "sizes": sizes,
        "speed_against_copy": large["speed_against_copy"],
        "peak_memory_ratio": round(large["peak_mb"] / small["peak_mb"], 2),
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _in_own_process(size: int, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.settle", str(size), str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measure(size: int, folder: Path) -> dict[str, Any]:
    """Settle `size` landed orders and copy the finished rows, in turn; the best of the rounds counts."""
    url = _database(folder)
    rounds = [_round(url, size) for _ in range(ROUNDS)]
    settled, copied = min(one[0] for one in rounds), min(one[1] for one in rounds)
    return {
        "orders": size,
        "settle_s": round(settled, 2),
        "copy_s": round(copied, 2),
        "orders_per_s": round(size / settled),
        "speed_against_copy": round(copied / settled, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _database(folder: Path) -> str:
    """Start PostgreSQL, migrate, and configure one shop that is never called."""
    from settings import Settings
    from stack import Home
    from stack.database import ensure
    from store.engine import engine
    from store.migrate import upgrade
    from store.reference import load

    home = Home(folder / "home")
    url = ensure(home, Settings(home=home.path))
    upgrade(url)
    load(engine(url))
    (folder / "secret").write_text("none", encoding="utf-8")
    (folder / "shouhou.toml").write_text(
        '[[accounts]]\nname = "bench"\nplatform = "tmall"\napp_key = "1"\n'
        'app_secret = { file = "secret" }\nsession = { file = "secret" }\n',
        encoding="utf-8",
    )
    os.environ |= {"SHOUHOU_CONFIG": str(folder / "shouhou.toml"), "SHOUHOU_DATABASE_URL": url}
    return url


def _round(url: str, size: int) -> tuple[float, float]:
    from store.engine import engine, transaction

    with transaction(engine(url)) as cursor:
        cursor.execute(f"TRUNCATE raw.page, {', '.join(TABLES)}")
    settled = _settle(url, size)
    copied = _copy(url)
    return settled, copied


def _settle(url: str, size: int) -> float:
    from schemas.quality import Judgement
    from schemas.words import Entity
    from store import runs
    from tasks import reading, settle
    from tasks.accounts import open_shop, register
    from tasks.sync import Sync

    reading.judge = lambda *_: Judgement()
    register()
    sync = Sync(account="bench", entity=Entity.ORDERS, run_id=uuid4(), now=datetime.now(UTC))
    runs.begin(url, run_id=sync.run_id, flow="sync-orders", trigger="manual", params={}, accounts=["bench"])
    _land(sync, size)
    shop = open_shop("bench")
    began = time.perf_counter()
    settle.settle(sync, shop, at_end=settle.moving(sync, sync.now))
    return time.perf_counter() - began


def _land(sync: Any, size: int) -> None:
    from benchmarks.orders import pages
    from schemas.page import Page
    from tasks.land import store_page

    for number, records in enumerate(pages(size), 1):
        store_page(sync, Page(stream="orders", records=tuple(records)), number=number)


def _copy(url: str) -> float:
    """Take the finished rows out, empty the tables, and time putting them back by COPY alone."""
    from store.engine import engine, transaction

    texts = {}
    with transaction(engine(url)) as cursor:
        for table in TABLES:
            cursor.copy_expert(f"COPY {table} TO STDOUT", texts.setdefault(table, BytesIO()))
        cursor.execute(f"TRUNCATE {', '.join(TABLES)}")
    began = time.perf_counter()
    with transaction(engine(url)) as cursor:
        for table, text in texts.items():
            text.seek(0)
            cursor.copy_expert(f"COPY {table} FROM STDIN", text, 1 << 20)
    return time.perf_counter() - began


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(int(sys.argv[1]), Path(sys.argv[2]))))
    else:
        main()
