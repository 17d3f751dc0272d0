"""The whole chain without Prefect: stand-in platforms, a database and this process's settings, for integration tests."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from sandbox.service import Sandbox
from schemas.account import Side
from schemas.words import Entity
from tasks import accounts
from tasks.runs import begun, conclude, span
from tasks.sync_courier import settle_pushes, sync_courier
from tasks.sync_shop import sync_shop

Tally = dict[str, Any]


class Stage:
    """One world of the stand-ins and one database; `now` is where the world ends, ten minutes later."""

    def __init__(self, sandbox: Sandbox, database: Engine, now: datetime) -> None:
        self.sandbox, self.database, self.now = sandbox, database, now

    def sync_orders(self, names: Sequence[str] | None = None, **bounds: Any) -> Tally:
        """Run sync-orders as its flow does."""
        return self._shops("sync-orders", Entity.ORDERS, names, bounds)

    def sync_after_sales(self, names: Sequence[str] | None = None, **bounds: Any) -> Tally:
        """Run sync-after-sales as its flow does."""
        return self._shops("sync-after-sales", Entity.AFTER_SALES, names, bounds)

    def sync_traces(self, **bounds: Any) -> Tally:
        """Run sync-traces as its flow does."""
        asked = span(now=bounds.pop("now", self.now), **bounds)
        with begun("sync-traces", asked, Side.COURIER) as run:
            for name in run.accounts:
                with suppress(Exception):  # recorded in the account's row
                    sync_courier.fn(name, run.id, asked)
            for name in run.listening:
                settle_pushes.fn(name, run.id, asked)
            return conclude(run)

    def _shops(self, flow: str, entity: Entity, names: Sequence[str] | None, bounds: dict[str, Any]) -> Tally:
        asked = span(now=bounds.pop("now", self.now), **bounds)
        with begun(flow, asked, Side.SHOP, names) as run:
            for name in run.accounts:
                with suppress(Exception):  # recorded in the account's row
                    sync_shop.fn(name, entity, run.id, asked)
            return conclude(run)

    def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """Return what a query finds."""
        with self.database.connect() as connection:
            return [dict(row._mapping) for row in connection.execute(text(query), values)]


@pytest.fixture
def on_stage(
    database: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Stage]]:
    """Yield a maker of stages: `on_stage(orders=60, faults={"busy": 0.2})`."""
    from store.reference import load

    load(database)
    opened: list[Sandbox] = []

    def make(*, orders: int = 60, seed: int = 7, days: int = 10, **more: Any) -> Stage:
        now = datetime.now(UTC).replace(microsecond=0)
        sandbox = Sandbox(seed=seed, orders=orders, days=days, ends_at=now - timedelta(minutes=10), **more).start()
        opened.append(sandbox)
        sandbox.write_config(tmp_path / "shouhou.toml")
        monkeypatch.setenv("SHOUHOU_CONFIG", str(tmp_path / "shouhou.toml"))
        monkeypatch.setenv("SHOUHOU_DATABASE_URL", database_url)
        monkeypatch.setenv("SHOUHOU_RETRY_DELAYS_S", "[]")
        monkeypatch.setenv("SHOUHOU_LOCK_WAIT_S", "0.2")
        monkeypatch.setenv("SHOUHOU_HTTP_TIMEOUT_S", "5")
        accounts.settings.cache_clear()
        return Stage(sandbox, database, now)

    yield make
    accounts.settings.cache_clear()
    for sandbox in opened:
        sandbox.stop()
