"""One shop's orders or after-sale requests: one Prefect task."""

from uuid import UUID

from prefect import task

from schemas.words import Entity
from tasks.accounts import open_shop
from tasks.land import bring
from tasks.named import fetch_named, read_open_again
from tasks.runs import Span
from tasks.sync import Sync, go_over


@task(name="sync-shop", task_run_name="{entity}-{account}")
def sync_shop(account: str, entity: Entity, run_id: UUID, asked: Span) -> None:
    """Bring one shop's changes in. What came of it stands in the run's row for the account."""
    sync = Sync(
        account=account, entity=entity, run_id=run_id, now=asked.now, start=asked.start, end=asked.end,
        looks_back=asked.looks_back,
    )  # fmt: skip
    go_over(sync, lambda: _bring(sync))


def _bring(sync: Sync) -> str | None:
    shop = open_shop(sync.account)
    bring(sync, shop)
    named = fetch_named(sync, shop) if sync.from_cursor else None
    if sync.looks_back:
        named = read_open_again(sync, shop)
    off = [f"{stream}: {why}" for stream, why in shop.refused().items()]
    left_out = f"Left out, not permitted: {'; '.join(off)}" if off else None
    return " ".join(each for each in (named, left_out) if each) or None
