"""
JD Logistics' calls for scans, by door and subscribed solution.

Source: official PHP package, documentation texts and call logs of JD's test environment; read 2026-11.
"""

from schemas.parcels import ParcelRef

CARRIER = "jd_logistics"

LOP, JOS = "lop", "jos"
DOORS = (LOP, JOS)

ALGORITHMS = ("md5-salt", "HMacMD5", "HMacSHA1", "HMacSHA256", "HMacSHA512")

EXPRESS, ANY = "traces", "trackings"
NODES = "nodes"
"""Streams: answers of the express trace, of the tracking of any way bill, and of the older door."""

TRACKING_SOLUTION = "Tracking_JD"
"""`lop_dn` of the solution that tracks any way bill; every other one asks for express traces."""

TRACE_PATH, TRACKING_PATH = "/ecap/v1/orders/trace/query", "/jd/tracking/query"
TRACE_METHOD = "jingdong.ldop.receive.trace.get"
JOS_URL = "https://api.jd.com/routerjson"
MERCHANTS_ORDER = 1
"""`orderOrigin`: sent by a merchant under a contract."""

BY_WAYBILL = 20000


def trace_question(parcel: ParcelRef, customer_code: str) -> dict[str, object]:
    """Return the parameters of the express trace."""
    return {"waybillCode": parcel.tracking_no, "orderOrigin": MERCHANTS_ORDER, "customerCode": customer_code}


def tracking_question(parcel: ParcelRef, customer_code: str) -> dict[str, object]:
    """Return the parameters of the tracking of any way bill; a tail shows parcels of others."""
    asked: dict[str, object] = {
        "referenceNumber": parcel.tracking_no,
        "referenceType": BY_WAYBILL,
        "customerCode": customer_code,
    }
    return asked | {"phone": parcel.phone_tail} if parcel.phone_tail else asked
