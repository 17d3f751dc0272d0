"""A configured access to a shop or a courier."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Side(StrEnum):
    """What kind of platform an account opens."""

    SHOP = "shop"
    COURIER = "courier"


class AccountRow(Struct, frozen=True, kw_only=True):
    """What the database keeps of an account; no secret. `since`: where the first sync begins."""

    account: str
    platform: str
    side: Side
    since: datetime | None = None
    auth_expires_at: datetime | None = None
