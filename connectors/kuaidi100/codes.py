"""
Tables of Kuaidi100: its codes → our words, its error codes → what to do.

Nothing has a default: a code that stands in no table leaves the parcel as it was and is reported.

Sources: official document pages and demos, answers logged by public clients; read 2026-11. What they mean to us is our
reading.
"""

from schemas.errors import AuthError, ContractError, NotPermitted, PlatformError, Unavailable
from schemas.words import ParcelStatus, ReasonCode


def _table(groups: dict[ParcelStatus, str]) -> dict[str, ParcelStatus]:
    return {code: status for status, codes in groups.items() for code in codes.split()}


STATUS = _table(
    {
        ParcelStatus.PENDING: "101 102",
        ParcelStatus.PICKED_UP: "103 1",
        ParcelStatus.IN_TRANSIT: "1001 1002 1003 0 7 8 10 11 12",
        ParcelStatus.OUT_FOR_DELIVERY: "5",
        ParcelStatus.READY_FOR_PICKUP: "501 205",
        ParcelStatus.DELIVERED: "301 302 303 304 3",
        ParcelStatus.RETURNING: "6",
        ParcelStatus.RETURNED: "4",
        ParcelStatus.CANCELLED: "401 210",
        ParcelStatus.EXCEPTION: "14 2 201 202 203 204 206 207 208 209 13",
    }
)
"""`statusCode` of a scan."""

REFUSED_AND_BACK = "14"
SIGNED_BACK = "4"
"""`state` of an answer by which a refusal (14) has come back to the sender."""

REASON = {
    "14": ReasonCode.REFUSED,
    "203": ReasonCode.REFUSED,
    "201": ReasonCode.DELIVERY_STUCK,
    "202": ReasonCode.STALLED,
    "205": ReasonCode.PICKUP_POINT_STUCK,
    "206": ReasonCode.NOT_HOME,
    "207": ReasonCode.BAD_ADDRESS,
    "208": ReasonCode.CAPACITY,
    "209": ReasonCode.DAMAGED,
    "13": ReasonCode.CUSTOMS,
}
"""`statusCode` of a scan → why; other exceptions by the words of their text."""

PHONE_WANTED = frozenset({"shunfeng", "shunfengkuaiyun", "zhongtong", "fengwang"})
"""Companies that show a parcel only with the last four digits of the sender's or receiver's phone."""

NOTHING_YET, PHONE, COMPANY_UNKNOWN, TOO_SOON = "500", "408", "400", "504"
ABOUT_THE_PARCEL = frozenset({NOTHING_YET, PHONE, COMPANY_UNKNOWN, TOO_SOON})
"""`returnCode` that concerns one parcel: the next one may be asked for."""

OK_STATUS = frozenset({"200", "201"})
"""`status` of an answer with scans, and of an older form of one without."""

OK_CODE = "200"
"""`returnCode` that says success, where one comes with it."""

NO_COMPANY = "201"
"""`returnCode` of the recognition: no number of a parcel."""

NOT_SENT = "not sent"
"""Ours: a number that is not asked for."""

SHORTEST_NUMBER, LONGEST_NUMBER = 6, 32

REFUSED = {
    PHONE: "Kuaidi100 shows this parcel only with the last four digits of the sender's or receiver's phone (408)",
    COMPANY_UNKNOWN: "Kuaidi100 does not know the carrier of this parcel, or the account is not charged (400)",
    TOO_SOON: "Kuaidi100 was asked for this parcel too often (504)",
    NOT_SENT: "Kuaidi100 takes numbers of 6 to 32 characters only; check the number at the shop",
}
OTHERWISE_REFUSED = "Kuaidi100 fails over this parcel ({code}), and answers for others"

CODE: dict[str, type[PlatformError]] = {
    "501": Unavailable,
    "502": Unavailable,
    "503": AuthError,
    "600": AuthError,
    "601": AuthError,
}
"""`returnCode` that concerns the account or the platform."""

TO_DO: dict[type[PlatformError], str] = {
    AuthError: "Kuaidi100 does not let this customer in; check the keys key and customer",
    NotPermitted: "Kuaidi100 does not recognise numbers for this key; have it opened, it is free with a paid package",
    ContractError: "Kuaidi100 answers what this connector does not know; tell its developers",
    Unavailable: "Kuaidi100 is busy or down for now; try again later",
}
"""What the operator should do, by class."""

PLATFORMS_OWN = frozenset({"502"})
"""Failures that are never about one parcel: busy. 501 also means parameters that it cannot take."""

TO_DO_BY_CODE = {"601": "Kuaidi100 has no quota left for this key; buy queries, then resume the account"}
