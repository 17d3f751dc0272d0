"""
Kuaidi100's query: how a parcel is asked for, and how its companies are called here.

Source: official demos and document pages, read 2026-11.
"""

from schemas.parcels import ParcelRef

STREAM = "traces"

COMPANY = {"sf_express": "shunfeng", "jd_logistics": "jd"}
"""Our carrier → the platform's company code, where the two differ."""

CARRIER = {company: carrier for carrier, company in COMPANY.items()}

WITH_PROMISE, WITHOUT = "8", "4"
"""`resultv2`: advanced states, with the expected arrival or without; it wants to know where the parcel goes."""


def company_of(carrier: str) -> str:
    """Return the company code of one of our carriers."""
    return COMPANY.get(carrier, carrier)


def carrier_of(company: str) -> str:
    """Return our carrier of a company code."""
    return CARRIER.get(company, company)


def question(parcel: ParcelRef, phone_tail: str | None) -> dict[str, str]:
    """Return the business parameters of a query; the tail goes along where the company wants it."""
    asked = {"com": company_of(parcel.carrier), "num": parcel.tracking_no}
    if phone_tail:
        asked["phone"] = phone_tail
    if parcel.destination:
        asked["to"] = parcel.destination
    return asked | {"resultv2": WITH_PROMISE if parcel.destination else WITHOUT, "show": "0", "order": "desc"}
