"""Tmall, by the Taobao Open Platform: orders and after-sale requests of one shop."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import ClassVar

from connectors.access import Access, Key, Platform
from connectors.shapes import page_of
from connectors.side_by_side import side_by_side
from connectors.tmall.client import SIGN_METHODS, Client
from connectors.tmall.details import Details
from connectors.tmall.endpoints import (
    DISPUTES,
    EXCHANGES,
    LISTINGS,
    ORDERS,
    ORDERS_REACH,
    REACH,
    REFUNDS,
    TYPES,
    Listing,
)
from connectors.tmall.history import history
from connectors.tmall.normalize import normalize
from connectors.tmall.paging import counted, found_in, paged
from connectors.tmall.quick_orders import QUICK
from connectors.tmall.redact import redact, unwrapped_lines
from connectors.values import moment_fault
from schemas.account import Side
from schemas.errors import NotPermitted
from schemas.page import Page, Raw, Read, Row
from schemas.window import Reach, Window
from schemas.words import Entity


class Tmall:
    """One shop."""

    platform: ClassVar[str] = "tmall"

    def __init__(self, access: Access) -> None:
        self._client = Client(access)
        self._refused: dict[str, str] = {}
        self._at_once = access.at_once
        self._details = Details(self._client, self._refused)

    def ping(self) -> None:
        """Count the trades of the last minute: proves signature, session and permission."""
        now = datetime.now(UTC).replace(microsecond=0)
        counted(self._client, ORDERS, Window(start=now - timedelta(minutes=1), end=now))

    def reach(self, entity: Entity) -> Reach:
        """Tell how far windows reach."""
        return ORDERS_REACH if entity is Entity.ORDERS else REACH

    def fetch(self, entity: Entity, window: Window) -> Iterator[Page]:
        """Yield every page of the window, list by list, each from its last page to its first."""
        if window.by_creation:
            yield from self._old_orders(window)
            return
        for listing in LISTINGS[entity]:
            if listing.stream not in self._refused:
                yield from self._listed(listing, window)

    def fetch_one(self, entity: Entity, number: str) -> Iterator[Page]:
        """Yield an order or a request by its number; nothing if the platform knows none."""
        if entity is Entity.ORDERS:
            yield from self._page(ORDERS, [self._details.order(number)])
        else:
            yield from self._one_request(number)

    def refused(self) -> dict[str, str]:
        """Name the lists and detail calls that this shop may not read."""
        return dict(self._refused)

    def normalize(self, stream: str, record: Raw) -> Read:
        """Read one landed record."""
        return normalize(stream, record)

    def read_page(self, stream: str, body: bytes) -> Sequence[Row | None]:
        """Read a landed page of trades by type."""
        return QUICK[stream].page(body) if stream in QUICK else ()

    def redact(self, stream: str, record: Raw) -> Raw:
        """Keep what was asked for, mask what is personal."""
        return redact(stream, record)

    def _listed(self, listing: Listing, window: Window) -> Iterator[Page]:
        try:
            for found in paged(self._client, listing, window):
                yield from self._page(listing, self._completed(listing.stream, found.rows), found.request_id)
        except NotPermitted as error:
            if not listing.optional:
                raise
            self._refused[listing.stream] = str(error)

    def _completed(self, stream: str, rows: list[Raw]) -> Iterable[Raw]:
        if not any(self._details.lacks(stream, row) for row in rows):
            return rows  # as most pages of trades are: threads would cost a fifth of reading them
        return side_by_side(partial(self._details.completed, stream), rows, at_once=self._at_once)

    def _old_orders(self, window: Window) -> Iterator[Page]:
        for found in history(self._client, window):
            rows = side_by_side(self._details.completed_old, found.rows, at_once=self._at_once)
            yield from self._page(ORDERS, rows, found.request_id)

    def _one_request(self, number: str) -> Iterator[Page]:
        """Ask what finds by number, the list that would own the row first; special refunds cannot be found so."""
        for ask in (self._one_exchange, self._one_refund, self._one_dispute):
            found = list(ask(number))
            if found:
                yield from found
                return

    def _one_exchange(self, number: str) -> Iterator[Page]:
        return self._by_number(EXCHANGES, number, {"refund_id_array": number})

    def _one_refund(self, number: str) -> Iterator[Page]:
        return self._page(REFUNDS, [self._details.refund(number)])

    def _one_dispute(self, number: str) -> Iterator[Page]:
        return self._by_number(DISPUTES, number, {"refund_id": number, "type": TYPES})

    def _by_number(self, listing: Listing, number: str, params: dict[str, str]) -> Iterator[Page]:
        try:
            body = self._client.call(listing.method, {"fields": listing.fields} | params)
        except NotPermitted as error:
            self._refused[listing.stream] = str(error)
            return
        found = found_in(body, listing)
        # A list that takes no notice of the number must not hand over what nobody asked for.
        rows = (row for row in found.rows if str(row.get(listing.number)) == number)
        yield from self._page(listing, rows, found.request_id)

    def _page(self, listing: Listing, rows: Iterable[Raw | None], request_id: str | None = None) -> Iterator[Page]:
        there = (unwrapped_lines(row) for row in rows if row is not None)
        page = page_of(listing.stream, there, partial(redact, listing.stream), request_id=request_id)
        if page.records:
            yield page


PLATFORM = Platform(
    side=Side.SHOP,
    base_url="https://gw.api.taobao.com/router/rest",
    calls_per_second=20,
    keys=(
        Key(name="app_key"),
        Key(name="app_secret", secret=True),
        Key(name="session", secret=True),
        Key(name="session_expires_at", needed=False, check=moment_fault),
        Key(name="sign_method", needed=False, words=SIGN_METHODS),
    ),
    open=Tmall,
    expiry_key="session_expires_at",
)
