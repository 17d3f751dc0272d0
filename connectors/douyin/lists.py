"""Lists by time of change, and what single calls add to their rows."""

from collections.abc import Iterator

from connectors.douyin.client import PLATFORM, Client, Data
from connectors.douyin.endpoints import (
    MOST_PAGES,
    ORDER_BY_NUMBER,
    PAGE_SIZE,
    REQUEST_BY_NUMBER,
    REQUESTS,
    Listing,
)
from connectors.paging import Found, Pages, paged
from schemas.errors import ContractError, NotPermitted, Rejected
from schemas.page import Raw
from schemas.window import Window

NO_DATA = "isv.parameter-invalid:11003"
"""Sub-code by which the list of requests says that a window, or a page of it, is empty."""


class Lists:
    """Reads one shop's lists. A detail that the platform refuses is left out; the row loads without it."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.refused: dict[str, str] = {}

    def pages(self, listing: Listing, window: Window) -> Iterator[Found]:
        """Yield every page of a window that holds rows."""
        yield from paged(
            Pages(
                ask=lambda window, page: self.page(listing, window, page),
                first=0,
                size=PAGE_SIZE,
                most=MOST_PAGES,
                number_of=number_of,
                broken=lambda why: ContractError(
                    f"{why}; the window is read again by the next run", PLATFORM, listing.method
                ),
            ),
            window,
        )

    def page(self, listing: Listing, window: Window, page: int, *, size: int = PAGE_SIZE) -> Found:
        """Return one page of a window."""
        params = {
            listing.start: int(window.start.timestamp()),
            listing.end: int(window.end.timestamp()),
            "page": page,
            "size": size,
            **listing.order,
        }
        try:
            data, log_id = self._client.call(listing.method, params)
        except Rejected as refused:
            if listing is not REQUESTS or not (refused.code or "").endswith(NO_DATA):
                raise
            return Found(rows=[], total=0)
        rows = data.get(listing.rows)
        if rows is not None and not isinstance(rows, list):
            raise ContractError("The list gives no rows where they should be", PLATFORM, listing.method)
        total = str(data.get("total"))
        return Found(
            rows=[row if isinstance(row, dict) else {} for row in rows or []],  # what is no object is set aside empty
            total=int(total) if total.isdecimal() and len(total) < 10 else 0,
            request_id=log_id,
        )

    def completed(self, row: Raw) -> Raw:
        """Return a request with what belongs to it."""
        number = number_of(row)
        detail = self._detail(number) if number else None
        return row | {"detail": detail} if detail else row

    def order(self, number: str) -> list[Raw]:
        """Return one order by its number; this reaches further back than the list."""
        try:
            data, _ = self._client.call(ORDER_BY_NUMBER, {"shop_order_id": number})
        except Rejected:
            return []
        found = data.get("shop_order_detail")
        return [found] if isinstance(found, dict) and str(found.get("order_id")) == number else []

    def request(self, number: str) -> list[Raw]:
        """Return one request by its number."""
        try:
            data, _ = self._client.call(REQUESTS.method, {"aftersale_id": number, "page": 0, "size": PAGE_SIZE})
        except Rejected:
            return []
        rows = data.get(REQUESTS.rows)
        found = [row for row in rows or [] if isinstance(row, dict) and number_of(row) == number]
        return [self.completed(row) for row in found]

    def _detail(self, number: str) -> Data | None:
        if REQUEST_BY_NUMBER in self.refused:
            return None
        try:
            data, _ = self._client.call(REQUEST_BY_NUMBER, {"after_sale_id": number, "need_operation_record": False})
        except NotPermitted as error:
            self.refused[REQUEST_BY_NUMBER] = str(error)
            return None
        except (Rejected, ContractError):
            return None  # one odd row does not stop its page
        inside = data.get("process_info")
        return inside if isinstance(inside, dict) else None


def number_of(row: Raw) -> str:
    """Return the number of an order or a request."""
    inside = row.get("aftersale_info")
    found = inside.get("aftersale_id") if isinstance(inside, dict) else row.get("order_id")
    return str(found or "")
