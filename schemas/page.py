"""What a connector hands over: pages as received, and what was read out of their records."""

from typing import Any

from msgspec import Struct

from schemas.commerce import AfterSale, Order
from schemas.parcels import Asked, Trace
from schemas.wire import Seen

Raw = dict[str, Any]
"""One record as the platform sent it, after `redact`. Only connectors look inside."""

Row = Order | AfterSale | Trace


class Page(Struct, frozen=True, kw_only=True):
    """One page of a platform's list, unwrapped and redacted.

    `stream`: which of the platform's lists it came from (refunds, exchanges, routes …). `asked`: the parcels of a
    courier call. `fields`: how a sample of the records looked before they were redacted; empty: nobody looked.
    """

    stream: str
    records: tuple[Raw, ...]
    request_id: str | None = None
    asked: tuple[Asked, ...] = ()
    fields: tuple[Seen, ...] = ()


class Fault(Struct, frozen=True, kw_only=True):
    """Why a record, or one scan of it, can't be taken.

    `source_key`: the natural key as far as it could be read; faults with one key are one rejected record.
    `message` tells the operator what to do, `developer_message` what was seen (no payload). `record`: the part to
    keep; None = the whole record.
    """

    source_key: str | None
    stage: str  # decode, validate, normalise or link
    rule: str
    message: str
    developer_message: str = ""
    record: Raw | None = None


class NewValue(Struct, frozen=True, kw_only=True):
    """A word that no table knows: `path` names the field, `value` the word."""

    path: str
    value: str


class Read(Struct, frozen=True, kw_only=True):
    """What one record gave: rows, faults (one bad scan goes alone) and words new to us."""

    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()
    unknown: tuple[NewValue, ...] = ()
