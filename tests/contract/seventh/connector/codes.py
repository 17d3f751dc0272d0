"""Tables of Pinpin: its words → ours, its error codes → what to do. All of it is invented."""

from schemas.errors import AuthError, ContractError, PlatformError, RateLimited, Unavailable
from schemas.words import AfterSaleKind, AfterSaleStatus, OrderStatus

ORDER_STATUS = {
    "P0": OrderStatus.UNPAID,
    "P1": OrderStatus.PAID,
    "P2": OrderStatus.SHIPPED,
    "P3": OrderStatus.COMPLETED,
    "P4": OrderStatus.CLOSED,
    "P5": OrderStatus.ON_HOLD,
    "P6": OrderStatus.PART_SHIPPED,
}
KIND = {
    "K1": AfterSaleKind.REFUND_ONLY,
    "K2": AfterSaleKind.RETURN_REFUND,
    "K3": AfterSaleKind.EXCHANGE,
    "K4": AfterSaleKind.REPAIR,
    "K5": AfterSaleKind.RESHIP,
}
STATUS = {
    "S1": AfterSaleStatus.REQUESTED,
    "S2": AfterSaleStatus.APPROVED,
    "S3": AfterSaleStatus.BUYER_RETURNING,
    "S4": AfterSaleStatus.RECEIVED,
    "S5": AfterSaleStatus.PROCESSING,
    "S6": AfterSaleStatus.COMPLETED,
    "S7": AfterSaleStatus.REJECTED,
    "S8": AfterSaleStatus.CANCELLED,
}
ERROR: dict[str, type[PlatformError]] = {
    "10019": AuthError,
    "20004": AuthError,
    "50000": Unavailable,
    "70031": RateLimited,
}
TO_DO: dict[type[PlatformError], str] = {
    AuthError: "Pinpin does not let this shop in; renew the key access_token",
    ContractError: "Pinpin answers what this connector does not know; tell its developers",
    RateLimited: "Pinpin takes no more calls for now",
    Unavailable: "Pinpin is busy or down for now; try again later",
}
