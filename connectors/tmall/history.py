"""
Reads orders made more than three months ago, from the first page on: they hardly change, and the list tells no total.
"""

from collections.abc import Iterator
from itertools import count

from connectors.tmall.client import PLATFORM, Client
from connectors.tmall.endpoints import OLD_ORDERS, PAGE_SIZE, TYPES
from connectors.tmall.paging import Found, found_in
from connectors.values import CHINA
from schemas.errors import ContractError
from schemas.window import Window


def history(client: Client, window: Window) -> Iterator[Found]:
    """
    Yield every page of a window of old orders.

    Raises:
        ContractError: the list repeats a page and says that more follow.
    """
    seen: set[str] = set()
    for page in count(1):
        found = found_in(client.call(OLD_ORDERS.method, _params(window, page)), OLD_ORDERS)
        numbers = {str(row.get(OLD_ORDERS.number)) for row in found.rows}
        if found.rows:
            yield found
        if not found.has_next:
            return
        if numbers <= seen:
            why = "The list repeats a page; the window is read again by the next run"
            raise ContractError(why, PLATFORM, OLD_ORDERS.method)
        seen |= numbers


def _params(window: Window, page: int) -> dict[str, str]:
    return {
        "fields": OLD_ORDERS.fields,
        OLD_ORDERS.start: f"{window.start.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
        OLD_ORDERS.end: f"{window.end.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
        "page_no": str(page),
        "page_size": str(PAGE_SIZE),
        "type": TYPES,
        "use_has_next": "true",
    }
