"""Pinpin, an invented platform: orders and after-sale requests of one shop."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import ClassVar

from connectors.pinpin.client import Client
from connectors.pinpin.endpoints import LISTINGS, ORDERS, REACH, pages_of
from connectors.pinpin.normalize import normalize, redact

from connectors.access import Access, Key, Platform
from connectors.paging import paged
from connectors.shapes import page_of
from schemas.account import Side
from schemas.page import Page, Raw, Read
from schemas.window import Reach, Window
from schemas.words import Entity


class Pinpin:
    """One shop."""

    platform: ClassVar[str] = "pinpin"

    def __init__(self, access: Access) -> None:
        self._client = Client(access)

    def ping(self) -> None:
        """Count the orders of the last minute."""
        now = datetime.now(UTC).replace(microsecond=0)
        pages_of(self._client, ORDERS).ask(Window(start=now - timedelta(minutes=1), end=now), 1)

    def reach(self, entity: Entity) -> Reach:
        """Tell how far windows reach."""
        return REACH

    def fetch(self, entity: Entity, window: Window) -> Iterator[Page]:
        """Yield every page of the window."""
        listing = LISTINGS[entity]
        for found in paged(pages_of(self._client, listing), window):
            yield self._page(listing.stream, found.rows)

    def fetch_one(self, entity: Entity, number: str) -> Iterator[Page]:
        """Yield an order or a request by its number."""
        listing = LISTINGS[entity]
        rows = self._client.call(listing.method, {listing.number: number, "page": "1"}).get(listing.rows) or []
        if rows:
            yield self._page(listing.stream, rows)

    def refused(self) -> dict[str, str]:
        """Nothing is left out."""
        return {}

    def normalize(self, stream: str, record: Raw) -> Read:
        """Read one landed record."""
        return normalize(stream, record)

    def redact(self, stream: str, record: Raw) -> Raw:
        """Keep what is read, mask what is personal."""
        return redact(stream, record)

    def _page(self, stream: str, rows: list[Raw]) -> Page:
        return page_of(stream, rows, partial(redact, stream))


PLATFORM = Platform(
    side=Side.SHOP,
    base_url="https://gateway.example/router",
    calls_per_second=10,
    keys=(Key(name="client_id"), Key(name="client_secret", secret=True), Key(name="access_token", secret=True)),
    open=Pinpin,
)
