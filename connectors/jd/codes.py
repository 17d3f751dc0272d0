"""
Tables of JD: its words → ours.

Nothing has a default: a word that stands in no table must not sound fine. Error codes stand with the protocol.

Sources: documentation texts and SDK enums of JOS, quoted pages of 2026-08; read 2026-11.
"""

from schemas.words import AfterSaleKind, AfterSaleStatus, OrderStatus, Stage

ORDER_STATUS = {
    "NOT_PAY": OrderStatus.UNPAID,
    "LOCKED": OrderStatus.ON_HOLD,
    "PAUSE": OrderStatus.ON_HOLD,
    "POP_ORDER_PAUSE": OrderStatus.ON_HOLD,
    "ZanTing": OrderStatus.ON_HOLD,
    "SuoDing": OrderStatus.ON_HOLD,
    "WAIT_SELLER_STOCK_OUT": OrderStatus.PAID,
    "WAIT_SELLER_DELIVERY": OrderStatus.PAID,
    "WAIT_SEND_CODE": OrderStatus.PAID,
    "DengDaiChuKu": OrderStatus.PAID,
    "DengDaiFaHuo": OrderStatus.PAID,
    "WAIT_GOODS_RECEIVE_CONFIRM": OrderStatus.SHIPPED,
    "DengDaiQueRenShouHuo": OrderStatus.SHIPPED,
    "FINISHED_L": OrderStatus.COMPLETED,
    "WanCheng": OrderStatus.COMPLETED,
    "TRADE_CANCELED": OrderStatus.CLOSED,
    "PARENT_TRADE_CANCELED": OrderStatus.CLOSED,
    "DELIVERY_RETURN": OrderStatus.CLOSED,
    "PeiSongTuiHuo": OrderStatus.CLOSED,
}
"""`orderState`."""

WAITS_WITH_PARCELS = "WAIT_SELLER_STOCK_OUT"
"""The state that a partly shipped order keeps until all has gone."""

SERVICE_KIND = {
    "10": AfterSaleKind.RETURN_REFUND,
    "100": AfterSaleKind.RETURN_REFUND,
    "11": AfterSaleKind.REFUND_ONLY,
    "90": AfterSaleKind.REFUND_ONLY,
    "20": AfterSaleKind.EXCHANGE,
    "30": AfterSaleKind.REPAIR,
    "70": AfterSaleKind.REPAIR,
    "80": AfterSaleKind.RESHIP,
    "40": AfterSaleKind.INSTALL,
    "50": AfterSaleKind.RELOCATION,
    "60": AfterSaleKind.VALUE_ADDED,
}
"""`customerExpect` of service orders."""

SERVICE_STATUS = {
    "10000": AfterSaleStatus.REQUESTED,
    "10001": AfterSaleStatus.REQUESTED,
    "10002": AfterSaleStatus.REQUESTED,
    "10012": AfterSaleStatus.REQUESTED,
    "10013": AfterSaleStatus.REQUESTED,
    "10005": AfterSaleStatus.BUYER_RETURNING,
    "10007": AfterSaleStatus.RECEIVED,
    "10006": AfterSaleStatus.PROCESSING,
    "10009": AfterSaleStatus.PROCESSING,
    "10041": AfterSaleStatus.PROCESSING,
    "1100": AfterSaleStatus.PROCESSING,
    "11000": AfterSaleStatus.PROCESSING,
    "12000": AfterSaleStatus.PROCESSING,
    "13000": AfterSaleStatus.PROCESSING,
    "14000": AfterSaleStatus.PROCESSING,
    "10010": AfterSaleStatus.COMPLETED,
    "10004": AfterSaleStatus.REJECTED,
    "10011": AfterSaleStatus.CANCELLED,
}
"""`serviceStatus` of service orders."""

APPLICATION_STATUS = {
    "0": AfterSaleStatus.REQUESTED,
    "1": AfterSaleStatus.APPROVED,
    "5": AfterSaleStatus.PROCESSING,
    "6": AfterSaleStatus.PROCESSING,
    "7": AfterSaleStatus.PROCESSING,
    "8": AfterSaleStatus.PROCESSING,
    "9": AfterSaleStatus.PROCESSING,
    "10": AfterSaleStatus.PROCESSING,
    "16": AfterSaleStatus.PROCESSING,
    "17": AfterSaleStatus.PROCESSING,
    "19": AfterSaleStatus.PROCESSING,
    "27": AfterSaleStatus.PROCESSING,
    "3": AfterSaleStatus.COMPLETED,
    "2": AfterSaleStatus.REJECTED,
    "4": AfterSaleStatus.REJECTED,
    "11": AfterSaleStatus.CANCELLED,
    "18": AfterSaleStatus.CANCELLED,
}
"""`status` of refund applications; 28 and 40 occur and nobody says what they mean."""

DISPUTED = "19"

STAGE_OF_SYSTEM = {"12": Stage.AFTER_SHIP, "87": Stage.AFTER_SHIP}
"""`systemId` of applications: refused at the door, at the sorting centre. All others are made before shipment."""
