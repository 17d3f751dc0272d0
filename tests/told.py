"""A merchant's shop and courier told record by record, read by the real connectors into a real database."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from schemas.page import Page
from schemas.parcels import Asked
from schemas.words import Entity
from store import runs
from tasks import accounts
from tasks.land import store_page
from tasks.settle import settle
from tasks.sync import Sync
from tests.unit.connectors.tmall.records import a_sub_order, a_trade

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
SETTINGS = """
[[accounts]]
name = "shop"
platform = "tmall"
app_key = "1"
app_secret = { file = "secret" }
session = { file = "secret" }

[[accounts]]
name = "sf"
platform = "sf_express"
partner_id = "P"
check_word = { file = "secret" }
"""


class Told:
    """A shop and a courier whose pages a test tells; settled as a sync settles them."""

    def __init__(self, database: Engine, url: str) -> None:
        self.database, self.url = database, url

    def orders(self, *trades: dict[str, Any]) -> dict[str, Any]:
        return self._settle("shop", Entity.ORDERS, Page(stream="orders", records=trades))

    def refunds(self, *refunds: dict[str, Any]) -> dict[str, Any]:
        return self._settle("shop", Entity.AFTER_SALES, Page(stream="refunds", records=refunds))

    def scans(self, number: str, *routes: dict[str, str], tail: bool = True, now: datetime = NOW) -> dict[str, Any]:
        asked = Asked(carrier="sf_express", tracking_no=number, with_tail=tail, empty_is_answer=tail)
        page = Page(stream="routes", records=({"mailNo": number, "routes": list(routes)},), asked=(asked,))
        return self._settle("sf", Entity.TRACES, page, now)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.database.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def _settle(self, account: str, entity: Entity, page: Page, now: datetime = NOW) -> dict[str, Any]:
        run_id: UUID = uuid4()
        with runs.alive(self.url, run_id):
            runs.begin(self.url, run_id=run_id, flow="f", trigger="manual", params={}, accounts=[account])
            sync = Sync(account=account, entity=entity, run_id=run_id, now=now, guarded=False)
            store_page(sync, page, number=1)
            connector = accounts.open_courier(account) if entity is Entity.TRACES else accounts.open_shop(account)
            settle(sync, connector)
            runs.close_account(self.database, run_id, account, status="done")
            return runs.conclude(self.database, run_id)


@pytest.fixture
def told(database: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    from store.reference import load

    load(database)
    (tmp_path / "secret").write_text("word", encoding="utf-8")
    (tmp_path / "shouhou.toml").write_text(SETTINGS, encoding="utf-8")
    monkeypatch.setenv("SHOUHOU_CONFIG", str(tmp_path / "shouhou.toml"))
    monkeypatch.setenv("SHOUHOU_DATABASE_URL", database_url)
    accounts.settings.cache_clear()
    accounts.register()
    yield Told(database, database_url)
    accounts.settings.cache_clear()


def trade(number: int, *lines: dict[str, Any], **given: Any) -> dict[str, Any]:
    named = lines or (a_sub_order(oid=number * 10, invoice_no=f"SF{number:013}"),)
    return a_trade(*named, tid=number, tid_str=str(number), **given)


def route(at: str, code: str, remark: str = "快件", **more: str) -> dict[str, str]:
    return {"acceptTime": at, "opCode": code, "remark": remark, "acceptAddress": "杭州市", **more}


def counts(tally: dict[str, Any]) -> tuple[int, ...]:
    return tuple(tally[name] for name in ("fetched", "inserted", "updated", "unchanged", "rejected"))
