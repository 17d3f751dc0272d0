"""Merges the orders of a file with dlt. Runs in an environment of its own."""

import json
import sys
import time
from pathlib import Path

import dlt


@dlt.resource(
    name="orders",
    write_disposition="merge",
    primary_key="tid_str",
    columns={"modified": {"dedup_sort": "desc"}},
)
def orders(file: Path):
    """Yield the pages of the file."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def main(folder: Path) -> None:
    """Set up, say so, merge, and say what it took."""
    url = (folder / "url").read_text(encoding="utf-8").replace("postgresql+psycopg2", "postgresql")
    pipeline = dlt.pipeline(
        pipeline_name="orders",
        pipelines_dir=str(folder / f"dlt-{time.time_ns()}"),
        destination=dlt.destinations.postgres(url),
        dataset_name=f"dlt_{time.time_ns()}",
    )
    print("ready", flush=True)
    own, began = time.process_time(), time.perf_counter()
    pipeline.run(orders(folder / "pages.jsonl"))
    took, cpu_s = time.perf_counter() - began, time.process_time() - own
    with pipeline.sql_client() as client:
        (found,) = client.execute_sql("SELECT count(*) FROM orders")[0]
    print(json.dumps({"s": took, "cpu_s": cpu_s, "orders": found}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
