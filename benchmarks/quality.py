"""
The share of Great Expectations in settling: the same landed orders settled with and without it, in turn.

Its import is done before the clock starts: a worker pays it once. The best of the rounds counts; processor time is that of
the process and of the server together. Each arm lands its orders anew.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import ground
from benchmarks.orders import pages

SIZE, ROUNDS = 50_000, 3
RESULT = Path(__file__).parent / "results" / "quality.json"


def main() -> None:
    """Measure both arms and write the result."""
    with ground.database() as folder:
        command = [sys.executable, "-m", "benchmarks.quality", str(folder)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    RESULT.write_text(done.stdout, encoding="utf-8")
    print(done.stdout, end="")


def measure(folder: Path) -> dict[str, Any]:
    """Settle with and without Great Expectations, in turn."""
    from checks import judge
    from schemas.quality import Judgement
    from tasks import reading

    url = ground.use(folder)
    arms = {"without": lambda *_: Judgement(), "with": judge}
    best: dict[str, dict[str, float]] = {}
    _settle(folder, url, reading, arms["with"])  # imports, and builds the suites
    for _ in range(ROUNDS):
        for name, arm in arms.items():
            found = _settle(folder, url, reading, arm)
            best[name] = min(best.get(name, found), found, key=lambda each: each["cpu_s"])
    share = {key: round(1 - best["without"][key] / best["with"][key], 3) for key in ("cpu_s", "wall_s")}
    return {
        "what": f"{SIZE} orders settled with and without Great Expectations, chunks of 5,000",
        "cores": os.cpu_count(),
        **{name: {key: round(value, 2) for key, value in arm.items()} for name, arm in best.items()},
        "share_of_cpu": share["cpu_s"],
        "share_of_wall": share["wall_s"],
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _settle(folder: Path, url: str, reading: Any, arm: Any) -> dict[str, float]:
    from tasks import settle as settling
    from tasks.accounts import open_shop

    ground.empty(url)
    sync = ground.begun(url)
    ground.land(sync, pages(SIZE))
    reading.judge = arm
    cpu, wall = time.process_time() + ground.server_cpu_s(folder), time.perf_counter()
    settling.settle(sync, open_shop(sync.account), at_end=settling.moving(sync, sync.now))
    return {
        "cpu_s": time.process_time() + ground.server_cpu_s(folder) - cpu,
        "wall_s": time.perf_counter() - wall,
    }


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(json.dumps(measure(Path(sys.argv[1])), indent=2))
    else:
        main()
