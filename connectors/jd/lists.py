"""Lists by time of change, and what single calls add to their rows."""

from collections.abc import Callable, Iterator, Mapping

from connectors.jd.client import PLATFORM, Client
from connectors.jd.endpoints import (
    APPLICATION_BY_NUMBER,
    APPLICATIONS,
    FIELD_SETS,
    ORDER_BY_NUMBER,
    ORDERS,
    OTHER_TIMES,
    SERVICE_DETAIL,
    SERVICE_FREIGHT,
    SERVICES,
    UNPAID,
    Listing,
)
from connectors.jos import ARGUMENT, OPTIONAL_FIELDS, Body
from connectors.paging import Found, Pages, paged
from connectors.values import CHINA
from schemas.errors import ContractError, NotPermitted, Rejected
from schemas.page import Raw
from schemas.window import Window

Params = Mapping[str, object]
Times = tuple[str, str]
Asking = Callable[[str], Body]
"""The names of the wanted fields → the answer."""


class Lists:
    """Reads one shop's lists. A detail that the platform refuses is left out; the row loads without it."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._fields = list(FIELD_SETS)
        self._by_change = True
        self._with_articles = True
        self.refused: dict[str, str] = {}

    def pages(self, listing: Listing, window: Window) -> Iterator[Found]:
        """Yield every page of a window that holds rows."""
        if listing is not APPLICATIONS:
            yield from self._paged(listing, (listing.start, listing.end), window)
            return
        if self._by_change:
            try:
                yield from self._paged(listing, (listing.start, listing.end), window)
                return
            except ContractError as error:
                if error.code not in ARGUMENT:
                    raise
                self._by_change = False  # an older gateway: by application and by audit, open ones by their number
        for times in OTHER_TIMES:
            yield from self._paged(listing, times, window)

    def completed(self, row: Raw) -> Raw:
        """Return a service order with what belongs to it."""
        both = {"serviceId": row.get("serviceId"), "orderId": row.get("orderId")}
        detail = self._asked(SERVICE_DETAIL, both)
        freight = self._asked(SERVICE_FREIGHT, both) if row.get("expressCode") else None
        return row | ({"detail": detail} if detail else {}) | ({"freight": freight} if freight else {})

    def order(self, number: str) -> list[Raw]:
        """Return one order by its number."""
        try:
            found = self._with_fields(
                lambda fields: self._client.call(
                    ORDER_BY_NUMBER, {"order_id": number, "optional_fields": fields}, "orderDetailInfo"
                )
            ).get("orderInfo")
        except Rejected:
            return []
        return [found] if isinstance(found, dict) and str(found.get("orderId")) == number else []

    def service(self, number: str) -> list[Raw]:
        """Return one service order by its number."""
        params = {"serviceId": number, SERVICES.page: 1, SERVICES.size: SERVICES.rows_a_page}
        try:
            body = self._client.acting(SERVICES.method, params, SERVICES.result)
        except Rejected:
            return []
        rows = [row for row in _rows(body.get(SERVICES.rows)) if str(row.get(SERVICES.number)) == number]
        return [self.completed(row) for row in rows]

    def application(self, number: str) -> list[Raw]:
        """Return one refund application by its number."""
        if APPLICATION_BY_NUMBER in self.refused:
            return []
        try:
            body = self._client.call(APPLICATION_BY_NUMBER, {"id": number}, APPLICATIONS.result)
        except NotPermitted as error:
            self.refused[APPLICATION_BY_NUMBER] = str(error)
            return []
        except (Rejected, ContractError):
            return []
        found = body.get("result", body)
        rows = [found] if isinstance(found, dict) else _rows(found)
        return [row for row in rows if str(row.get(APPLICATIONS.number)) == number]

    def _paged(self, listing: Listing, times: Times, window: Window) -> Iterator[Found]:
        yield from paged(
            Pages(
                ask=lambda window, page: self._page(listing, times, window, page),
                first=1,
                size=listing.rows_a_page,
                most=listing.most_pages,
                number_of=lambda row: str(row.get(listing.number)),
                broken=lambda why: ContractError(
                    f"{why}; the window is read again by the next run", PLATFORM, listing.method
                ),
            ),
            window,
        )

    def _page(self, listing: Listing, times: Times, window: Window, page: int) -> Found:
        start, end = (f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M:%S}" for moment in (window.start, window.end))
        params: dict[str, object] = {
            times[0]: start,
            times[1]: end,
            listing.page: page,
            listing.size: listing.rows_a_page,
        }
        body = self._answer(listing, params, by_creation=window.by_creation)
        rows = body.get(listing.rows)
        if isinstance(rows, dict):  # the gateway may give a lone object where a list is declared
            rows = [rows]
        if rows is not None and not isinstance(rows, list) and rows != "":
            raise ContractError("The list gives no rows where they should be", PLATFORM, listing.method)
        return Found(rows=_rows(rows), total=_total(body.get(listing.total)))

    def _answer(self, listing: Listing, params: dict[str, object], *, by_creation: bool) -> Body:
        if listing is ORDERS:
            own: dict[str, object] = {"order_state": "ALL", "dateType": int(by_creation), "sortType": 0}
            return self._with_fields(
                lambda fields: self._client.call(
                    listing.method, {**params, **own, "optional_fields": fields}, listing.result
                )
            )
        if listing is UNPAID:
            return self._client.call(listing.method, params, listing.result)
        if listing is APPLICATIONS:
            return self._applications(params)
        return self._client.acting(listing.method, params, listing.result)

    def _applications(self, params: Params) -> Body:
        """Ask for applications with their articles, or without where this gateway takes no such parameter."""
        method, result = APPLICATIONS.method, APPLICATIONS.result
        if self._with_articles:
            try:
                return self._client.call(method, {**params, "showSku": True}, result)
            except ContractError as error:
                if error.code not in ARGUMENT:
                    raise
        found = self._client.call(method, params, result)  # refused again: the articles were not to blame
        self._with_articles = False
        return found

    def _with_fields(self, ask: Asking) -> Body:
        """Ask with the fullest set of fields that this gateway takes."""
        while True:
            try:
                return ask(",".join(self._fields[0]))
            except ContractError as error:
                if error.code != OPTIONAL_FIELDS or len(self._fields) == 1:
                    raise
                del self._fields[0]

    def _asked(self, method: str, params: Params) -> Raw | None:
        if method in self.refused:
            return None
        try:
            data = self._client.acting(method, params, "result").get("data")
        except NotPermitted as error:
            self.refused[method] = str(error)
            return None
        except (Rejected, ContractError):
            return None  # one odd row does not stop its page
        return data if isinstance(data, dict) and data else None


def _rows(value: object) -> list[Raw]:
    """What is no object is set aside as an empty one."""
    return [row if isinstance(row, dict) else {} for row in value] if isinstance(value, list) else []


def _total(value: object) -> int:
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 10 else 0
