"""Accounts opened at an address, for tests."""

from typing import Any

from connectors.access import Access
from connectors.base import TokenStore
from connectors.patience import Patience
from connectors.sf_express import SfExpress
from connectors.tmall import Tmall
from connectors.tokens import MemoryTokens

TMALL_KEYS = {"app_key": "23700001", "app_secret": "s3cr3t-word", "session": "s3cr3t-session"}
SF_KEYS = {"partner_id": "JCJD1", "check_word": "s3cr3t-word"}


class NoPace:
    """Lets every call go at once."""

    def wait(self) -> None:
        pass


def access(url: str, keys: dict[str, str], tokens: TokenStore | None = None, patience_s: float = 0) -> Access:
    return Access(
        account="shop-a",
        base_url=url,
        keys=keys,
        pacer=NoPace(),
        patience=Patience(patience_s, sleep=lambda _: None),
        timeout_s=5,
        tokens=tokens or MemoryTokens(),
    )


def a_shop(url: str, **given: Any) -> Tmall:
    return Tmall(access(url, TMALL_KEYS, **given))


def a_courier(url: str, keys: dict[str, str] | None = None, **given: Any) -> SfExpress:
    return SfExpress(access(url, SF_KEYS | (keys or {}), **given))
