"""
Records of Douyin shops → normal form. Pure; what is wrong with a record comes back as faults.

Times are seconds since the epoch, amounts fen. Source of the choice of fields: fields reference, 1–4.
"""

from collections.abc import Callable

from connectors.douyin.endpoints import DETAIL
from connectors.douyin.orders import order, order_by_number
from connectors.douyin.requests import request
from connectors.read import Reader
from schemas.page import Raw, Read, Row

READERS: dict[str, Callable[[Reader], Row]] = {"orders": order, DETAIL: order_by_number, "requests": request}


def normalize(stream: str, record: Raw) -> Read:
    """Read one landed record of a stream."""
    read = Reader(record, stream)
    row = READERS[stream](read)
    notes = read.notes
    return Read(faults=notes.faults()) if notes.faulty else Read(rows=(row,), unknown=tuple(notes.unknown))
