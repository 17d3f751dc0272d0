"""One courier account's part of a run: a Prefect task."""

from uuid import UUID

from prefect import task

from schemas.words import Entity
from tasks.accounts import open_courier
from tasks.ask import ask
from tasks.runs import Span
from tasks.settle import settle
from tasks.sync import Sync, go_over


@task(name="sync-courier", task_run_name="traces-{account}")
def sync_courier(account: str, run_id: UUID, asked: Span) -> None:
    """Ask one courier for the parcels whose time has come. What came of it stands in the run's row for the account."""
    sync = Sync(account=account, entity=Entity.TRACES, run_id=run_id, now=asked.now, start=asked.start, end=asked.end)
    go_over(sync, lambda: ask(sync, open_courier(account)))


@task(name="settle-pushes", task_run_name="pushes-{account}")
def settle_pushes(account: str, run_id: UUID, asked: Span) -> None:
    """Settle what was pushed for an account that is not asked, because another account of its courier is."""
    sync = Sync(account=account, entity=Entity.TRACES, run_id=run_id, now=asked.now)
    go_over(sync, lambda: settle(sync, open_courier(account)))
