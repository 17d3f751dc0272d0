"""The two doors to the same network, and which of them an account goes through."""

from typing import Protocol

from connectors import jos
from connectors.access import Access
from connectors.jd_logistics import codes
from connectors.jd_logistics.client import Lop
from connectors.jd_logistics.endpoints import (
    ANY,
    EXPRESS,
    JOS,
    JOS_URL,
    LOP,
    NODES,
    TRACE_METHOD,
    TRACE_PATH,
    TRACKING_PATH,
    TRACKING_SOLUTION,
    trace_question,
    tracking_question,
)
from connectors.jd_logistics.token import PLATFORM, keeper
from connectors.jos import Jos
from connectors.transport import Transport
from schemas.errors import ContractError
from schemas.page import Raw
from schemas.parcels import ParcelRef

LOP_URL = "https://api.jdl.com"

Answered = tuple[Raw, str | None]


class Door(Protocol):
    """A way to ask for one parcel."""

    stream: str

    def ask(self, parcel: ParcelRef) -> Answered:
        """Return the answer as it lands, with the number that was asked for, and the platform's id of it."""


class ExpressTrace:
    """The express trace of the logistics platform."""

    stream = EXPRESS

    def __init__(self, client: Lop, customer_code: str) -> None:
        self._client, self._customer_code = client, customer_code

    def ask(self, parcel: ParcelRef) -> Answered:
        """Ask for one way bill."""
        answer, request_id = self._client.call(TRACE_PATH, [trace_question(parcel, self._customer_code)])
        data = answer.get("data")
        return {**(data if isinstance(data, dict) else {}), **_about(parcel, answer)}, request_id


class Tracking:
    """The tracking of any way bill."""

    stream = ANY

    def __init__(self, client: Lop, customer_code: str) -> None:
        self._client, self._customer_code = client, customer_code

    def ask(self, parcel: ParcelRef) -> Answered:
        """Ask for one way bill."""
        answer, request_id = self._client.call(TRACKING_PATH, [tracking_question(parcel, self._customer_code)])
        data = answer.get("data")
        rows = [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []
        return {**_row_of(parcel, rows), **_about(parcel, answer)}, request_id


class OlderDoor:
    """The trace through JD's open platform."""

    stream = NODES

    def __init__(self, client: Jos, customer_code: str) -> None:
        self._client, self._customer_code = client, customer_code

    def ask(self, parcel: ParcelRef) -> Answered:
        """Ask for one way bill."""
        params = {"customerCode": self._customer_code, "waybillCode": parcel.tracking_no}
        answer = self._client.call(TRACE_METHOD, params).get("querytrace_result")
        if not isinstance(answer, dict):
            raise ContractError(jos.TO_DO[ContractError], PLATFORM, TRACE_METHOD)
        return {"data": answer.get("data"), **_about(parcel, answer)}, None


def door_of(access: Access) -> Door:
    """Return the door that an account's keys name."""
    keys = access.keys
    transport = Transport(platform=PLATFORM, timeout_s=access.timeout_s)
    if keys.get("door", LOP) == JOS:
        url = JOS_URL if access.base_url == LOP_URL else access.base_url
        token = keeper(access, transport)
        return OlderDoor(Jos(access, transport, token, platform=PLATFORM, url=url), keys["customer_code"])
    client = Lop(access, transport)
    kind = Tracking if keys["lop_dn"] == TRACKING_SOLUTION else ExpressTrace
    return kind(client, keys["customer_code"])


def _row_of(parcel: ParcelRef, rows: list[Raw]) -> Raw:
    """Return the row about a parcel; a single one that names no number is about the one that was asked for."""
    for row in rows:
        if str(row.get("referenceNumber", "")).strip().upper() == parcel.tracking_no.upper():
            return row
    return rows[0] if len(rows) == 1 and not rows[0].get("referenceNumber") else {}


def _about(parcel: ParcelRef, answer: Raw) -> Raw:
    """Say which parcel an answer is about, and, where it is a failure, the platform's code for it."""
    code = str(answer.get("code"))
    about = {"waybillCode": parcel.tracking_no}
    return about if code in codes.DONE or answer.get("success") is True else about | {"refused": code[:20]}
