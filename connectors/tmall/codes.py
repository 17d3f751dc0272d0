"""
Tables of Tmall: its words → ours, its error codes → what to do.

Nothing has a default: a word that stands in no table must not sound fine.

Sources: API metadata of the official SDK (trade, refund, dispute and exchange statuses; error table), read 2026-11;
exchange texts as three independent integrations compare them; what they mean to us: docs/reference.
"""

from collections import ChainMap

from schemas.errors import (
    AuthError,
    ContractError,
    NotPermitted,
    PlatformError,
    RateLimited,
    Rejected,
    Unavailable,
)
from schemas.words import AfterSaleKind, AfterSaleStatus, OrderStatus, Stage

ORDER_STATUS = {
    "TRADE_NO_CREATE_PAY": OrderStatus.UNPAID,
    "WAIT_BUYER_PAY": OrderStatus.UNPAID,
    "PAY_PENDING": OrderStatus.UNPAID,
    "WAIT_PRE_AUTH_CONFIRM": OrderStatus.UNPAID,
    "PAID_FORBID_CONSIGN": OrderStatus.ON_HOLD,
    "WAIT_SELLER_SEND_GOODS": OrderStatus.PAID,
    "SELLER_CONSIGNED_PART": OrderStatus.PART_SHIPPED,
    "WAIT_BUYER_CONFIRM_GOODS": OrderStatus.SHIPPED,
    "TRADE_BUYER_SIGNED": OrderStatus.SHIPPED,
    "TRADE_FINISHED": OrderStatus.COMPLETED,
    "TRADE_CLOSED": OrderStatus.CLOSED,
    "TRADE_CLOSED_BY_TAOBAO": OrderStatus.CLOSED,
}
"""`status` of trades and of their sub-orders."""

REFUND_KIND = {
    "REFUND": AfterSaleKind.REFUND_ONLY,
    "REFUND_AND_RETURN": AfterSaleKind.RETURN_REFUND,
    "TMALL_EXCHANGE": AfterSaleKind.EXCHANGE,
    "TAOBAO_EXCHANGE": AfterSaleKind.EXCHANGE,
    "REPAIR": AfterSaleKind.REPAIR,
    "RESHIPPING": AfterSaleKind.RESHIP,
    "OTHERS": AfterSaleKind.OTHER,
}
"""`dispute_type` of refunds."""

SPECIAL_KIND = {"价保服务": AfterSaleKind.PRICE_ADJUST}
"""`special_refund_type` of special refunds, where it decides the kind."""

SPECIAL_REQUEST = {
    "1": AfterSaleKind.REFUND_ONLY,
    "3": AfterSaleKind.RETURN_REFUND,
    "4": AfterSaleKind.EXCHANGE,
}
"""`disputeRequest` in `attribute` of special refunds."""

DISPUTE_KIND = {
    "仅退款": AfterSaleKind.REFUND_ONLY,
    "1": AfterSaleKind.REFUND_ONLY,
    "退货退款": AfterSaleKind.RETURN_REFUND,
    "3": AfterSaleKind.RETURN_REFUND,
    "换货": AfterSaleKind.EXCHANGE,
    "4": AfterSaleKind.EXCHANGE,
}
"""`dispute_request` of disputes."""

REFUND_STATUS = {
    "WAIT_SELLER_AGREE": AfterSaleStatus.REQUESTED,
    "WAIT_BUYER_RETURN_GOODS": AfterSaleStatus.APPROVED,
    "WAIT_SELLER_CONFIRM_RETURN_ADDRESS": AfterSaleStatus.APPROVED,
    "WAIT_SELLER_CONFIRM_GOODS": AfterSaleStatus.BUYER_RETURNING,
    "WAIT_SELLER_CONSIGN_GOODS": AfterSaleStatus.RECEIVED,
    "WAIT_SELLER_CONSIGN_GOOGDS": AfterSaleStatus.RECEIVED,  # the platform's own spelling
    "WAIT_SELLER_SEND_GOODS": AfterSaleStatus.RECEIVED,
    "WAIT_BUYER_CONFIRM_EXCHANGE_SELLER_SEND_GOODS": AfterSaleStatus.PROCESSING,
    "EXCHANGE_WAIT_BUYER_CONFIRM_GOODS": AfterSaleStatus.PROCESSING,
    "WAIT_BUYER_CONFIRM_REDO_SEND_GOODS": AfterSaleStatus.PROCESSING,
    "SUCCESS": AfterSaleStatus.COMPLETED,
    "SELLER_REFUSE_BUYER": AfterSaleStatus.REJECTED,
    "CLOSED": AfterSaleStatus.CANCELLED,
    "EXCHANGE_TRANSFORM_TO_REFUND": AfterSaleStatus.CANCELLED,  # the refund that follows is a row of its own
}
"""`status` of refunds and special refunds, and as word of disputes."""

EXCHANGE_TEXT = {
    "换货待处理": AfterSaleStatus.REQUESTED,
    "待买家退货": AfterSaleStatus.APPROVED,
    "买家已退货，待收货": AfterSaleStatus.BUYER_RETURNING,
    "换货关闭": AfterSaleStatus.CANCELLED,
    "换货成功": AfterSaleStatus.COMPLETED,
    "待买家修改": AfterSaleStatus.REJECTED,
    "待发出换货商品": AfterSaleStatus.RECEIVED,
    "待买家收货": AfterSaleStatus.PROCESSING,
    "请退款": AfterSaleStatus.CANCELLED,
    "换货单关闭,请退款": AfterSaleStatus.CANCELLED,
}
"""`status` of exchanges as the answers give it."""

