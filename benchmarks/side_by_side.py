"""
Two shops settled by two processes at once, against COPY of their finished rows on two connections at once.

Each process lands its shop's orders, says so, waits for a word and settles; the time runs from the word until both are
done. COPY runs on two threads of one process, which wait for the server alone.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import ground
from benchmarks.orders import pages

ROUNDS = 3
APART = 1_000_000
"""How far the numbers of the second shop's orders and parcels lie from those of the first."""


def measure(folder: Path, size: int) -> dict[str, Any]:
    """Settle `size` orders of each shop and copy the finished rows, in turn; the best of the rounds counts."""
    url = ground.use(folder)
    rounds = [_round(url, folder, size) for _ in range(ROUNDS)]
    settled, copied = min(one[0] for one in rounds), min(one[1] for one in rounds)
    return {
        "orders_each": size,
        "settle_s": round(settled, 2),
        "copy_s": round(copied, 2),
        "orders_per_s": round(2 * size / settled),
        "speed_against_copy": round(copied / settled, 3),
    }


def _round(url: str, folder: Path, size: int) -> tuple[float, float]:
    ground.empty(url)
    settled = _settled(folder, size)
    texts = [ground.finished(url, account) for account in ground.ACCOUNTS]
    ground.empty(url)
    return settled, _timed([lambda each=each: ground.copy_back(url, each) for each in texts])


def _settled(folder: Path, size: int) -> float:
    command = [sys.executable, "-m", "benchmarks.side_by_side", str(folder), str(size)]
    shops = [
        subprocess.Popen([*command, str(number)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for number in range(len(ground.ACCOUNTS))
    ]
    for shop in shops:
        shop.stdout.readline()
    began = time.perf_counter()
    for shop in shops:
        shop.stdin.close()
    for shop in shops:
        shop.stdout.readline()
    took = time.perf_counter() - began
    codes = [shop.wait() for shop in shops]
    if any(codes):
        raise SystemExit("A shop was not settled.")
    return took


def _timed(works: Sequence[Callable[[], None]]) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(len(works)) as pool:
        for done in [pool.submit(work) for work in works]:
            done.result()
    return time.perf_counter() - began


def settle_one(folder: Path, size: int, number: int) -> None:
    """Land one shop's orders, say so, wait for the word, settle, and say so."""
    url = ground.use(folder)
    sync = ground.begun(url, ground.ACCOUNTS[number])
    ground.land(sync, pages(size, first=number * APART))
    print("landed", flush=True)
    sys.stdin.read()
    ground.settle(sync)
    print("settled", flush=True)


if __name__ == "__main__":
    settle_one(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
