"""The checks of `shouhou doctor`, in the order in which one rests on the other."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from cli.doctor import Finding, attempt

if TYPE_CHECKING:
    from settings import PlainAccount, Settings

CLOCK_TOLERANCE_S = 5.0


def findings() -> Iterator[Finding]:
    """Yield a line for each check; what cannot be judged after a failed one is left out."""
    from cli.context import checked_settings
    from settings import SettingsError

    try:
        found = checked_settings()
    except SettingsError as error:
        yield from (Finding("settings", str(fault), well=False) for fault in error.faults)
        return
    named = ", ".join(account.name for account in found.accounts) or "none"
    yield Finding("settings", f"{found.config or 'no file'}; accounts: {named}")
    database = attempt("database", lambda: _open_database(found))
    yield database
    if database.well:
        yield from (_reader(os.environ["SHOUHOU_DATABASE_URL"]), _clock(os.environ["SHOUHOU_DATABASE_URL"]))
        yield from _accounts(found)
    yield from _prefect(found)


def _open_database(found: "Settings") -> str:
    from cli.context import open_database

    os.environ["SHOUHOU_DATABASE_URL"] = open_database(found)
    which = "the embedded PostgreSQL" if found.database_url is None else "the one given by URL"
    return f"{which}, at this release's version"


def _reader(url: str) -> Finding:
    from store import reader
    from store.engine import engine

    lacks = reader.lacks(engine(url))
    if lacks:
        todo = f"run as the database's owner: {'; '.join(lacks)}"
        return Finding("reader", "role shouhou_reader is not as it should be", well=False, todo=todo)
    return Finding("reader", "shouhou_reader reads schema api and nothing else")


def _clock(url: str) -> Finding:
    from store.clock import apart_s
    from store.engine import engine

    apart = apart_s(engine(url), datetime.now(UTC))
    well = apart <= CLOCK_TOLERANCE_S
    todo = "" if well else "set the clocks of both machines by NTP"
    return Finding("clock", f"{apart:.1f} s apart from the database's", well=well, todo=todo)


def _prefect(found: "Settings") -> Iterator[Finding]:
    from stack import deployments

    prefect = attempt("Prefect", lambda: _enter(found))
    yield prefect
    if not prefect.well:
        return
    apart = deployments.differences()
    yield from (Finding("deployments", each, well=False, todo="run `shouhou deploy`") for each in apart)
    if not apart:
        yield Finding("deployments", "as prefect.yaml says")


def _enter(found: "Settings") -> str:
    from cli.context import enter

    enter(found)
    return f"{os.environ['PREFECT_API_URL']} answers"


def _accounts(found: "Settings") -> Iterator[Finding]:
    from tasks.accounts import register

    register()
    for account in found.accounts:
        yield attempt(f"account {account.name}", partial(_ping, account))
        yield from _grant(account, datetime.now(UTC))


def _ping(account: "PlainAccount") -> str:
    from tasks import accounts

    open_it = accounts.open_courier if str(accounts.side(account)) == "courier" else accounts.open_shop
    open_it(account.name).ping()
    paused = accounts.paused(account.name)
    return f"{account.platform} lets us in" + (f"; paused: {paused}" if paused else "")


def _grant(account: "PlainAccount", now: datetime) -> Iterator[Finding]:
    from connectors.registry import auth_expires_at
    from rules.authorisation import is_pressing, warning

    expires_at = auth_expires_at(account)
    if said := warning(expires_at, now):
        yield Finding(f"account {account.name}", said, well=not is_pressing(expires_at, now))
