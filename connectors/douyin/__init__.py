"""Douyin shops (抖店), by their open platform: orders and after-sale requests of one shop."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import ClassVar

from connectors.access import Access, Key, Platform
from connectors.douyin import push
from connectors.douyin.client import Client
from connectors.douyin.endpoints import DETAIL, LISTINGS, ORDERS, REACH, REQUESTS
from connectors.douyin.lists import Lists
from connectors.douyin.normalize import normalize
from connectors.douyin.redact import redact
from connectors.push_keys import Proof
from connectors.shapes import page_of
from connectors.side_by_side import side_by_side
from schemas.account import Side
from schemas.page import Page, Raw, Read
from schemas.push import Push, Receipt
from schemas.window import Reach, Window
from schemas.words import Entity


class Douyin:
    """One shop."""

    platform: ClassVar[str] = "douyin"

    def __init__(self, access: Access) -> None:
        self._lists = Lists(Client(access))
        self._at_once = access.at_once
        self._app_key, self._proof = access.keys["app_key"], Proof(access.keys["app_secret"])
        self._push_sign_method = access.keys.get("push_sign_method")

    def ping(self) -> None:
        """Ask for the orders of the last minute: proves signature, token and permission."""
        now = datetime.now(UTC).replace(microsecond=0)
        self._lists.page(ORDERS, Window(start=now - timedelta(minutes=1), end=now), 0, size=1)

    def reach(self, entity: Entity) -> Reach:
        """Tell how far windows reach."""
        return REACH[entity]

    def fetch(self, entity: Entity, window: Window) -> Iterator[Page]:
        """Yield every page of the window, from its last page to its first."""
        listing = LISTINGS[entity]
        for found in self._lists.pages(listing, window):
            yield from self._page(listing.stream, self._completed(listing.stream, found.rows), found.request_id)

    def fetch_one(self, entity: Entity, number: str) -> Iterator[Page]:
        """Yield an order or a request by its number; nothing if the platform knows none."""
        if entity is Entity.ORDERS:
            yield from self._page(DETAIL, self._lists.order(number))
        else:
            yield from self._page(REQUESTS.stream, self._lists.request(number))

    def refused(self) -> dict[str, str]:
        """Name the detail calls that this shop may not make."""
        return dict(self._lists.refused)

    def push_key(self) -> str:
        """Return the part of the push's address that nobody can guess."""
        return self._proof.push_key()

    def verify(self, headers: Mapping[str, str], body: bytes) -> Push:
        """Return the numbers that messages name."""
        return push.verify(headers, body, self._app_key, self._proof.reveal(), self._push_sign_method)

    def try_again(self, headers: Mapping[str, str]) -> Receipt:  # noqa: ARG002 - one form for all
        """Return what says that a push was not taken."""
        return push.REFUSED

    def normalize(self, stream: str, record: Raw) -> Read:
        """Read one landed record."""
        return normalize(stream, record)

    def redact(self, stream: str, record: Raw) -> Raw:
        """Keep what is read, mask what is personal."""
        return redact(stream, record)

    def _completed(self, stream: str, rows: list[Raw]) -> Iterable[Raw]:
        if stream != REQUESTS.stream:
            return rows
        return side_by_side(self._lists.completed, rows, at_once=self._at_once)

    def _page(self, stream: str, rows: Iterable[Raw], request_id: str | None = None) -> Iterator[Page]:
        page = page_of(stream, rows, partial(redact, stream), request_id=request_id)
        if page.records:
            yield page


PLATFORM = Platform(
    side=Side.SHOP,
    base_url="https://openapi-fxg.jinritemai.com",
    calls_per_second=10,
    keys=(
        Key(name="app_key"),
        Key(name="app_secret", secret=True),
        Key(name="shop_id"),
        Key(name="access_token", secret=True, needed=False),
        Key(name="push_sign_method", needed=False, words=push.SIGN_METHODS),
    ),
    open=Douyin,
)
