"""
Records of JD → normal form. Pure; what is wrong with a record comes back as faults.

Times as text carry no zone and mean China time. Amounts: orders yuan, applications fen. Source of the choice of fields:
fields reference, 1–4.
"""

from collections.abc import Callable

from connectors.jd.applications import application
from connectors.jd.orders import order, unpaid
from connectors.jd.services import service
from connectors.read import Reader
from schemas.page import Raw, Read, Row

READERS: dict[str, Callable[[Reader], Row]] = {
    "orders": order,
    "unpaid": unpaid,
    "services": service,
    "applications": application,
}


def normalize(stream: str, record: Raw) -> Read:
    """Read one landed record of a stream."""
    read = Reader(record, stream)
    row = READERS[stream](read)
    notes = read.notes
    return Read(faults=notes.faults()) if notes.faulty else Read(rows=(row,), unknown=tuple(notes.unknown))
