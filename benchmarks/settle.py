"""
Landed text → normal tables, against a bare COPY of the finished rows into the same tables.

Protocol: one embedded PostgreSQL in a home of its own. Each size runs in a process of its own, which lands Tmall
orders (seeded, masked as a connector's, 20 % of them updates of orders seen before), then times the settling alone,
without Great Expectations; then it copies the finished rows of all tables that settling wrote out, empties the tables
and times COPY of them back in. The best of the rounds counts, settling and COPY taken in turn. Processor time is that
of the settling process and of the server together. Peak memory is that of the settling process.

`--full` adds 1,000,000 orders, and settling beside 5,000,000 orders that are there already.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import ground
from benchmarks.orders import pages

ROUNDS = {10_000: 3, 50_000: 3, 200_000: 2, 1_000_000: 1}
USUAL, LARGE = (10_000, 50_000, 200_000), 1_000_000
FILL = 5_000_000
BESIDE = 50_000
"""Orders settled beside those that fill the tables."""
RESULT = Path(__file__).parent / "results" / "settle.json"


def main(*, full: bool = False) -> None:
    """Measure every size and write the result."""
    with ground.database() as folder:
        sizes = {size: _in_own_process("growth", folder, size) for size in (*USUAL, *((LARGE,) if full else ()))}
        result = _judged(sizes)
        result["replay"] = _in_own_process("replay", folder, USUAL[0])
        result["side_by_side"] = _in_own_process("side_by_side", folder, BESIDE)
        if full:
            result["beside_5_million"] = _in_own_process("filled", folder, BESIDE)
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _judged(sizes: dict[int, dict[str, Any]]) -> dict[str, Any]:
    small, usual, large = sizes[min(sizes)], sizes[USUAL[-1]], sizes[max(sizes)]
    return {
        "what": "settling landed orders against COPY of the finished rows; without Great Expectations",
        "cores": os.cpu_count(),
        "sizes": sizes,
        "speed_against_copy": usual["speed_against_copy"],
        "cpu_growth": round(large["cpu_us_an_order"] / small["cpu_us_an_order"], 2),
        "peak_memory_ratio": round(large["peak_mb"] / small["peak_mb"], 2),
    }


def _in_own_process(what: str, folder: Path, size: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.settle", what, str(folder), str(size)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def growth(folder: Path, size: int) -> dict[str, Any]:
    """Settle `size` landed orders and copy the finished rows, in turn; the best of the rounds counts."""
    url = ground.use(folder)
    rounds = [_round(url, folder, size) for _ in range(ROUNDS[size])]
    peak_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    settled, copied = min(one.settled for one in rounds), min(one.copied for one in rounds)
    own, server = min((one.cpu for one in rounds), key=sum)
    copy_cpu = min(one.copy_cpu for one in rounds)
    return {
        "orders": size,
        "settle_s": round(settled, 2),
        "copy_s": round(copied, 2),
        "orders_per_s": round(size / settled),
        "speed_against_copy": round(copied / settled, 3),
        "cpu_us_an_order": round((own + server) / size * 1e6, 1),
        "own_cpu_us_an_order": round(own / size * 1e6, 1),
        "copy_cpu_us_an_order": round(copy_cpu / size * 1e6, 1),
        "peak_mb": peak_mb,
    }


class Round(NamedTuple):
    """Wall and processor times of one round; `cpu`: of the settling process and of the server."""

    settled: float
    copied: float
    cpu: tuple[float, float]
    copy_cpu: float


def _round(url: str, folder: Path, size: int) -> Round:
    ground.empty(url)
    sync = ground.begun(url)
    ground.land(sync, pages(size))
    settled, *cpu = timed(folder, lambda: ground.settle(sync))
    texts = ground.finished(url)
    ground.empty(url)
    copied, *copy_cpu = timed(folder, lambda: ground.copy_back(url, texts))
    return Round(settled, copied, (cpu[0], cpu[1]), sum(copy_cpu))


def timed(folder: Path, work: Callable[[], None]) -> tuple[float, float, float]:
    """Return how long work takes, and the processor time of this process and of the server."""
    server, own, began = ground.server_cpu_s(folder), time.process_time(), time.perf_counter()
    work()
    return time.perf_counter() - began, time.process_time() - own, ground.server_cpu_s(folder) - server


def replay(folder: Path, size: int) -> dict[str, Any]:
    """Settle a window, and the same window again: what each writes to the log."""
    url = ground.use(folder)
    ground.empty(url)
    written = []
    for _ in range(2):
        sync = ground.begun(url)
        ground.land(sync, pages(size))
        before = ground.wal_bytes(url)
        ground.settle(sync)
        written.append(ground.wal_bytes(url) - before)
    return {
        "orders": size,
        "first_wal_kb": round(written[0] / 1024),
        "again_wal_kb": round(written[1] / 1024),
        "wal_ratio": round(written[1] / written[0], 4),
    }


def side_by_side(folder: Path, size: int) -> dict[str, Any]:
    """Settle two shops in two processes, against COPY of their finished rows on two connections at once."""
    from benchmarks.side_by_side import measure

    return measure(folder, size)


def filled(folder: Path, size: int) -> dict[str, Any]:
    """Settle beside millions of orders that are there already, against settling into empty tables."""
    from benchmarks.filling import fill

    url = ground.use(folder)
    results = {}
    for there in (0, 0, FILL):  # the first warms up and does not count
        ground.empty(url)
        fill(url, there)
        sync = ground.begun(url)
        ground.land(sync, pages(size))
        results[there] = timed(folder, lambda sync=sync: ground.settle(sync))
    ground.empty(url)
    (alone, *cpu_alone), (beside, *cpu_beside) = results[0], results[FILL]
    return {
        "orders": size,
        "there": FILL,
        "empty_s": round(alone, 2),
        "beside_s": round(beside, 2),
        "cpu_ratio": round(sum(cpu_beside) / sum(cpu_alone), 2),
    }


if __name__ == "__main__":
    if sys.argv[1:] in ([], ["--full"]):
        main(full="--full" in sys.argv)
    else:
        measured = {"growth": growth, "replay": replay, "side_by_side": side_by_side, "filled": filled}[sys.argv[1]]
        print(json.dumps(measured(Path(sys.argv[2]), int(sys.argv[3]))))
