"""One account's part of a run: its locks, its errors and what is said of them. The work is in `shops` and `parcels`."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct

from schemas.errors import AuthError, PlatformError
from schemas.words import Entity
from store import accounts as stored
from store import cursors, locks, runs
from store.engine import engine, transaction
from store.landing import Source
from tasks.accounts import database_url, ending_grant, settings
from tasks.journal import say
from tasks.patience import told_to_wait


class Sync(Struct, frozen=True, kw_only=True):
    """
    One account and entity of one run. `start` and `end`: bounds given by hand; None: from the cursor.

    `looks_back`: what is still open is read again by its number. `guarded`: the account stops where what comes is unlike
    what it gives; not so for what a person asked to be taken through again.
    """

    account: str
    entity: Entity
    run_id: UUID
    now: datetime
    start: datetime | None = None
    end: datetime | None = None
    looks_back: bool = False
    guarded: bool = True

    @property
    def source(self) -> Source:
        """Return what all its landed pages have in common."""
        return Source(account=self.account, entity=self.entity, run_id=self.run_id)

    @property
    def from_cursor(self) -> bool:
        """Tell whether the run goes on from the account's cursor, and so may move it."""
        return self.start is None


class Stopped(Exception):
    """What came is so unlike what the account gives that it is paused; the message says what, and what to do."""


class LeaveAlone(Exception):
    """The account is not asked in this run; the message says why, for the operator."""


def go_over(sync: Sync, work: Callable[[], str | None]) -> None:
    """
    Do one account's part of a run, and write down how it ended whatever happens.

    Args:
        work: brings the account in; returns a sentence on what was left out, or None. It is kept as the reason of the
            account's row, behind a warning if the account's grant ends soon.

    Raises:
        Exception: what `work` raised, after it was recorded; whoever runs the task decides about trying again.
    """
    on = engine(database_url())
    runs.close_account(on, sync.run_id, sync.account, status="running")
    try:
        with _may_enter(sync):
            left_out = work()
    except LeaveAlone as why:
        say("account.skipped", account=sync.account, why=why)
        runs.close_account(on, sync.run_id, sync.account, status="skipped", reason=str(why))
    except PlatformError as error:
        _platform_failed(sync, error)
        raise
    except Stopped as stop:
        say("account.stopped", level=logging.WARNING, account=sync.account, entity=sync.entity, why=stop)
        runs.close_account(on, sync.run_id, sync.account, status="failed", reason=str(stop))
        raise
    except Exception as error:
        _failed(sync, f"Something unforeseen happened ({type(error).__name__}); the run's log has it.", error)
        raise
    else:
        told = [each for each in (_ending_grant(sync), left_out) if each]
        runs.close_account(on, sync.run_id, sync.account, status="done", reason=" ".join(told) or None)


def _ending_grant(sync: Sync) -> str | None:
    ending = ending_grant(sync.account, now=sync.now)
    if ending:
        say("account.grant_ends", level=logging.WARNING, account=sync.account, why=ending)
    return ending


@contextmanager
def _may_enter(sync: Sync) -> Iterator[None]:
    on = engine(database_url())
    status, reason = stored.status(on, sync.account)
    if status == "paused":
        how = f"shouhou accounts resume {sync.account}"
        told = (reason or "").rstrip(".")
        raise LeaveAlone(f"Paused: {told}." if how in told else f"Paused: {told}. Resume it by `{how}`.")
    wait_until = cursors.position(on, sync.account, sync.entity).not_before
    if wait_until is not None and wait_until > datetime.now(UTC):
        raise LeaveAlone(f"The platform told us to wait until {wait_until.isoformat(timespec='seconds')}.")
    lock = locks.live(sync.account, sync.entity)
    try:
        with locks.held(database_url(), lock, wait_s=settings().lock_wait_s) if sync.from_cursor else nullcontext():
            yield
    except locks.Taken:
        raise LeaveAlone("Another run is reading this account now; it does the work.") from None


def _platform_failed(sync: Sync, error: PlatformError) -> None:
    _failed(sync, error.why, error)
    if isinstance(error, AuthError):
        with transaction(engine(database_url())) as cursor:
            stored.pause(cursor, sync.account, error.why)


def _failed(sync: Sync, reason: str, error: Exception) -> None:
    on = engine(database_url())
    say("account.failed", level=logging.WARNING, account=sync.account, entity=sync.entity, error=error)
    runs.close_account(on, sync.run_id, sync.account, status="failed", reason=reason, error=str(error))
    not_before = told_to_wait(error)
    if sync.from_cursor or not_before:  # what runs beside the live sync leaves its cursor alone
        cursors.failed(on, sync.account, sync.entity, error=str(error), not_before=not_before)
