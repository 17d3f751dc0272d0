"""The product's own words. How platform words become these: each connector's `codes.py`."""

from enum import StrEnum


class Entity(StrEnum):
    """What a sync brings in."""

    ORDERS = "orders"
    AFTER_SALES = "after_sales"
    TRACES = "traces"


class OrderStatus(StrEnum):
    """Where an order or an order line stands; follows the platform, never set by us."""

    UNPAID = "unpaid"
    PAID = "paid"
    ON_HOLD = "on_hold"
    PART_SHIPPED = "part_shipped"
    SHIPPED = "shipped"
    COMPLETED = "completed"
    CLOSED = "closed"


class AfterSaleKind(StrEnum):
    """What the buyer asks for."""

    REFUND_ONLY = "refund_only"
    RETURN_REFUND = "return_refund"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    RESHIP = "reship"
    PRICE_ADJUST = "price_adjust"
    INSTALL = "install"
    RELOCATION = "relocation"
    VALUE_ADDED = "value_added"
    OTHER = "other"


class AfterSaleStatus(StrEnum):
    """Where a request stands. A rejected request still counts as open: the buyer may appeal."""

    REQUESTED = "requested"
    APPROVED = "approved"
    BUYER_RETURNING = "buyer_returning"
    RECEIVED = "received"
    PROCESSING = "processing"
    COMPLETED = "completed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class Stage(StrEnum):
    """Whether the goods had left when the request was made."""

    BEFORE_SHIP = "before_ship"
    AFTER_SHIP = "after_ship"


class Direction(StrEnum):
    """Where a parcel goes and why. All but RETURN travel to the buyer."""

    OUTBOUND = "outbound"
    RETURN = "return"
    REPLACEMENT = "replacement"
    REISSUE = "reissue"
    SPARE_PART = "spare_part"


class ParcelStatus(StrEnum):
    """Where a parcel stands: the fold over its known scans. The order of the members is the rank within one instant."""

    PENDING = "pending"
    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_FOR_PICKUP = "ready_for_pickup"
    EXCEPTION = "exception"
    DELIVERED = "delivered"
    RETURNING = "returning"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class ReasonCode(StrEnum):
    """Why a parcel met an exception."""

    REFUSED = "refused"
    NOT_HOME = "not_home"
    BAD_ADDRESS = "bad_address"
    DAMAGED = "damaged"
    LOST = "lost"
    WEATHER = "weather"
    CAPACITY = "capacity"
    MISSORTED = "missorted"
    PROHIBITED = "prohibited"
    APPOINTMENT = "appointment"
    CUSTOMS = "customs"
    PICKUP_FAILED = "pickup_failed"
    DELIVERY_STUCK = "delivery_stuck"
    STALLED = "stalled"
    PICKUP_POINT_STUCK = "pickup_point_stuck"
    OTHER = "other"
