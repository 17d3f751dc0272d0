"""What a platform declares about its accounts, and what an opened account is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from connectors.base import Connector, Pacer, TokenStore
from connectors.patience import Patience
from connectors.tokens import MemoryTokens
from schemas.account import Side


@dataclass(frozen=True, kw_only=True)
class Key:
    """
    One key of an account in the settings.

    Attributes:
        name: as people write it.
        secret: given by reference only.
        needed: without it the account cannot be opened.
        words: the only values taken; empty = any text.
        check: says what is wrong with a value, or None; never repeats the value.
    """

    name: str
    secret: bool = False
    needed: bool = True
    words: tuple[str, ...] = ()
    check: Callable[[str], str | None] | None = None


class Configured(Protocol):
    """
    An account as the settings give it.

    `keys`: values as written; a secret that came by reference has `get_secret_value`.
    """

    @property
    def name(self) -> str:
        """Identity of the account."""

    @property
    def platform(self) -> str:
        """Spelled like the connector's folder."""

    @property
    def base_url(self) -> str | None:
        """The whole gateway URL; None: the platform's production address."""

    @property
    def keys(self) -> Mapping[str, object]:
        """Everything that the connector declares."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """
    What a connector works with: one account, opened.

    Attributes:
        account: name of the account.
        base_url: the whole gateway URL.
        keys: values by name, secrets in clear; never shown.
        pacer: keeps the calls under the rate.
        patience: how long one call is tried again.
        timeout_s: limit of one HTTP exchange in seconds.
        tokens: where the account's token answer is kept; by default as long as the connector lives.
        at_once: how many calls may be under way at a time.
    """

    account: str
    base_url: str
    keys: Mapping[str, str] = field(repr=False)
    pacer: Pacer = field(repr=False)
    patience: Patience = field(repr=False)
    timeout_s: float
    tokens: TokenStore = field(default_factory=MemoryTokens, repr=False)
    at_once: int = 1


@dataclass(frozen=True, kw_only=True)
class Platform:
    """
    One platform, as its folder declares it.

    Attributes:
        side: shop or courier.
        base_url: the production gateway.
        calls_per_second: default rate of one account.
        keys: what an account needs besides name, platform, base_url, since and calls_per_second.
        open: makes the connector; asks nothing of the platform.
        expiry_key: the key that says until when a granted access lasts, if there is one.
        renewal_key: the key with which a granted access is renewed without a person, if there is one.
        rest_between_looks: a courier is asked for one number no more often than this, whatever asks; None: as polling likes.
    """

    side: Side
    base_url: str
    calls_per_second: float
    keys: tuple[Key, ...]
    open: Callable[[Access], Connector]
    expiry_key: str | None = None
    renewal_key: str | None = None
    rest_between_looks: timedelta | None = None
