"""Keeps of an answer what is read or may be read later, and masks phone numbers in its texts. Pure; twice is once."""

from connectors.jd_logistics.endpoints import ANY, EXPRESS, NODES
from connectors.keep import Kept, each, inside, kept_of, plain, texts
from schemas.page import Raw

PLACE = texts("routeProvinceName", "routeCityName", "routeDistrictName")
KEPT: dict[str, Kept] = {
    EXPRESS: plain("waybillCode", "refused")
    | {
        "traceDetails": each(
            plain("state", "category", "operationTime", "operateSiteId", "scanType")
            | PLACE
            | texts("categoryName", "operateSite", "operationTitle", "operationRemark")
        )
    },
    ANY: plain("waybillCode", "referenceNumber", "refused")
    | {
        "trackings": each(
            plain("operationCode", "operationType", "operationTime", "operateSiteId")
            | texts("operateSite", "remark")
            | {"operateLocation": inside(PLACE)}
        )
    },
    NODES: plain("waybillCode", "refused") | {"data": each(plain("opeTime") | texts("opeTitle", "opeRemark"))},
}


def redact(stream: str, record: Raw) -> Raw:
    """Return a copy of the answer for one parcel without what is personal."""
    return kept_of(record, KEPT[stream])
