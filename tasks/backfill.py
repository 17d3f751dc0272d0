"""A backfill: the past, part by part, beside the live sync; a part that is done is never asked for again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from prefect import task

from rules import windows
from schemas.account import Side
from schemas.backfill import BackfillRequest, Chunk
from schemas.words import Entity
from store import backfills, locks, runs
from store.engine import Cursor, engine, transaction
from tasks.accounts import chosen, database_url, open_courier, open_shop
from tasks.ask import ask
from tasks.journal import say
from tasks.land import bring
from tasks.settle import AtEnd
from tasks.sync import Sync, go_over


def planned(request: BackfillRequest, accounts: Sequence[str] | None, *, again: bool) -> list[str]:
    """
    Write down what is to be done, and return the accounts that have something left to do.

    Args:
        accounts: names; none: all of the side that the entity belongs to.
        again: also what an earlier run has done.

    Raises:
        UnknownAccount: a name that is not configured or is of the other side.
    """
    names = chosen(Side.COURIER if request.entity is Entity.TRACES else Side.SHOP, accounts)
    parts = list(windows.chunks(request.start, request.end, request.chunk))
    on = engine(database_url())
    with transaction(on) as cursor:
        backfills.plan(cursor, request, (Chunk(account=n, start=a, end=b) for n in names for a, b in parts))
        if again:
            backfills.forget(cursor, request.job, names)
    return [name for name in names if backfills.waiting(on, request.job, name)]


@task(name="backfill-account", task_run_name="backfill-{account}")
def backfill_account(account: str, request: BackfillRequest, run_id: UUID, now: datetime) -> None:
    """Do the parts of one account that are left, oldest first. What came of it stands in the run's row for the account."""
    over = Sync(account=account, entity=request.entity, run_id=run_id, now=now, start=request.start, end=request.end)
    go_over(over, lambda: _parts(over, request))


def left_open(request: BackfillRequest, run_id: UUID, accounts: Sequence[str]) -> None:
    """Say of accounts whose task came back and that have parts left that they failed, so that a run can go on there."""
    on = engine(database_url())
    for account in accounts:
        left = len(backfills.waiting(on, request.job, account))
        if left and runs.account_status(on, run_id, account) == "done":
            why = f"{left} parts are left; another run was at them. Run the same backfill again."
            runs.close_account(on, run_id, account, status="failed", reason=why)


def _parts(over: Sync, request: BackfillRequest) -> str | None:
    on, told = engine(database_url()), None
    for chunk in backfills.waiting(on, request.job, over.account):
        try:
            with locks.held(database_url(), f"backfill:{request.job}:{chunk.account}:{chunk.start}"):
                if backfills.is_waiting(on, request.job, chunk):
                    told = told or _part(over, request, chunk)
        except locks.Taken:
            say("backfill.part_taken", account=chunk.account, start=chunk.start.isoformat())
    return told


def _part(over: Sync, request: BackfillRequest, chunk: Chunk) -> str | None:
    sync = Sync(
        account=over.account, entity=over.entity, run_id=over.run_id, now=over.now, start=chunk.start, end=chunk.end
    )

    def done(cursor: Cursor) -> None:
        backfills.done(cursor, request.job, chunk, over.run_id)

    told = _brought(sync, done)
    found = backfills.progress(engine(database_url()), request.job, [over.account])
    start, end = chunk.start.isoformat(), chunk.end.isoformat()
    say("backfill.part_done", account=over.account, start=start, end=end, done=found.done, total=found.total)
    return told


def _brought(sync: Sync, done: AtEnd) -> str | None:
    if sync.entity is Entity.TRACES:
        ask(sync, open_courier(sync.account, spare=True), at_end=done)
        return None
    shop = open_shop(sync.account, spare=True)
    bring(sync, shop, at_end=done)
    return _out_of_reach(sync, windows.reaches_back_to(shop.reach(sync.entity), sync.now))


def _out_of_reach(sync: Sync, oldest: datetime | None) -> str | None:
    if oldest is None or sync.start is None or sync.start >= oldest:
        return None
    return f"The platform lists nothing from before {oldest:%Y-%m-%d %H:%M}; what is older was not asked for."
