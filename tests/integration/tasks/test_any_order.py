"""Children before parents, older after newer, everything twice: the same pages in any order give the same database."""

import random
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec

from schemas.account import Side
from schemas.page import Page
from schemas.parcels import Asked
from schemas.words import Entity
from store import bodies, runs
from store.engine import transaction
from store.landing import Source, land_again
from tasks.accounts import configured, open_courier, open_shop, side
from tasks.settle import settle
from tasks.sync import Sync
from tests.stage import Stage

FACTS = (
    "core.sales_order", "core.order_line", "core.after_sale", "core.after_sale_line", "core.shipment",
    "core.shipment_link", "core.shipment_event",
)  # fmt: skip
OURS = ("page_id", "position", "updated_at", "fetched_at", "promised_at")
"""Columns that say how a row came in, not what it says; a promise for a number that no order names yet waits for the next answer."""


def facts(stage: Stage) -> dict[str, list[str]]:
    def plain(row: dict[str, Any]) -> str:
        skip = ("poll", "last_polled", "next_poll")
        return str(sorted((k, str(v)) for k, v in row.items() if k not in OURS and not k.startswith(skip)))

    return {table: sorted(plain(row) for row in stage.rows(f"SELECT * FROM {table}")) for table in FACTS}


def landed(stage: Stage) -> list[tuple[str, Entity, Page, datetime]]:
    found = stage.rows("SELECT account, entity, stream, asked, fetched_at, body FROM raw.page ORDER BY page_id")
    return [
        (
            row["account"],
            Entity(row["entity"]),
            Page(
                stream=row["stream"],
                records=tuple(bodies.decode(row["body"])),
                asked=tuple(msgspec.convert(row["asked"] or [], list[Asked])),
            ),
            row["fetched_at"],
        )
        for row in found
    ]


def settle_page(stage: Stage, url: str, page: tuple[str, Entity, Page, datetime]) -> None:
    account, entity, content, fetched_at = page
    sync = Sync(account=account, entity=entity, run_id=uuid4(), now=stage.now, guarded=False)
    runs.begin(url, run_id=sync.run_id, flow="f", trigger="manual", params={}, accounts=[account])
    with transaction(stage.database) as cursor:
        land_again(cursor, Source(account=account, entity=entity, run_id=sync.run_id), [(content, fetched_at)])
    is_shop = side(configured(account)) is Side.SHOP
    settle(sync, open_shop(account) if is_shop else open_courier(account))
    runs.close_account(stage.database, sync.run_id, account, status="done")
    runs.conclude(stage.database, sync.run_id)


def test_pages_in_any_order_and_twice_give_the_same_rows(on_stage: Callable[..., Stage], database_url: str) -> None:
    stage = on_stage(orders=60, shops=4, days=12)
    for _ in range(2):
        stage.sync_orders()
        stage.sync_after_sales()
        stage.sync_traces()
    wanted, pages = facts(stage), landed(stage)
    assert len(pages) > 30
    with transaction(stage.database) as cursor:
        cursor.execute(f"TRUNCATE raw.page, ops.rejected_row, ops.outbox, {', '.join(FACTS)}")
    dice = random.Random(1)
    shuffled = [*pages, *dice.sample(pages, len(pages) // 3)]
    dice.shuffle(shuffled)
    for page in shuffled:
        settle_page(stage, database_url, page)
    found = facts(stage)
    apart = {table: sorted(set(found[table]) ^ set(wanted[table])) for table in FACTS}
    assert not any(apart.values()), apart
