"""JD, by its open platform (JOS): orders and after-sale requests of one shop."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import ClassVar

from connectors.access import Access, Key, Platform
from connectors.jd.applications import NUMBER_PREFIX
from connectors.jd.client import Client
from connectors.jd.endpoints import LISTINGS, ORDERS, REACH, SERVICES, Listing
from connectors.jd.lists import Lists
from connectors.jd.normalize import normalize
from connectors.jd.redact import redact
from connectors.shapes import page_of
from connectors.side_by_side import side_by_side
from connectors.values import moment_fault
from schemas.account import Side
from schemas.errors import NotPermitted
from schemas.page import Page, Raw, Read
from schemas.window import Reach, Window
from schemas.words import Entity


class Jd:
    """One shop."""

    platform: ClassVar[str] = "jd"

    def __init__(self, access: Access) -> None:
        self._client = Client(access)
        self._lists = Lists(self._client)
        self._refused: dict[str, str] = {}
        self._at_once = access.at_once

    def ping(self) -> None:
        """Ask for the shop's own number: proves signature and token."""
        self._client.shop()

    def reach(self, entity: Entity) -> Reach:
        """Tell how far windows reach."""
        return REACH[entity]

    def fetch(self, entity: Entity, window: Window) -> Iterator[Page]:
        """Yield every page of the window, list by list, each from its last page to its first."""
        for listing in LISTINGS[entity]:
            if listing.stream not in self._refused and not (window.by_creation and listing is not ORDERS):
                yield from self._listed(listing, window)

    def fetch_one(self, entity: Entity, number: str) -> Iterator[Page]:
        """Yield an order or a request by its number; nothing if the platform knows none."""
        if entity is Entity.ORDERS:
            yield from self._page("orders", self._lists.order(number))
        elif number.startswith(NUMBER_PREFIX):
            yield from self._page("applications", self._lists.application(number.removeprefix(NUMBER_PREFIX)))
        else:
            yield from self._page("services", self._lists.service(number))

    def refused(self) -> dict[str, str]:
        """Name the lists and detail calls that this shop may not read."""
        return self._refused | self._lists.refused

    def normalize(self, stream: str, record: Raw) -> Read:
        """Read one landed record."""
        return normalize(stream, record)

    def redact(self, stream: str, record: Raw) -> Raw:
        """Keep what was asked for, mask what is personal."""
        return redact(stream, record)

    def _listed(self, listing: Listing, window: Window) -> Iterator[Page]:
        try:
            for found in self._lists.pages(listing, window):
                yield from self._page(listing.stream, self._completed(listing.stream, found.rows), found.request_id)
        except NotPermitted as error:
            if listing is ORDERS:
                raise
            self._refused[listing.stream] = str(error)

    def _completed(self, stream: str, rows: list[Raw]) -> Iterable[Raw]:
        if stream != SERVICES.stream:
            return rows
        return side_by_side(self._lists.completed, rows, at_once=self._at_once)

    def _page(self, stream: str, rows: Iterable[Raw], request_id: str | None = None) -> Iterator[Page]:
        page = page_of(stream, rows, partial(redact, stream), request_id=request_id)
        if page.records:
            yield page


PLATFORM = Platform(
    side=Side.SHOP,
    base_url="https://api.jd.com/routerjson",
    calls_per_second=5,
    keys=(
        Key(name="app_key"),
        Key(name="app_secret", secret=True),
        Key(name="access_token", secret=True),
        Key(name="refresh_token", secret=True, needed=False),
        Key(name="token_expires_at", needed=False, check=moment_fault),
        Key(name="token_url", needed=False),
    ),
    open=Jd,
    expiry_key="token_expires_at",
    renewal_key="refresh_token",
)
