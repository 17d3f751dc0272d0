"""Records set aside are taken through again: landed as a page of their own and settled the same guarded way."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from uuid import UUID

from prefect import task

from connectors.base import Connector
from schemas.account import Side
from schemas.page import Page
from schemas.rejects import RejectChoice
from store import locks, open_rejects, runs
from store.engine import Cursor, engine, transaction
from store.landing import land_again
from store.open_rejects import Again
from tasks.accounts import configured, database_url, open_courier, open_shop, settings, side
from tasks.journal import say
from tasks.settle import settle
from tasks.sync import Sync

AT_ONCE = 5_000
"""Records landed in one transaction."""


def with_rejects(choice: RejectChoice) -> list[str]:
    """
    Return the configured accounts of which rejects are open, in the file's order.

    Raises:
        UnknownAccount: the one that was named is not configured.
    """
    if choice.account is not None:
        configured(choice.account)
    found = {account for account, _ in open_rejects.sources(engine(database_url()), choice)}
    return [account.name for account in settings().accounts if account.name in found]


@task(name="replay-account", task_run_name="replay-{account}")
def replay_account(account: str, choice: RejectChoice, run_id: UUID, now: datetime) -> None:
    """Take the chosen rejects of one account through again. No platform is asked, no cursor moves."""
    on = engine(database_url())
    runs.close_account(on, run_id, account, status="running")
    try:
        for entity in (found for name, found in open_rejects.sources(on, choice) if name == account):
            _replay(Sync(account=account, entity=entity, run_id=run_id, now=now, guarded=False), choice.rule)
    except Exception as error:
        why = f"Something unforeseen happened ({type(error).__name__}); the run's log has it."
        runs.close_account(on, run_id, account, status="failed", reason=why, error=str(error))
        raise
    runs.close_account(on, run_id, account, status="done")


def _replay(sync: Sync, rule: str | None) -> None:
    connector = _open(sync.account)
    while taken := _landed(sync, rule):
        say("rejects.landed", account=sync.account, entity=sync.entity, records=taken)
        settle(sync, connector, at_end=lambda cursor: _close(cursor, sync))


def _close(cursor: Cursor, sync: Sync) -> None:
    open_rejects.settle_replayed(cursor, sync.account, sync.entity)


def _landed(sync: Sync, rule: str | None) -> int:
    """Mark a batch replayed and land it, in one transaction: a kill leaves it open, or waiting to be settled."""
    with transaction(engine(database_url())) as cursor:
        locks.take_for_transaction(cursor, locks.save(sync.account))
        taken = open_rejects.take(cursor, sync.source, rule, limit=AT_ONCE)
        land_again(cursor, sync.source, _pages(taken))
    return len(taken)


def _pages(taken: Iterable[Again]) -> Iterator[tuple[Page, datetime]]:
    for (_, stream, at), records in groupby(taken, key=lambda each: (each.page_id, each.stream, each.fetched_at)):
        yield Page(stream=stream, records=tuple(each.record for each in records)), at


def _open(account: str) -> Connector:
    return open_shop(account) if side(configured(account)) is Side.SHOP else open_courier(account)
