"""The accounts of this process: settings joined with connectors, and kept in step with the database."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import cast

from connectors import registry
from connectors.base import Connector, Courier, Shop
from rules import authorisation
from schemas.account import AccountRow, Side
from schemas.words import Entity
from settings import PlainAccount, Settings, SettingsError, SettingsFault, load
from store import accounts as stored
from store.engine import engine, transaction
from store.pace import shared_pace
from store.tokens import StoredTokens


@cache
def settings() -> Settings:
    """Return this process's settings, read once.

    Raises:
        SettingsError: every fault of the file, of the environment and of what the connectors need.
    """
    found = load()
    faults = connector_faults(found.accounts)
    if faults:
        raise SettingsError(faults)
    return found


def connector_faults(accounts: Sequence[PlainAccount]) -> list[SettingsFault]:
    """Ask each account's connector what is wrong with its keys."""
    return [SettingsFault(account=each.name, why=why) for each in accounts for why in registry.faults(each)]


def database_url() -> str:
    """Return the URL of the database in use; commands and workers put it into the environment."""
    url = settings().database_url
    if url is None:
        raise SettingsError(
            [
                SettingsFault(
                    key="SHOUHOU_DATABASE_URL", why="is not set; run flows by `shouhou run` or `shouhou worker`"
                )
            ]
        )
    return url.get_secret_value()


def configured(name: str) -> PlainAccount:
    """Return one account of the settings.

    Raises:
        UnknownAccount: no account bears that name.
    """
    for account in settings().accounts:
        if account.name == name:
            return account
    raise stored.UnknownAccount(name)


def side(account: PlainAccount) -> Side:
    """Tell whether an account is a shop or a courier."""
    return registry.side(account.platform)


def register() -> None:
    """
    Keep the database's accounts in step with the settings.

    Settings without any account are those of a command that was called elsewhere: they retire nobody.
    """
    if not settings().accounts:
        return
    rows = [
        AccountRow(
            account=a.name, platform=a.platform, side=side(a), since=a.since,
            auth_expires_at=registry.auth_expires_at(a),
        )
        for a in settings().accounts
    ]  # fmt: skip
    with transaction(engine(database_url())) as cursor:
        stored.register(cursor, rows)


def chosen(wanted: Side, names: Sequence[str] | None) -> list[str]:
    """
    Return the accounts that a run goes over: those named; if none is, all of that side.

    Of several accounts of one courier only the first active one is asked; a paused one stands for itself when nobody
    is active, so that the run says so.

    Raises:
        UnknownAccount: a name that is not configured, or is of the other side.
    """
    mine = [account for account in settings().accounts if side(account) is wanted]
    if names:  # an empty list is what a form gives that nobody filled in
        for name in names:
            if name not in {account.name for account in mine}:
                raise stored.UnknownAccount(name)
        return list(dict.fromkeys(names))
    if wanted is Side.SHOP:
        return [account.name for account in mine]
    platforms = dict.fromkeys(account.platform for account in mine)
    return [_one_of([a.name for a in mine if a.platform == platform], platform) for platform in platforms]


def _one_of(names: list[str], platform: str) -> str:
    return stored.first_active(engine(database_url()), platform, names) or names[0]


def listening(names: Sequence[str]) -> list[str]:
    """Return the courier accounts beside these that are not asked, and for which pushes wait to be settled."""
    others = [each.name for each in settings().accounts if side(each) is Side.COURIER and each.name not in names]
    return stored.with_waiting_pages(engine(database_url()), others, Entity.TRACES)


def paused(name: str) -> str | None:
    """Return why an account is paused; None if it is not."""
    status, reason = stored.status(engine(database_url()), name)
    return reason if status == "paused" else None


def open_shop(name: str, *, spare: bool = False) -> Shop:
    """Open a shop's connector with this process's patience; `spare`: its calls go out while nobody else's wait."""
    return cast(Shop, _open(name, spare=spare))


def open_courier(name: str, *, spare: bool = False) -> Courier:
    """Open a courier's connector with this process's patience; `spare`: its calls go out while nobody else's wait."""
    return cast(Courier, _open(name, spare=spare))


def _open(name: str, *, spare: bool) -> Connector:
    own, account, url = settings(), configured(name), database_url()
    return registry.open(
        account,
        pacer=shared_pace(url, name, registry.calls_per_second(account), spare=spare),
        tokens=StoredTokens(url, name, key=own.token_key.get_secret_value() if own.token_key else None),
        patience_s=own.patience_s,
        timeout_s=own.http_timeout_s,
        at_once=own.calls_at_once,
    )


def rest_between_looks(courier: Courier) -> timedelta:
    """Return how long a courier wants one number to be left alone."""
    return registry.rest_between_looks(courier.platform)


def ending_grant(name: str, *, now: datetime) -> str | None:
    """Say when the access that somebody granted ends, where that is near."""
    return authorisation.warning(registry.auth_expires_at(configured(name)), now)


def first_instant(name: str, *, now: datetime) -> datetime:
    """Return where an account's first sync begins: as configured, else 30 days back."""
    return configured(name).since or now - timedelta(days=30)
