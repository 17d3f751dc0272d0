"""The words of the platform and ours, as the mapping reference pairs them."""

ORDER: dict[str, str] = {
    "TRADE_NO_CREATE_PAY": "unpaid",
    "WAIT_BUYER_PAY": "unpaid",
    "PAY_PENDING": "unpaid",
    "WAIT_PRE_AUTH_CONFIRM": "unpaid",
    "PAID_FORBID_CONSIGN": "on_hold",
    "WAIT_SELLER_SEND_GOODS": "paid",
    "SELLER_CONSIGNED_PART": "part_shipped",
    "WAIT_BUYER_CONFIRM_GOODS": "shipped",
    "TRADE_BUYER_SIGNED": "shipped",
    "TRADE_FINISHED": "completed",
    "TRADE_CLOSED": "closed",
    "TRADE_CLOSED_BY_TAOBAO": "closed",
}

REFUND: dict[str, str] = {
    "WAIT_SELLER_AGREE": "requested",
    "WAIT_BUYER_RETURN_GOODS": "approved",
    "WAIT_SELLER_CONFIRM_RETURN_ADDRESS": "approved",
    "WAIT_SELLER_CONFIRM_GOODS": "buyer_returning",
    "WAIT_SELLER_SEND_GOODS": "received",
    "WAIT_BUYER_CONFIRM_REDO_SEND_GOODS": "processing",
    "SUCCESS": "completed",
    "SELLER_REFUSE_BUYER": "rejected",
    "CLOSED": "cancelled",
}

EXCHANGE: dict[str, str] = {
    "换货待处理": "requested",
    "待买家退货": "approved",
    "买家已退货，待收货": "buyer_returning",
    "待发出换货商品": "received",
    "待买家收货": "processing",
    "换货成功": "completed",
    "待买家修改": "rejected",
    "换货关闭": "cancelled",
    "请退款": "cancelled",
    "换货单关闭,请退款": "cancelled",
    "2": "approved",  # the number that the query takes; readers take either
}

# A number in the dispute list, for refunds and returns.
DISPUTE: dict[str, str] = {
    "1": "requested",
    "2": "approved",
    "3": "buyer_returning",
    "4": "cancelled",
    "5": "completed",
    "6": "rejected",
    "7": "processing",
    "8": "approved",
}

STAGE: dict[str, str] = {
    "WAIT_SELLER_SEND_GOODS": "before_ship",
    "PAID_FORBID_CONSIGN": "before_ship",
    "WAIT_BUYER_CONFIRM_GOODS": "after_ship",
    "TRADE_BUYER_SIGNED": "after_ship",
    "TRADE_FINISHED": "after_ship",
}

# The platform arbitrates.
DISPUTED: frozenset[int] = frozenset({2, 3, 4, 5, 10, 11})
ENDED: frozenset[str] = frozenset({"completed", "cancelled"})


def request_status(stream: str, word: str) -> str | None:
    """Return our word for a request's status; None for a word that no table knows."""
    table = {"exchanges": EXCHANGE, "disputes": {**REFUND, **DISPUTE}}.get(stream, REFUND)
    return table.get(word)
