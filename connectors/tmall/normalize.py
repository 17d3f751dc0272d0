"""
Records of Tmall → normal form. Pure; what is wrong with a record comes back as faults.

Times carry no zone and mean China time; amounts are yuan. Source of the choice of fields: fields reference, 1–4.
"""

from collections.abc import Callable

from connectors.read import Reader
from connectors.tmall.after_sales import dispute, exchange, refund, special
from connectors.tmall.orders import order
from schemas.page import Raw, Read, Row

READERS: dict[str, Callable[[Reader], Row]] = {
    "orders": order,
    "refunds": refund,
    "special": special,
    "disputes": dispute,
    "exchanges": exchange,
}


def normalize(stream: str, record: Raw) -> Read:
    """Read one landed record of a stream."""
    read = Reader(record, stream)
    row = READERS[stream](read)
    notes = read.notes
    return Read(faults=notes.faults()) if notes.faulty else Read(rows=(row,), unknown=tuple(notes.unknown))
