"""
Tables of Douyin shops: their words → ours, their error codes → what to do.

Nothing has a default: a word that stands in no table must not sound fine.

Sources: official Go and Java SDKs with the documentation's value lists, error tables quoted by public code; read 2026-11.
"""

from schemas.errors import (
    AuthError,
    ContractError,
    NotPermitted,
    PlatformError,
    RateLimited,
    Rejected,
    Unavailable,
)
from schemas.words import AfterSaleKind, AfterSaleStatus, OrderStatus

ORDER_STATUS = {
    "1": OrderStatus.UNPAID,
    "105": OrderStatus.ON_HOLD,
    "2": OrderStatus.PAID,
    "101": OrderStatus.PART_SHIPPED,
    "3": OrderStatus.SHIPPED,
    "5": OrderStatus.COMPLETED,
    "4": OrderStatus.CLOSED,
}
"""`order_status` of orders and sub-orders. `main_status` only refines it and decides nothing."""

KIND = {
    "0": AfterSaleKind.RETURN_REFUND,
    "1": AfterSaleKind.REFUND_ONLY,
    "2": AfterSaleKind.REFUND_ONLY,
    "3": AfterSaleKind.EXCHANGE,
    "4": AfterSaleKind.OTHER,
    "5": AfterSaleKind.OTHER,
    "6": AfterSaleKind.PRICE_ADJUST,
    "7": AfterSaleKind.RESHIP,
    "8": AfterSaleKind.REPAIR,
}
"""`aftersale_type`."""

KIND_OF_SUB_TYPE = {"8001": AfterSaleKind.EXCHANGE}
"""`aftersale_sub_type`, where it says more than the type: an exchange instead of a repair."""

STATUS = {
    "0": AfterSaleStatus.REQUESTED,
    "6": AfterSaleStatus.REQUESTED,
    "7": AfterSaleStatus.APPROVED,
    "11": AfterSaleStatus.BUYER_RETURNING,
    "8": AfterSaleStatus.RECEIVED,
    "3": AfterSaleStatus.PROCESSING,
    "13": AfterSaleStatus.PROCESSING,
    "12": AfterSaleStatus.COMPLETED,
    "14": AfterSaleStatus.COMPLETED,
    "53": AfterSaleStatus.COMPLETED,
    "27": AfterSaleStatus.REJECTED,
    "29": AfterSaleStatus.REJECTED,
    "28": AfterSaleStatus.CANCELLED,
    "51": AfterSaleStatus.CANCELLED,
}
"""`aftersale_status`."""

BEFORE_SHIPPING = "2"
"""The one type that is asked for before the goods leave."""

ARBITRATED = {"0": False, "1": True, "2": False, "3": False, "4": True, "5": True, "6": False, "255": False}
"""`arbitrate_status`: whether the platform arbitrates now."""

PAID_BACK = "3"
"""`refund_status`: the money has gone."""

DONE = "10000"

CODE: dict[str, type[PlatformError]] = {
    "10001": ContractError,  # part of a batch failed; no batch is asked for
    "20000": Unavailable,
    "20001": Unavailable,
    "30001": NotPermitted,
    "30002": AuthError,  # this machine's address
    "40001": ContractError,
    "40002": ContractError,
    "40003": ContractError,
    "40004": Rejected,
    "50001": AuthError,
    "50002": Rejected,
    "60000": RateLimited,
    "70000": NotPermitted,
    "80000": AuthError,
    "90000": Unavailable,
}
"""`code` of an answer."""

SUB_CODE: dict[str, type[PlatformError]] = {
    "isv.signature-invalid": AuthError,
    "isv.app-id-missing": AuthError,
    "isv.app-id-invalid": AuthError,
    "isv.app-id-expired": AuthError,
    "isv.access-token-missing": AuthError,
    "isv.access-token-expired": AuthError,
    "isv.access-token-no-existed": AuthError,
    "isv.access-token-invalid": AuthError,
    "isv.authorization-type-invalid": AuthError,
    "dop.authorization-no-existed": AuthError,
    "dop.authorization-closed": AuthError,
    "dop.app-forbidden": AuthError,
    "isv.timestamp-invalid": Unavailable,  # passes once the clock is right
    "isv.traffic-limited": RateLimited,
    "isp.unknown-error": AuthError,  # the code's authorisation does not exist
    "isp.api-service-off": NotPermitted,
    "isp.comment-service-off": NotPermitted,
    "isv.business-failed:31009": AuthError,  # the refresh token does not exist
}
"""`sub_code`, before `code` is looked at."""

BUSY: dict[str, tuple[str, ...]] = {
    "order.orderDetail": ("isv.business-failed:20004", "isv.business-failed:20045", "isv.business-failed:20055"),
    "afterSale.Detail": ("isv.business-failed:10002",),
}
"""Failures that pass later although their code is final, by method."""

DEAD_TOKEN = ("isv.access-token-expired", "isv.access-token-no-existed", "isv.access-token-invalid")

TO_DO: dict[type[PlatformError], str] = {
    AuthError: "Douyin does not let this shop in; check app_key, app_secret and shop_id, and the shop's authorisation",
    ContractError: "Douyin answers what this connector does not know; tell its developers",
    NotPermitted: "Douyin does not let this application call it; have the API package granted in the open platform",
    RateLimited: "Douyin takes no more calls for now",
    Rejected: "Douyin refuses this for good; its code says why",
    Unavailable: "Douyin is busy or down for now; try again later",
}
"""What the operator should do, by class."""

TO_DO_BY_SUB_CODE = {
    "isv.signature-invalid": "Douyin does not accept the signature; check the key app_secret",
    "isv.app-id-missing": "Douyin does not know the application; check the key app_key",
    "isv.app-id-invalid": "Douyin does not know the application; check the key app_key",
    "isv.timestamp-invalid": "Douyin takes this machine's clock as wrong by more than ten minutes; set the clock",
    "isv.invalid_ip": "Douyin does not know this machine's address; add it to the application's list",
}
"""What the operator should do where the sub-code says more than its class."""


def kind_of(code: str, sub_code: str, method: str) -> type[PlatformError]:
    """Return what an answer's codes mean."""
    if sub_code in BUSY.get(method, ()):
        return Unavailable
    return SUB_CODE.get(sub_code) or SUB_CODE.get(_family(sub_code)) or CODE.get(code, ContractError)


def to_do(kind: type[PlatformError], sub_code: str) -> str:
    """Return what the operator should do."""
    return TO_DO_BY_SUB_CODE.get(sub_code, TO_DO[kind])


def is_dead_token(told: str | None) -> bool:
    """Tell whether an error's codes say that the token has to be renewed."""
    return any(_family(part) in DEAD_TOKEN for part in (told or "").split())


def _family(sub_code: str) -> str:
    """Return what stands before the colon: behind it the platform may add a number of its own."""
    return sub_code.partition(":")[0]
