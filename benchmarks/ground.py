"""What the benchmarks stand on: a PostgreSQL of their own, landed orders, finished rows, and what they cost."""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any
from uuid import uuid4

TABLES = ("core.sales_order", "core.order_line", "core.shipment", "core.shipment_link")
"""What settling orders writes; triggers on them write the outbox, whoever fills them."""

ACCOUNTS = ("bench", "bench-2")


@contextmanager
def database() -> Iterator[Path]:
    """
    Start PostgreSQL with the product's tables and two shops that are never called; yields its folder.

    Whoever works in it is a process of its own, which begins with `use`: this one may start several, one after another.
    """
    from settings import Settings
    from stack import Home
    from stack.database import ensure
    from store.engine import engine
    from store.migrate import upgrade
    from store.reference import load

    with TemporaryDirectory(prefix="shouhou-bench-") as name:
        folder = Path(name)
        home = Home(folder / "home")
        url = ensure(home, Settings(home=home.path))
        try:
            upgrade(url)
            load(engine(url))
            _write_config(folder, url)
            yield folder
        finally:
            _stop(folder)


def use(folder: Path) -> str:
    """Let this process use the database of a folder; returns its URL."""
    from tasks.accounts import register

    url = (folder / "url").read_text(encoding="utf-8")
    os.environ |= {"SHOUHOU_CONFIG": str(folder / "shouhou.toml"), "SHOUHOU_DATABASE_URL": url}
    register()
    return url


def _write_config(folder: Path, url: str) -> None:
    shop = (
        '[[accounts]]\nname = "{}"\nplatform = "tmall"\napp_key = "1"\n'
        'app_secret = {{ file = "secret" }}\nsession = {{ file = "secret" }}\n'
    )
    (folder / "url").write_text(url, encoding="utf-8")
    (folder / "secret").write_text("none", encoding="utf-8")
    (folder / "shouhou.toml").write_text("\n".join(map(shop.format, ACCOUNTS)), encoding="utf-8")


def server_cpu_s(folder: Path) -> float:
    """Return the processor time that the server has used, its finished connections included."""
    import psutil

    server = psutil.Process(_postmaster(folder))
    total = sum(server.cpu_times()[:4])
    for child in server.children():
        try:
            total += sum(child.cpu_times()[:2])
        except psutil.Error:
            continue
    return total


def _stop(folder: Path) -> None:
    import psutil

    server = psutil.Process(_postmaster(folder))
    server.send_signal(signal.SIGINT)
    psutil.wait_procs([server], timeout=60)


def _postmaster(folder: Path) -> int:
    return int(next(folder.rglob("postmaster.pid")).read_text().splitlines()[0])


def wal_bytes(url: str) -> int:
    """Return how much has been written to the log of the database."""
    from store.engine import engine, transaction

    with transaction(engine(url)) as cursor:
        cursor.execute("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint")
        return int(cursor.fetchone()[0])


def empty(url: str) -> None:
    """Forget all pages and all that was settled of them."""
    from store.engine import engine, transaction

    with transaction(engine(url)) as cursor:
        cursor.execute(f"TRUNCATE raw.page, ops.outbox, {', '.join(TABLES)}")


def begun(url: str, account: str = ACCOUNTS[0]) -> Any:
    """Begin a run that syncs the orders of an account."""
    from schemas.words import Entity
    from store import runs
    from tasks.sync import Sync

    sync = Sync(account=account, entity=Entity.ORDERS, run_id=uuid4(), now=datetime.now(UTC))
    runs.begin(url, run_id=sync.run_id, flow="sync-orders", trigger="manual", params={}, accounts=[account])
    return sync


def land(sync: Any, pages: Iterator[Sequence[dict[str, Any]]]) -> None:
    """Land pages, masked as a connector's are."""
    from schemas.page import Page
    from tasks.accounts import open_shop
    from tasks.land import store_page

    redact = open_shop(sync.account).redact
    for number, records in enumerate(pages, 1):
        kept = tuple(redact("orders", record) for record in records)
        store_page(sync, Page(stream="orders", records=kept), number=number)


def settle(sync: Any) -> None:
    """Settle what was landed for a run, without Great Expectations."""
    from schemas.quality import Judgement
    from tasks import reading
    from tasks import settle as settling
    from tasks.accounts import open_shop

    reading.judge = lambda *_: Judgement()
    settling.settle(sync, open_shop(sync.account), at_end=settling.moving(sync, sync.now))


def finished(url: str, account: str | None = None) -> dict[str, IO[bytes]]:
    """Take the finished rows out of the tables, those of one account or all, as COPY writes them."""
    from store.engine import engine, transaction

    texts: dict[str, IO[bytes]] = {table: TemporaryFile() for table in TABLES}  # noqa: SIM115 - closed with the process
    with transaction(engine(url)) as cursor:
        for table, text in texts.items():
            only = "" if account is None else f"WHERE account = '{account}'"
            cursor.copy_expert(f"COPY (SELECT * FROM {table} {only}) TO STDOUT", text)
    return texts


def told(cursor: Any, on: bool) -> None:
    """Let changes of orders and parcels be told in the outbox, or not, until said otherwise."""
    for table in ("core.sales_order", "core.shipment"):
        cursor.execute(f"ALTER TABLE {table} {'ENABLE' if on else 'DISABLE'} TRIGGER USER")


def copy_back(url: str, texts: dict[str, IO[bytes]]) -> None:
    """Put finished rows back, in one transaction; the outbox is told of them as by settling."""
    from store.engine import engine, transaction

    with transaction(engine(url)) as cursor:
        for table, text in texts.items():
            text.seek(0)
            cursor.copy_expert(f"COPY {table} FROM STDIN", text, 1 << 20)