EXCHANGE_NUMBER = {
    "1": AfterSaleStatus.REQUESTED,
    "2": AfterSaleStatus.APPROVED,
    "3": AfterSaleStatus.BUYER_RETURNING,
    "4": AfterSaleStatus.CANCELLED,
    "5": AfterSaleStatus.COMPLETED,
    "6": AfterSaleStatus.REJECTED,
    "12": AfterSaleStatus.RECEIVED,
    "13": AfterSaleStatus.PROCESSING,
    "14": AfterSaleStatus.CANCELLED,
}
"""`status` of exchanges as the query takes it."""

DISPUTE_NUMBER = {
    "1": AfterSaleStatus.REQUESTED,
    "2": AfterSaleStatus.APPROVED,
    "3": AfterSaleStatus.BUYER_RETURNING,
    "4": AfterSaleStatus.CANCELLED,
    "5": AfterSaleStatus.COMPLETED,
    "6": AfterSaleStatus.REJECTED,
    "7": AfterSaleStatus.PROCESSING,
    "8": AfterSaleStatus.APPROVED,
}
"""`status` of disputes as a number, where the kind is a refund or a return; an exchange has its own numbers."""

EXCHANGE_STATUS = ChainMap(EXCHANGE_TEXT, EXCHANGE_NUMBER)
"""`status` of exchanges, as text or number."""

DISPUTE_STATUS = ChainMap(REFUND_STATUS, EXCHANGE_TEXT)
"""`status` of disputes of unknown kind: words and texts, as numbers mean something only together with the kind."""

DISPUTE_STATUS_OF_EXCHANGE = ChainMap(REFUND_STATUS, EXCHANGE_TEXT, EXCHANGE_NUMBER)
DISPUTE_STATUS_OF_REFUND = ChainMap(REFUND_STATUS, EXCHANGE_TEXT, DISPUTE_NUMBER)

STAGE = {
    "WAIT_SELLER_SEND_GOODS": Stage.BEFORE_SHIP,
    "PAID_FORBID_CONSIGN": Stage.BEFORE_SHIP,
    "WAIT_BUYER_CONFIRM_GOODS": Stage.AFTER_SHIP,
    "TRADE_BUYER_SIGNED": Stage.AFTER_SHIP,
    "TRADE_FINISHED": Stage.AFTER_SHIP,
}
"""`order_status` of requests; the other order words say nothing about it."""

STEPPED_IN = {
    "1": False,  # none
    "2": True,  # needed
    "3": True,  # stepped in
    "4": True,  # first review done
    "5": True,  # review failed
    "6": False,  # done
    "7": False,  # withdrawn
    "8": False,  # for the buyer
    "9": False,  # for the seller
    "10": True,  # evidence asked for
    "11": True,  # appeal open
}
"""`cs_status` of refund details: whether the platform arbitrates, as long as the request is open."""

CODE: dict[int, type[PlatformError]] = {
    3: ContractError,  # picture upload
    4: RateLimited,
    5: RateLimited,
    6: RateLimited,
    7: RateLimited,
    8: RateLimited,
    9: ContractError,  # HTTP method
    10: Unavailable,
    11: NotPermitted,
    12: NotPermitted,
    13: NotPermitted,
    21: ContractError,  # method missing
    22: NotPermitted,  # method unknown: not for this application
    23: ContractError,  # format
    24: ContractError,  # signature missing
    25: AuthError,  # signature wrong
    26: AuthError,  # session missing
    27: AuthError,  # session dead
    28: AuthError,  # app key missing
    29: AuthError,  # app key unknown
    30: ContractError,  # timestamp missing
    31: Unavailable,  # timestamp off: passes once the clock is right
    32: ContractError,
    33: ContractError,
    34: ContractError,
    40: ContractError,  # argument missing
    41: ContractError,  # argument wrong
    42: ContractError,
    43: ContractError,
    53: AuthError,  # session dead
}
"""`code` of `error_response`. 15, and its old numbers from 500 up, are decided by `sub_code`: isp. is busy, isv. final."""

REMOTE = 15
OLD_REMOTE = 500

SUB_CODE: dict[str, type[PlatformError]] = {
    "isv.trade-service-rejection": RateLimited,
    "isv.trade-not-exist": Rejected,
    "isv.invalid-method": NotPermitted,
}
"""`sub_code`, before `code` is looked at."""

SUB_PREFIX: dict[str, type[PlatformError]] = {
    "isp.": Unavailable,
    "isv.permission": NotPermitted,
    "accesscontrol.limited": RateLimited,
}
"""Beginnings of `sub_code`, before `code` is looked at."""

PAUSE_S = {"isv.trade-service-rejection": 180}
"""Seconds to stay away where the platform's text asks for it without a number to read."""

TO_DO = {
    RateLimited: "Tmall asks for a pause",
    Unavailable: "Tmall is busy or down for now; try again later",
    NotPermitted: "Tmall does not let this application call it; have the permission granted in the open platform",
    Rejected: "Tmall refuses this for good; its code says why",
    ContractError: "Tmall answers what this connector does not know; tell its developers",
    AuthError: "Tmall does not accept the session; authorise the application again and renew the key session",
}
"""What the operator should do, by class."""

TO_DO_BY_CODE = {
    25: "Tmall does not accept the signature; check the keys app_secret and sign_method",
    28: "Tmall does not know the application; check the key app_key",
    29: "Tmall does not know the application; check the key app_key",
    31: "Tmall takes this machine's clock as wrong by more than ten minutes; set the clock",
}
"""What the operator should do where the code says more than its class."""

TO_DO_BY_SUB_CODE = {
    "isv.permission-ip-whitelist-limit": "Tmall does not know this machine's address; add it to the application's list",
    "isv.trade-service-rejection": "Tmall finds the queries too slow and asks for a pause of three minutes",
}
"""What the operator should do where the sub-code says more than the code."""
