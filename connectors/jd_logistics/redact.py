"""Keeps of an answer what is read or may be read later, and masks phone numbers in its texts. Pure; twice is once."""

from connectors.jd_logistics.endpoints import ANY, EXPRESS, NODES
from connectors.keep import Kept, each, inside, kept_of, plain, text
from schemas.page import Raw

PLACE = plain("routeProvinceName", "routeCityName", "routeDistrictName")
KEPT: dict[str, Kept] = {
    EXPRESS: plain("waybillCode", "refused")
    | {
        "traceDetails": each(
            plain("state", "category", "categoryName", "operationTime", "operateSite", "operateSiteId", "scanType")
            | PLACE
            | {"operationTitle": text, "operationRemark": text}
        )
    },
    ANY: plain("waybillCode", "referenceNumber", "refused")
    | {
        "trackings": each(
            plain("operationCode", "operationType", "operationTime", "operateSite", "operateSiteId")
            | {"remark": text, "operateLocation": inside(PLACE)}
        )
    },
    NODES: plain("waybillCode", "refused") | {"data": each(plain("opeTime") | {"opeTitle": text, "opeRemark": text})},
}


def redact(stream: str, record: Raw) -> Raw:
    """Return a copy of the answer for one parcel without what is personal."""
    return kept_of(record, KEPT[stream])
