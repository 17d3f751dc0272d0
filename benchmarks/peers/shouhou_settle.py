"""Lands the orders of a file and settles them."""

import json
import sys
import time
from pathlib import Path

from benchmarks import ground
from schemas.page import Page
from store.engine import engine, transaction
from tasks.land import store_page


def main(folder: Path) -> None:
    """Set up, say so, land, settle, and say what it took."""
    url = ground.use(folder)
    ground.empty(url)
    sync = ground.begun(url)
    print("ready", flush=True)
    own, began = time.process_time(), time.perf_counter()
    with (folder / "pages.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            store_page(sync, Page(stream="orders", records=tuple(json.loads(line))), number=number)
    ground.settle(sync)
    took, cpu_s = time.perf_counter() - began, time.process_time() - own
    with transaction(engine(url)) as cursor:
        cursor.execute("SELECT count(*) FROM core.sales_order")
        (found,) = cursor.fetchone()
    print(json.dumps({"s": took, "cpu_s": cpu_s, "orders": found}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
