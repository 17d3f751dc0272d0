"""Inserts the orders of a file with pandas, many rows a statement."""

import json
import sys
import time
from pathlib import Path

import pandas as pd
from sqlalchemy import create_engine


def main(folder: Path) -> None:
    """Set up, say so, insert, and say what it took."""
    engine = create_engine((folder / "url").read_text(encoding="utf-8"))
    table = f"pandas_{time.time_ns()}"
    print("ready", flush=True)
    own, began = time.process_time(), time.perf_counter()
    rows = []
    with (folder / "pages.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            rows += [{name: value for name, value in one.items() if name != "orders"} for one in json.loads(line)]
    pd.DataFrame(rows).to_sql(table, engine, index=False, method="multi", chunksize=1000)
    took, cpu_s = time.perf_counter() - began, time.process_time() - own
    print(json.dumps({"s": took, "cpu_s": cpu_s, "orders": len(rows)}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
