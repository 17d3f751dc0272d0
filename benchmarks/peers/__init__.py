"""
The same orders by other tools, side by side in one run: dlt's merge into PostgreSQL, and pandas' `to_sql`.

Protocol: 20,000 seeded Tmall orders, masked, 20 % of them updates, lie as JSON pages in a file. Each tool brings them from
the file into the same server, in a process of its own, and the processor time of that process and of the server counts
beside the time from its first order to its last commit; imports, and what is set up once, are left out.

- shouhou: lands the pages, settles them: orders, lines, parcels, links, tallies, without Great Expectations.
- dlt: one resource merged by the order's number, the sub-orders as its nested table; of two versions the newer stays.
- pandas: the orders' plain fields in one table, inserted by `to_sql(method="multi")` in chunks of 1,000; it updates nothing.

Two rounds in turn; the best of each tool counts.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import ground
from benchmarks.orders import pages
from benchmarks.peers.environment import python_of

ORDERS = 20_000
ROUNDS = 2
HERE = Path(__file__).parent
RESULT = HERE.parent / "results" / "peers.json"


def main() -> None:
    """Let every tool bring the orders in, and write the result."""
    tools = {
        "shouhou": (Path(sys.executable), HERE / "shouhou_settle.py"),
        "dlt": (python_of(HERE / "dlt.txt"), HERE / "dlt_merge.py"),
        "pandas": (Path(sys.executable), HERE / "pandas_multi.py"),
    }
    with ground.database() as folder:
        _write_pages(folder / "pages.jsonl")
        rounds = [{name: _measured(folder, *tool) for name, tool in tools.items()} for _ in range(ROUNDS)]
    best = {name: min((one[name] for one in rounds), key=lambda figures: figures["s"]) for name in tools}
    result = {
        "what": f"{ORDERS} orders from JSON pages into tables; s: wall time, cpu_s: processor time of tool and server",
        "cores": os.cpu_count(),
        "tools": best,
        "faster_than": {name: _ratio(best, name, "s") for name in tools if name != "shouhou"},
        "cheaper_than": {name: _ratio(best, name, "cpu_s") for name in tools if name != "shouhou"},
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


def _ratio(best: dict[str, dict[str, float]], name: str, figure: str) -> float:
    return round(best[name][figure] / best["shouhou"][figure], 1)


def _write_pages(file: Path) -> None:
    from connectors.tmall.redact import redact

    with file.open("w", encoding="utf-8") as out:
        for page in pages(ORDERS):
            out.write(json.dumps([redact("orders", record) for record in page], ensure_ascii=False) + "\n")


def _measured(folder: Path, python: Path, script: Path) -> dict[str, Any]:
    """Run a tool's script: it says when it is set up, and when it is done with its time and processor time."""
    with subprocess.Popen(
        [python, script, folder], stdout=subprocess.PIPE, text=True, cwd=HERE.parents[1], env=_environ()
    ) as tool:
        assert tool.stdout
        tool.stdout.readline()
        server = ground.server_cpu_s(folder)
        done = json.loads(tool.stdout.readline())
        server = ground.server_cpu_s(folder) - server
    if tool.returncode:
        raise SystemExit(f"{script.name} failed.")
    return {"s": round(done["s"], 2), "cpu_s": round(done["cpu_s"] + server, 2), "orders": done["orders"]}


def _environ() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(HERE.parents[1]), "RUNTIME__DLTHUB_TELEMETRY": "false"}
