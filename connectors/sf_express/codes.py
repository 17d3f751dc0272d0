"""
Tables of SF Express: its codes → our words, its error codes → what to do.

Nothing has a default: a code that stands in no table leaves the parcel as it was and is reported.

Sources: official code lists and answers logged by public clients, read 2026-10; what they mean to us is our reading.
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
from schemas.words import ParcelStatus, ReasonCode


def _table(groups: dict[ParcelStatus, str]) -> dict[str, ParcelStatus]:
    return {code: status for status, codes in groups.items() for code in codes.split()}


DECIDED_BY_OPCODE = frozenset({"99", "126", "517", "631", "648"})
"""Scans whose status codes were logged beside another meaning: here the operation code has the word."""

SECONDARY = _table(
    {
        ParcelStatus.PENDING: "701",
        ParcelStatus.PICKED_UP: "101",
        ParcelStatus.IN_TRANSIT: "201 204 205",
        ParcelStatus.OUT_FOR_DELIVERY: "301",
        ParcelStatus.READY_FOR_PICKUP: "1101",
        ParcelStatus.EXCEPTION: "1301",
        ParcelStatus.DELIVERED: "401",
        ParcelStatus.CANCELLED: "501",
    }
)
"""`secondaryStatusCode`, the detail."""

FIRST = _table(
    {
        ParcelStatus.PENDING: "7",
        ParcelStatus.PICKED_UP: "1",
        ParcelStatus.IN_TRANSIT: "2",
        ParcelStatus.OUT_FOR_DELIVERY: "3",
        ParcelStatus.READY_FOR_PICKUP: "11",
        ParcelStatus.EXCEPTION: "13",
        ParcelStatus.DELIVERED: "4",
        ParcelStatus.CANCELLED: "5",
    }
)
"""`firstStatusCode`, where no detail is given."""

OPCODE = _table(
    {
        ParcelStatus.PENDING: "647 655 127 138 135 201 202 205 206 900 131",
        ParcelStatus.PICKED_UP: "50 54 51 129 43 41 607 651 656 188 214 700 701 850 851 843 950 46 633",
        ParcelStatus.IN_TRANSIT: (
            "30 31 36 302 304 3036 10 11 105 106 88 89 570 571 405 406 407 136 137 186 187 189 190 147 64 65 86 87 921 "
            "605 606 613 14 626 627 649 657 208 632 643 646 664 75 84 830 831 833 844 847 930 931 932 933 96 98 141 140 "
            "151 152 153 15 16 17 604 612 619 620 623"
        ),
        ParcelStatus.OUT_FOR_DELIVERY: "44 204 34 47 634 122 123 211 212 630 658 676 677 880 154",
        ParcelStatus.READY_FOR_PICKUP: "125 130 642 678 218",
        ParcelStatus.DELIVERED: "80 128 679 97 935",
        ParcelStatus.EXCEPTION: "33 70 126 870 72 934 66 77 611 18 614 621",
        ParcelStatus.RETURNING: "99 517 660 215 648 631",
    }
)
"""`opCode`, save what `BY_REMARK` and `BY_REASON` say of it."""

NO_CHANGE = frozenset({"8000"})
"""Known operations that say nothing of where the parcel is."""

BY_REASON = {
    ("8000", "6"): ParcelStatus.EXCEPTION,
    ("8000", "2"): ParcelStatus.EXCEPTION,
    ("70", "46"): ParcelStatus.CANCELLED,
    ("70", "83"): ParcelStatus.READY_FOR_PICKUP,
    ("70", "85"): ParcelStatus.READY_FOR_PICKUP,
    ("33", "83"): ParcelStatus.READY_FOR_PICKUP,
    ("33", "85"): ParcelStatus.READY_FOR_PICKUP,
    ("99", "2"): ParcelStatus.RETURNING,
}
"""`opCode` with `reasonCode` of the scan. Never seen filled in; 70 with 83 and 85 (self-pickup asked) is our reading."""

RETURN_WORDS = ("退回", "退件", "退货", "退还")
"""Wording by which 99 sends a parcel back; without it 99 sends it to another address."""

STILL_SORTING = "正在分配快递员"
"""The newer text of 44, which once meant that the courier is on the way."""

PROVEN_BY_REMARK = {"305": ("运输", "运送"), "501": ("快件运输中",)}
"""Operations that no official list has: in transit only with these words."""

REASON_OF_OPCODE = {
    "131": ReasonCode.PICKUP_FAILED,
    "66": ReasonCode.CAPACITY,
    "77": ReasonCode.CAPACITY,
    "611": ReasonCode.CAPACITY,
    "18": ReasonCode.CUSTOMS,
    "614": ReasonCode.CUSTOMS,
    "621": ReasonCode.CUSTOMS,
}

REASON_OF_REASON = {("8000", "6"): ReasonCode.LOST, ("8000", "2"): ReasonCode.DAMAGED}
"""`opCode` with `reasonCode`: lost, scrapped."""

NOT_SHOWN = frozenset({"20028", "741"})
"""`reasonCode` of a parcel: another customer pays for it; with a phone tail it is shown."""

API_CODE: dict[str, type[PlatformError]] = {
    "A1001": ContractError,
    "A1002": Unavailable,
    "A1003": AuthError,
    "A1004": NotPermitted,
    "A1005": RateLimited,
    "A1006": AuthError,
    "A1007": Rejected,
    "A1008": ContractError,
    "A1009": Unavailable,
    "A1010": NotPermitted,
    "A1011": AuthError,
    "A1099": Unavailable,
}
"""`apiResultCode`; A1000 is passed."""

ERROR_CODE: dict[str, type[PlatformError]] = {
    "S0001": ContractError,
    "S0002": ContractError,
    "S0003": Unavailable,
    "S0004": ContractError,
    "S0005": ContractError,
    "S0006": ContractError,
    "S0007": ContractError,
    "6133": ContractError,
    "8003": ContractError,
    "8013": ContractError,
}
"""`errorCode` inside a passed answer; S0000 is done."""

DEAD_TOKEN = frozenset({"A1002", "A1011"})

TO_DO: dict[type[PlatformError], str] = {
    AuthError: "SF Express does not let this customer in; check the keys partner_id, check_word and digest",
    ContractError: "SF Express answers what this connector does not know; tell its developers",
    NotPermitted: "SF Express does not grant this service; link it to the application in the open platform",
    RateLimited: "SF Express takes no more calls for now",
    Rejected: "SF Express refuses this for good; its code says why",
    Unavailable: "SF Express is busy or down for now; try again later",
}
"""What the operator should do, by class."""

TO_DO_BY_CODE = {
    "A1002": "SF Express takes the call for too old; set this machine's clock",
    "A1003": "SF Express does not know this machine's address; register it in the open platform",
    "A1004": "SF Express does not grant this service; link it to the application, or check that base_url is the right one",
    "A1006": "SF Express does not accept the signature; set the key digest to what the application is bound to, and check check_word",
    "A1010": "SF Express has this application in test; use its sandbox as base_url, or have the application released",
    "A1011": "SF Express gives no token; check the keys partner_id and check_word, and that the application uses tokens",
}
"""What the operator should do where the code says more than its class."""
