"""Landed pages → normal rows, and what can't be taken with its reason. No database here."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from checks import judge
from connectors.base import Connector, ReadsPages
from schemas.commerce import Order
from schemas.page import Fault, NewValue, Raw, Read, Row
from schemas.parcels import Scan, ScanRow, Trace
from schemas.quality import Checked, Verdict
from schemas.words import Entity
from store import orders
from store.landing import LandedPage
from store.rejects import Reject
from store.versions import AnyRow, Landed, key_of, versioned
from tasks.sync import Sync

log = logging.getLogger(__name__)


class CountsDontAddUp(Exception):
    """A record came in and went nowhere: a fault of ours, and the chunk is not settled."""


class Chunk(Struct, frozen=True, kw_only=True):
    """
    What a chunk of pages holds. `rows`: orders, requests or scans; `answers`: what a courier said of each parcel.

    `pages` have let go of their bodies: those are half of a chunk's memory. `results`: what each expectation came to.
    """

    pages: list[LandedPage]
    rows: list[Landed[Any]]
    answers: list[Landed[Trace]]
    rejects: list[Reject]
    unknown: list[NewValue]
    results: tuple[Checked, ...] = ()

    @property
    def rejected(self) -> int:
        """Count records set aside: one that breaks several rules is one."""
        return len({(r.page_id, r.position, r.fault.source_key) for r in self.rejects})


def read(connector: Connector, sync: Sync, pages: list[LandedPage]) -> Chunk:
    """
    Read a chunk of pages. What Great Expectations sets aside is rejected with its raw record.

    Raises:
        CountsDontAddUp: a shop's record gave neither a row nor a fault, or several.
    """
    chunk = _normalized(connector, sync, pages)
    records = sum(page.count for page in pages)
    if sync.entity is not Entity.TRACES and len(chunk.rows) + chunk.rejected != records:
        raise CountsDontAddUp(f"{records} records gave {len(chunk.rows)} rows and {chunk.rejected} rejects.")
    judged = judge(sync.entity, [landed.row for landed in chunk.rows])
    found = _without(replace(chunk, results=judged.results), judged.verdicts)
    return replace(found, pages=[replace(page, body=b"") for page in pages])


def _normalized(connector: Connector, sync: Sync, pages: list[LandedPage]) -> Chunk:
    chunk = Chunk(pages=pages, rows=[], answers=[], rejects=[], unknown=[])
    place = partial(_place, chunk, connector.platform, sync.account)
    for page in pages:
        rows = connector.read_page(page.stream, page.body) if isinstance(connector, ReadsPages) else ()
        for position, row in enumerate(rows):
            if row:
                place(page, position, row)
        if None in rows or len(rows) < page.count:
            _carefully(chunk, connector, page, rows, place)
    return chunk


def _carefully(
    chunk: Chunk, connector: Connector, page: LandedPage, rows: Sequence[Row | None], place: Callable[..., None]
) -> None:
    """Read what could not be read by type, record by record."""
    for position, record in enumerate(page.records()):
        if position < len(rows) and rows[position]:
            continue
        got = _read(connector, page.stream, record)
        chunk.unknown.extend(got.unknown)
        chunk.rejects.extend(_reject(page, position, fault, record) for fault in got.faults)
        for each in got.rows:
            place(page, position, each)


def _read(connector: Connector, stream: str, record: Raw) -> Read:
    try:
        return connector.normalize(stream, record)
    except Exception as error:  # recorded as a reject: one record must not stop its account for good
        log.exception("record.unreadable", extra={"stream": stream})
        seen = f"{type(error).__name__} while reading a record of {stream}"
        message = "The record could not be read; it is kept as it came: report it."
        fault = Fault(source_key=None, stage="normalise", rule="reader_failed", message=message, developer_message=seen)
        return Read(faults=(fault,))


def _reject(page: LandedPage, position: int, fault: Fault, record: Raw) -> Reject:
    return Reject(stream=page.stream, page_id=page.page_id, position=position, fault=fault, record=record)


def _place(chunk: Chunk, platform: str, account: str, page: LandedPage, position: int, row: Row) -> None:
    def landed(what: AnyRow) -> Landed[AnyRow]:
        return Landed(row=what, page_id=page.page_id, position=position, fetched_at=page.fetched_at)

    if isinstance(row, Trace):
        chunk.answers.append(landed(row))
        chunk.rows.extend(landed(_scan_row(row, scan)) for scan in row.scans)
    elif isinstance(row, Order):
        chunk.rows.append(orders.ready(platform, account, landed(row)))
    else:
        chunk.rows.append(versioned(landed(row)))


def _scan_row(trace: Trace, scan: Scan) -> ScanRow:
    return ScanRow(
        carrier=trace.carrier, tracking_no=trace.tracking_no, occurred_at=scan.occurred_at,
        source_code=scan.source_code, status=scan.status, reason_code=scan.reason_code, place=scan.place,
        description=scan.description,
    )  # fmt: skip


def _without(chunk: Chunk, verdicts: Sequence[Verdict]) -> Chunk:
    if not verdicts:
        return chunk
    pages = {page.page_id: page for page in chunk.pages}
    records = {page_id: pages[page_id].records() for page_id in {chunk.rows[v.index].page_id for v in verdicts}}
    rejects = []
    for verdict in verdicts:
        landed = chunk.rows[verdict.index]
        fault = Fault(source_key=_key(landed.row), stage="validate", rule=verdict.rule, message=verdict.message)
        record = records[landed.page_id][landed.position]
        rejects.append(_reject(pages[landed.page_id], landed.position, fault, record))
    out = {verdict.index for verdict in verdicts}
    kept = [landed for index, landed in enumerate(chunk.rows) if index not in out]
    return replace(chunk, rows=kept, rejects=[*chunk.rejects, *rejects])


def _key(row: Any) -> str:
    if isinstance(row, ScanRow):
        return f"{row.carrier} {row.tracking_no} {row.occurred_at} {row.source_code}"
    return key_of(row)
