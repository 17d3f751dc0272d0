"""Calls for single rows: what a list leaves out of them."""

from collections.abc import Mapping

from connectors.tmall.client import Client, unwrapped
from connectors.tmall.codes import ORDER_STATUS
from connectors.tmall.endpoints import (
    OLD_ORDER_BY_NUMBER,
    ORDER_BY_NUMBER,
    ORDER_FIELDS,
    REFUND_BY_NUMBER,
    REFUND_DETAIL_FIELDS,
    REFUND_FIELDS,
)
from schemas.errors import ContractError, NotPermitted, Rejected
from schemas.page import Raw
from schemas.words import OrderStatus

SENT = (OrderStatus.SHIPPED, OrderStatus.COMPLETED)


class Details:
    """Completes rows of one account. A detail that the platform refuses is left out; the row loads without it."""

    def __init__(self, client: Client, refused: dict[str, str]) -> None:
        """Take where to note calls that are not permitted; they are not made again."""
        self._client = client
        self._refused = refused

    def lacks(self, stream: str, row: Raw) -> bool:
        """Tell whether something that belongs to a row of a list has to be asked for."""
        return stream == "refunds" or (stream == "orders" and is_incomplete(row))

    def completed(self, stream: str, row: Raw) -> Raw:
        """Return a row of a list with what belongs to it."""
        if stream == "refunds":
            detail = self._asked(REFUND_BY_NUMBER, {"fields": REFUND_DETAIL_FIELDS, "refund_id": row.get("refund_id")})
            return row | {"detail": detail} if detail else row
        if stream == "orders" and is_incomplete(row):
            return self._asked(ORDER_BY_NUMBER, {"fields": ORDER_FIELDS, "tid": row.get("tid")}) or row
        return row

    def completed_old(self, row: Raw) -> Raw:
        """Return a row of the list of old orders with what belongs to it."""
        if not is_incomplete(row):
            return row
        return self._asked(OLD_ORDER_BY_NUMBER, {"fields": ORDER_FIELDS, "tid": row.get("tid")}) or row

    def order(self, number: str) -> Raw | None:
        """Return one order by its number."""
        return self._asked(ORDER_BY_NUMBER, {"fields": ORDER_FIELDS, "tid": number})

    def refund(self, number: str) -> Raw | None:
        """Return one refund by its number, with its detail."""
        fields = f"{REFUND_FIELDS},{REFUND_DETAIL_FIELDS}"
        found = self._asked(REFUND_BY_NUMBER, {"fields": fields, "refund_id": number})
        return found | {"detail": found} if found else None

    def _asked(self, method: str, params: Mapping[str, object]) -> Raw | None:
        if method in self._refused:
            return None
        try:
            body = self._client.call(method, {name: str(value) for name, value in params.items() if value})
        except NotPermitted as error:
            self._refused[method] = str(error)
            return None
        except (Rejected, ContractError):
            return None  # one odd row does not stop its page
        return next((value for value in body.values() if isinstance(value, dict)), None)


def is_incomplete(trade: Raw) -> bool:
    """Tell whether a listed trade lacks its sub-orders, or a tracking number of goods that were sent."""
    try:
        lines = unwrapped(trade.get("orders"))
    except ValueError:
        return True
    return not lines or any(_lacks_number(trade, line) for line in lines if isinstance(line, dict))


def _lacks_number(trade: Raw, line: Raw) -> bool:
    by_post = (line.get("shipping_type") or trade.get("shipping_type")) != "virtual"
    sent = bool(line.get("consign_time")) or ORDER_STATUS.get(str(line.get("status"))) in SENT
    return sent and by_post and not line.get("invoice_no") and line.get("is_service_order") not in (True, "true")
