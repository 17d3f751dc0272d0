"""A consumer as the how-to page describes it, killed at random while writers commit out of order: nothing lost or doubled."""

import random
import re
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from sqlalchemy import Engine, text

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "read-events.md"
ORDERS, WRITERS, CHANGES, KILLS = 40, 4, 400, 12
WORDS = ("paid", "on_hold", "part_shipped", "shipped", "completed", "closed")
CONSUMER = """
import sqlite3, sys, time
from sqlalchemy import create_engine, text

url, file, query = sys.argv[1:]
mine = sqlite3.connect(file, isolation_level=None)
mine.execute("PRAGMA synchronous = OFF")
theirs = create_engine(url)
while True:
    epoch, tx, event_id = mine.execute("SELECT epoch, tx, event_id FROM mark").fetchone()
    with theirs.connect() as connection:
        rows = connection.execute(text(query), {"epoch": epoch, "tx": tx, "event_id": event_id}).all()
    for row in rows:  # each with its mark in one transaction: where a kill leaves them, the next one goes on
        mine.execute("BEGIN")
        mine.execute("INSERT INTO done VALUES (?)", (row.event_key,))
        mine.execute(
            "INSERT INTO latest VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch,"
            " version = excluded.version, status = excluded.status"
            " WHERE (excluded.epoch, excluded.version) > (epoch, version)",
            (row.aggregate_id, row.epoch, row.aggregate_version, row.payload["status"]),
        )
        mine.execute("UPDATE mark SET epoch = ?, tx = ?, event_id = ?", (row.epoch, row.tx, row.event_id))
        mine.execute("COMMIT")
    time.sleep(0.01)
"""


def test_a_consumer_killed_at_random_loses_nothing_and_doubles_nothing(
    database: Engine, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "consumer.sqlite"
    mine = sqlite3.connect(file)
    mine.executescript("""
        CREATE TABLE mark (epoch int, tx text, event_id int); INSERT INTO mark VALUES (0, '0', 0);
        CREATE TABLE done (event_key text PRIMARY KEY);
        CREATE TABLE latest (id text PRIMARY KEY, epoch int, version int, status text);""")
    furnish(database)
    written = Event()
    with ThreadPoolExecutor(WRITERS + 1) as threads:
        writers = [threads.submit(write, database, seed) for seed in range(WRITERS)]
        killed = threads.submit(consume_and_kill, database_url, file, written)
        for writer in writers:
            writer.result()
        written.set()
        killed.result()
    wanted = {row[0] for row in rows(database, "SELECT event_key FROM api.v1_events")}
    assert {row[0] for row in mine.execute("SELECT event_key FROM done")} == wanted
    assert len(wanted) == ORDERS + WRITERS * CHANGES
    stored = dict(rows(database, "SELECT account || '/' || external_order_id, status FROM core.sales_order"))
    assert dict(mine.execute("SELECT id, status FROM latest")) == stored


def furnish(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("""
            INSERT INTO core.sales_order (platform, account, external_order_id, platform_status, status, ordered_at,
                                          source_updated_at, fetched_at, row_hash, page_id, position)
            SELECT 'tmall', 'shop', n::text, 'x', 'paid', now(), now(), now(), 'h', 1, n
            FROM generate_series(1, :orders) n"""), {"orders": ORDERS})  # fmt: skip


def write(database: Engine, seed: int) -> None:
    """Change orders, one a transaction, some of which stay open while others that began later commit."""
    dice = random.Random(seed)
    for _ in range(CHANGES):
        with database.begin() as connection:
            connection.execute(
                text("UPDATE core.sales_order SET status = :word WHERE account = 'shop' AND external_order_id = :id"),
                {"word": dice.choice(WORDS), "id": str(dice.randint(1, ORDERS))},
            )
            time.sleep(dice.choice((0, 0, 0.001, 0.02)))


def consume_and_kill(url: str, file: Path, written: Event) -> None:
    """Run the consumer, kill it at random, start it again; the last one may finish."""
    query = re.findall(r"```sql\n(.+?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]
    command = [sys.executable, "-c", CONSUMER, url, str(file), query]
    dice = random.Random(1)
    for _ in range(KILLS):
        consumer = subprocess.Popen(command)
        time.sleep(0.7 + dice.random())
        consumer.kill()
        consumer.wait()
    written.wait()
    last = subprocess.Popen(command)
    until, seen = time.monotonic() + 60, -1
    with sqlite3.connect(file, timeout=10) as mine:
        while time.monotonic() < until:
            found = mine.execute("SELECT count(*) FROM done").fetchone()[0]
            if found == seen and found >= ORDERS + WRITERS * CHANGES:
                break
            seen = found
            time.sleep(1)
    last.kill()
    last.wait()


def rows(database: Engine, query: str) -> list[tuple[str, ...]]:
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]
