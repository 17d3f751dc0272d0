"""
Reads a window of a list from its last page to its first.

Lists are sorted newest first, and a row that changes while it is paged leaves the window, so that older rows shift one
place forward. From the back that makes a harmless repeat; from the front it would skip rows. The window must lie in
the past. Source: the platform's page on increments.
"""

from collections.abc import Iterator
from datetime import timedelta

from msgspec import Struct

from connectors.tmall.client import PLATFORM, Body, Client, unwrapped
from connectors.tmall.endpoints import MANY_PAGES, PAGE_SIZE, SHORTEST_HALF, TYPES, Listing
from connectors.values import CHINA
from schemas.errors import ContractError
from schemas.page import Raw
from schemas.window import Window

JOINT = timedelta(seconds=1)
"""Whether a window's ends belong to it is not documented; its halves share a second."""

MOST_REPEATS = 2


class Found(Struct, frozen=True):
    """One answer of a list."""

    rows: list[Raw]
    total: int | None
    has_next: bool
    request_id: str | None


def paged(client: Client, listing: Listing, window: Window) -> Iterator[Found]:
    """
    Yield every page of a window that holds rows, from the back.

    Raises:
        ContractError: the list makes no progress.
        PlatformError: as the client says.
    """
    reading = _Reading(client, listing, window)
    pages = -(-reading.count() // PAGE_SIZE)
    half = (window.end - window.start) / 2
    if pages > MANY_PAGES and half >= SHORTEST_HALF:
        middle = window.start + timedelta(seconds=half // timedelta(seconds=1))
        yield from paged(client, listing, Window(start=window.start, end=middle))
        yield from paged(client, listing, Window(start=middle - JOINT, end=window.end))
    else:
        yield from reading.pages(pages)


def counted(client: Client, listing: Listing, window: Window) -> int:
    """Return how many rows of a window the platform says there are; it may say too few."""
    return _Reading(client, listing, window).count()


def found_in(body: Body, listing: Listing) -> Found:
    """
    Return what an answer of a list holds.

    Raises:
        ContractError: something else than a list stands where the rows should.
    """
    inside = body["result"] if isinstance(body.get("result"), dict) else body
    try:
        rows = unwrapped(inside.get(listing.rows))
    except ValueError:
        raise _broken(f"The list gives no rows under {listing.rows}", listing) from None
    total, request_id = inside.get("total_results"), body.get("request_id")
    return Found(
        rows=[row if isinstance(row, dict) else {} for row in rows],  # what is no object is set aside as an empty one
        total=total if type(total) is int else None,
        has_next=inside.get("has_next") in (True, "true"),
        request_id=request_id if isinstance(request_id, str) else None,
    )


class _Reading:
    """One window of one list."""

    def __init__(self, client: Client, listing: Listing, window: Window) -> None:
        self._client = client
        self._listing = listing
        self._window = window
        self._seen: set[str] = set()
        self._repeats = 0
        self._total = 0

    def count(self) -> int:
        """Count by the platform's own total, asked for page 1 with nothing but the numbers."""
        found = self._ask(1, counting=True)
        if found.total is None:
            raise self._broken("The list gives no total_results")
        self._total = max(found.total, len(found.rows))
        return self._total

    def pages(self, pages: int) -> Iterator[Found]:
        """Yield from the last page, which may lie beyond the counted ones, to the first."""
        last = self._ask(pages) if pages else None
        if last and last.has_next:
            pages, last = self._end(pages, self._numbers(last.rows)), None
        for number in range(pages, 0, -1):
            found = last if last and number == pages else self._ask(number)
            self._check_progress(found.rows)
            if found.rows:
                yield found

    def _end(self, page: int, numbers: set[str]) -> int:
        """Return the number of the last page, looking beyond the counted ones; an empty page may lie between."""
        empty = 0
        while True:
            page += 1
            found = self._ask(page, fields=self._listing.number)
            here = self._numbers(found.rows)
            empty = 0 if here else empty + 1
            if found.has_next and (empty > 1 or (here and here <= numbers)):
                raise self._broken("The list repeats a page and says that more follow")
            if not found.has_next:
                return page
            numbers |= here

    def _check_progress(self, rows: list[Raw]) -> None:
        """A page of rows seen before means a list that does not page, unless as many rows left the window."""
        numbers = self._numbers(rows)
        if numbers and numbers <= self._seen:
            self._repeats += 1
            before = self._total
            if self._repeats > MOST_REPEATS or self.count() >= before:
                raise self._broken("The list repeats a page")
        self._seen |= numbers

    def _numbers(self, rows: list[Raw]) -> set[str]:
        return {str(row.get(self._listing.number)) for row in rows}

    def _ask(self, page: int, *, counting: bool = False, fields: str | None = None) -> Found:
        listing, window = self._listing, self._window
        params = {
            "fields": listing.number if counting else fields or listing.fields,
            listing.start: f"{window.start.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
            listing.end: f"{window.end.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
            "page_no": str(page),
            "page_size": str(PAGE_SIZE),
            "type": TYPES if listing.types else "",
            "use_has_next": ("false" if counting else "true") if listing.counts_apart else "",
        }
        return found_in(self._client.call(listing.method, params), listing)

    def _broken(self, why: str) -> ContractError:
        return _broken(why, self._listing)


def _broken(why: str, listing: Listing) -> ContractError:
    return ContractError(f"{why}; the window is read again by the next run", PLATFORM, listing.method)
