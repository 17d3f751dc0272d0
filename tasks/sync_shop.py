"""One shop's orders or after-sale requests: one Prefect task."""

from datetime import datetime
from uuid import UUID

from prefect import task

from schemas.words import Entity
from tasks.accounts import open_shop
from tasks.land import bring
from tasks.named import fetch_named
from tasks.sync import Sync, go_over


@task(name="sync-shop", task_run_name="{entity}-{account}")
def sync_shop(
    account: str,
    entity: Entity,
    run_id: UUID,
    now: datetime,
    start: datetime | None = None,
    end: datetime | None = None,
) -> None:
    """Bring one shop's changes in. What came of it stands in the run's row for the account."""
    sync = Sync(account=account, entity=entity, run_id=run_id, now=now, start=start, end=end)
    go_over(sync, lambda: _bring(sync))


def _bring(sync: Sync) -> str | None:
    shop = open_shop(sync.account)
    bring(sync, shop)
    named = fetch_named(sync, shop) if sync.from_cursor else None
    off = [f"{stream}: {why}" for stream, why in shop.refused().items()]
    left_out = f"Left out, not permitted: {'; '.join(off)}" if off else None
    return " ".join(each for each in (named, left_out) if each) or None
