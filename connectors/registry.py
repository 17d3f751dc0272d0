"""Every platform by name; what its accounts lack; how one is opened."""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from connectors import douyin, jd, jd_logistics, kuaidi100, sf_express, tmall
from connectors.access import Access, Configured, Key, Platform
from connectors.base import Connector, Pacer, TokenStore
from connectors.pace import pace_of
from connectors.patience import Patience
from connectors.tokens import MemoryTokens
from connectors.values import read_moment
from schemas.account import Side

PLATFORMS: dict[str, Platform] = {
    "tmall": tmall.PLATFORM,
    "jd": jd.PLATFORM,
    "douyin": douyin.PLATFORM,
    "sf_express": sf_express.PLATFORM,
    "kuaidi100": kuaidi100.PLATFORM,
    "jd_logistics": jd_logistics.PLATFORM,
}

RATE = "calls_per_second"


def side(platform: str) -> Side:
    """Tell whether a platform is a shop or a courier."""
    return PLATFORMS[platform].side


def rest_between_looks(platform: str) -> timedelta:
    """Return how long a courier wants one number to be left alone; zero where it does not care."""
    return PLATFORMS[platform].rest_between_looks or timedelta()


def secret_keys(platform: str) -> frozenset[str]:
    """Return the keys of a platform that are given by reference only."""
    return frozenset(key.name for key in PLATFORMS[platform].keys if key.secret)


def faults(account: Configured) -> list[str]:
    """
    Return everything that keeps an account from being opened, as `key: what to do`.

    No fault repeats a configured value, save an unknown platform.
    """
    platform = PLATFORMS.get(account.platform)
    if platform is None:
        return [f"platform: {account.platform} is not known; known are {', '.join(sorted(PLATFORMS))}"]
    return [*_url_faults(account.base_url), *_rate_faults(account), *_key_faults(account, platform)]


def auth_expires_at(account: Configured) -> datetime | None:
    """Return until when the access lasts that a person granted and must renew, aware; None where nobody says or need."""
    platform = PLATFORMS[account.platform]
    if platform.expiry_key is None or platform.renewal_key in account.keys:
        return None
    given = _plain(account.keys.get(platform.expiry_key, ""))
    return read_moment(given) if given else None


def calls_per_second(account: Configured) -> float:
    """Return the rate that an account without faults keeps to: its own, else the platform's."""
    own = account.keys.get(RATE)
    return PLATFORMS[account.platform].calls_per_second if own is None else float(_plain(own))


def open(
    account: Configured,
    *,
    pacer: Pacer | None = None,
    tokens: TokenStore | None = None,
    patience_s: float = 60,
    timeout_s: float = 30,
    at_once: int = 1,
) -> Connector:
    """
    Open an account; nothing is asked of the platform yet.

    Args:
        account: as configured, without faults.
        pacer: shared by everybody who calls for this account; None: shared within this process only.
        tokens: keeps token answers between runs; None: the connector keeps its own while it lives.
        patience_s: how long one call is tried again, in all.
        timeout_s: limit of one HTTP exchange.
        at_once: how many calls of the account may be under way at a time, all under its rate.

    Raises:
        ValueError: the account has faults.
    """
    if found := faults(account):
        raise ValueError(f"account {account.name}: {'; '.join(found)}")
    platform = PLATFORMS[account.platform]
    return platform.open(
        Access(
            account=account.name,
            base_url=account.base_url or platform.base_url,
            keys={name: _plain(value) for name, value in account.keys.items() if name != RATE},
            pacer=pacer or pace_of(account.name, calls_per_second(account)),
            patience=Patience(patience_s),
            timeout_s=timeout_s,
            tokens=tokens or MemoryTokens(),
            at_once=at_once,
        )
    )


def _url_faults(url: str | None) -> Iterator[str]:
    if url is None:
        return
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.query and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        yield "base_url: must be the whole gateway URL, such as https://gateway.example/path"


def _rate_faults(account: Configured) -> Iterator[str]:
    try:
        rate = float(_plain(account.keys.get(RATE, 1)))
    except ValueError:
        rate = 0
    if not (0 < rate < math.inf):
        yield f"{RATE}: must be a number above 0"


def _key_faults(account: Configured, platform: Platform) -> Iterator[str]:
    known = {key.name for key in platform.keys} | {RATE}
    for key in platform.keys:
        if key.name in account.keys:
            yield from _value_faults(key, account.keys[key.name])
        elif key.needed:
            yield f"{key.name}: is missing" + ("; give it as { env = … } or { file = … }" if key.secret else "")
    for name in account.keys:
        if name not in known:
            yield f"{name}: is not a key of {account.platform}; its keys are {', '.join(sorted(known))}"


def _value_faults(key: Key, value: object) -> Iterator[str]:
    plain = _plain(value)
    if not plain.strip():
        yield f"{key.name}: is empty"
    elif key.secret and not hasattr(value, "get_secret_value"):
        yield f"{key.name}: is a secret and stands in the file; give it as {{ env = … }} or {{ file = … }}"
    elif key.words and plain not in key.words:
        yield f"{key.name}: must be one of {', '.join(key.words)}"
    elif key.check and (wrong := key.check(plain)):
        yield f"{key.name}: {wrong}"


def _plain(value: object) -> str:
    reveal = getattr(value, "get_secret_value", None)
    return str(reveal()) if reveal else str(value)
