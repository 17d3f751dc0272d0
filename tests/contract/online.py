"""
What every platform shows against its stand-in: each check takes a subject and raises AssertionError.

The stand-in shares no code with the connectors, so agreement means that both read the documents alike.
"""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import msgspec
import requests

from connectors.shapes import fields_of
from sandbox.platforms import stand_ins
from sandbox.service import Sandbox
from schemas.account import Side
from schemas.errors import AuthError, ContractError, PlatformError, RateLimited, Unavailable
from schemas.page import Page
from schemas.parcels import ParcelRef
from schemas.window import Window
from schemas.words import Entity
from tests.contract.subject import Subject, access

ENDS_AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
DAYS = 10
FAULTS: dict[str, type[PlatformError]] = {
    "rate_limit": RateLimited,
    "rate_limit_told": RateLimited,
    "busy": Unavailable,
    "http500": Unavailable,
    "timeout": Unavailable,
    "reset": Unavailable,
    "cut_json": Unavailable,
    "html": Unavailable,
    "expired_session": AuthError,
}
OTHER_DOORS = {"jos": "/routerjson"}
"""Ways to ask that have an address of their own, beside the usual one."""

BUDGET = 7
"""Most calls that the default patience of 60 s makes of one: after 1, 2, 4, 8 and 16 s, and one to spare."""


@contextmanager
def stand_in(orders: int = 60, **given: Any) -> Iterator[Sandbox]:
    """Serve a small world whose clock stands still."""
    with Sandbox(seed=7, orders=orders, days=DAYS, ends_at=ENDS_AT, hold_s=0.3, **given) as sandbox:
        sandbox.now_override = ENDS_AT
        yield sandbox


def shops_of(subject: Subject, count: int = 1) -> dict[str, Any]:
    """Say that the world is to have so many shops of the subject's platform; a courier sees the usual shops."""
    if subject.declared.side is not Side.SHOP:
        return {}
    return {"shops": tuple(f"{subject.name}-{number}" for number in range(1, count + 1))}


def accounts_of(subject: Subject, sandbox: Sandbox) -> dict[str, tuple[str, dict[str, str]]]:
    """Return address and keys of the platform's accounts, by name, from the configuration that the stand-in writes."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "accounts.toml")
        sandbox.write_config(file)
        tables = tomllib.loads(file.read_text())["accounts"]
        return {
            table["name"]: (table["base_url"], _keys(table, Path(folder)))
            for table in tables
            if table["platform"] == subject.name
        }


def opened(subject: Subject, url: str, keys: dict[str, str], patience_s: float = 0, timeout_s: float = 5) -> Any:
    """Open the subject's connector there."""
    return subject.declared.open(access(subject.declared, url, keys, patience_s, timeout_s))


def signatures_are_accepted(subject: Subject) -> None:
    """Every way of signing that the keys allow is taken by the stand-in, and a wrong secret by none."""
    with stand_in(orders=5, **shops_of(subject)) as sandbox:
        for url, keys in accounts_of(subject, sandbox).values():
            ways = [(key.name, word) for key in subject.declared.keys for word in key.words] or [("", "")]
            for name, word in ways:
                sandbox.bind_digest(word)  # for applications that are bound to one way
                address = url + OTHER_DOORS.get(word, "")
                chosen = keys | {name: word} if name else keys
                _passes(opened(subject, address, chosen).ping, f"signed by {word or 'its only way'}")
                wrong = chosen | {key.name: "wrong" for key in subject.declared.keys if key.secret and key.needed}
                _raises(AuthError, opened(subject, address, wrong).ping)


def pages_hold_the_truth(subject: Subject) -> None:
    """All windows, or all parcels, together give what the world holds, however rows lie on the joints of windows."""
    with stand_in(orders=240, **shops_of(subject, 2)) as sandbox:
        for name, (url, keys) in accounts_of(subject, sandbox).items():
            connector = opened(subject, url, keys)
            if subject.declared.side is Side.SHOP:
                for entity in (Entity.ORDERS, Entity.AFTER_SALES):
                    _shop_holds(connector, entity, sandbox, name)
            else:
                _courier_holds(connector, sandbox)


def bent_pages_hold_every_number(subject: Subject) -> None:
    """Rows that change while they are paged, come twice or out of order: none is missing after the next window."""
    if subject.declared.side is not Side.SHOP:
        return
    with stand_in(orders=900, **shops_of(subject)) as sandbox:
        [(url, keys)] = accounts_of(subject, sandbox).values()
        connector = opened(subject, url, keys)
        reach = connector.reach(Entity.ORDERS)
        wanted = {row["external_order_id"] for row in sandbox.truth()["orders"]}
        for number in wanted:
            sandbox.change_order(str(number), at=ENDS_AT - timedelta(hours=1))
        sandbox.set_faults({"changing": 0.6, "duplicate": 0.15, "reorder": 0.15})
        end = ENDS_AT - reach.safety_lag
        found = _numbers(connector, Window(start=end - timedelta(hours=3), end=end))
        sandbox.set_faults({})
        found |= _numbers(connector, Window(start=end - reach.overlap, end=ENDS_AT + timedelta(minutes=1)))
        assert sandbox.calls
        assert found == wanted


def rows_on_the_joints_all_come(subject: Subject) -> None:
    """Rows of one second, more than a page of them, on the joint of two windows: none is missing."""
    if subject.declared.side is not Side.SHOP:
        return
    with stand_in(orders=240, **shops_of(subject)) as sandbox:
        joint = ENDS_AT - timedelta(hours=5)
        wanted = {row["external_order_id"] for row in sandbox.truth()["orders"]}
        for number in wanted:
            sandbox.change_order(str(number), at=joint)
        [(url, keys)] = accounts_of(subject, sandbox).values()
        connector = opened(subject, url, keys)
        overlap = connector.reach(Entity.ORDERS).overlap
        windows = [
            Window(start=joint - timedelta(hours=1), end=joint),
            Window(start=joint - overlap, end=joint + timedelta(hours=1)),
        ]
        assert _numbers(connector, windows[0]) | _numbers(connector, windows[1]) == wanted


def faults_of(subject: Subject) -> dict[str, type[PlatformError]]:
    """Return what each trouble should raise; a platform that knows no rate is busy instead."""
    if stand_ins()[subject.name].tells_rates:
        return FAULTS
    return FAULTS | {"rate_limit": Unavailable, "rate_limit_told": Unavailable}


def faults_have_their_class(subject: Subject) -> None:
    """Each trouble raises what to do next, within the call budget; and one trouble is outlived by patience."""
    with stand_in(orders=5, **shops_of(subject)) as sandbox:
        url, keys = next(iter(accounts_of(subject, sandbox).values()))
        opened(subject, url, keys).ping()
        [method] = sandbox.calls
        for fault, kind in faults_of(subject).items():
            sandbox.script(method, [fault] * 20)
            before = sandbox.calls[method]
            began = monotonic()
            _raises(kind, opened(subject, url, keys, patience_s=0.9).ping)
            assert sandbox.calls[method] - before <= BUDGET, fault
            assert monotonic() - began < 2.5, fault
            sandbox._faults._scripts.clear()
            if kind is not AuthError:
                sandbox.script(method, [fault])
                _passes(opened(subject, url, keys, patience_s=60).ping, fault)


def a_long_told_delay_is_raised_at_once(subject: Subject) -> None:
    """Where the platform tells how long to wait, the error carries the instant and nobody waits for it."""
    if faults_of(subject)["rate_limit_told"] is not RateLimited:
        return
    with stand_in(orders=5, **shops_of(subject)) as sandbox:
        url, keys = next(iter(accounts_of(subject, sandbox).values()))
        opened(subject, url, keys).ping()
        [method] = sandbox.calls
        sandbox.script(method, ["rate_limit_told:600"] * 5)
        error = _raises(RateLimited, opened(subject, url, keys).ping)
        assert isinstance(error, RateLimited)
        if error.not_before is not None:  # a platform may never tell
            assert 500 < (error.not_before - datetime.now(UTC)).total_seconds() <= 601
            before = sandbox.calls[method]
            _raises(RateLimited, opened(subject, url, keys, patience_s=60).ping)
            assert sandbox.calls[method] == before + 1


def paging_without_progress_raises(subject: Subject) -> None:
    """A platform that answers every call like the first one is found out after few calls."""
    if subject.declared.side is not Side.SHOP:
        return
    with stand_in(orders=400, **shops_of(subject)) as sandbox:
        [(url, keys)] = accounts_of(subject, sandbox).values()
        for number in (row["external_order_id"] for row in sandbox.truth()["orders"]):
            sandbox.change_order(str(number), at=ENDS_AT - timedelta(hours=1))
        window = Window(start=ENDS_AT - timedelta(hours=2), end=ENDS_AT)
        with _stuck(url) as stuck_url:
            pages: list[Any] = []
            _raises(ContractError, lambda: pages.extend(opened(subject, stuck_url, keys).fetch(Entity.ORDERS, window)))
            assert len(pages) <= 3


def pages_tell_how_records_look(subject: Subject) -> None:
    """Each page says how its records looked, and everything that lands of them stands where the platform sent it."""
    with stand_in(orders=240, **shops_of(subject)) as sandbox:
        for url, keys in accounts_of(subject, sandbox).values():
            pages = _all_pages(opened(subject, url, keys), subject, sandbox)
            assert pages
            for page in pages:
                assert page.fields, page.stream
                sent = {field.path for field in page.fields if field.used}
                assert {field.path for field in fields_of(page.records, ())} <= sent, page.stream


ONLINE: tuple[Callable[[Subject], None], ...] = (
    signatures_are_accepted,
    pages_hold_the_truth,
    bent_pages_hold_every_number,
    rows_on_the_joints_all_come,
    faults_have_their_class,
    a_long_told_delay_is_raised_at_once,
    paging_without_progress_raises,
    pages_tell_how_records_look,
)


def _keys(table: dict[str, Any], folder: Path) -> dict[str, str]:
    own = {
        name: value
        for name, value in table.items()
        if name not in ("name", "platform", "base_url", "since", "calls_per_second")
    }
    return {
        name: (folder / value["file"]).read_text().strip() if isinstance(value, dict) else str(value)
        for name, value in own.items()
    }


def _passes(act: Callable[[], object], what: str) -> None:
    found: PlatformError | None = None
    try:
        act()
    except PlatformError as error:
        found = error
    assert found is None, f"{what}: {found}"


def _raises(kind: type[PlatformError], act: Callable[[], object]) -> PlatformError:
    found: PlatformError | None = None
    try:
        act()
    except PlatformError as error:
        found = error
    assert type(found) is kind, f"{type(found).__name__} instead of {kind.__name__}: {found}"
    return found


def _rows(connector: Any, entity: Entity, window: Window) -> list[Any]:
    return [
        row
        for page in connector.fetch(entity, window)
        for record in page.records
        for row in connector.normalize(page.stream, record).rows
    ]


def _all_pages(connector: Any, subject: Subject, sandbox: Sandbox) -> list[Page]:
    if subject.declared.side is not Side.SHOP:
        ours = (each for each in sandbox.world.parcels.values() if each.source == connector.platform and each.told)
        return list(connector.trace([_ref(parcel) for parcel in ours]))
    days = [Window(start=ENDS_AT - timedelta(days=day + 1), end=ENDS_AT - timedelta(days=day)) for day in range(DAYS)]
    return [
        page for entity in (Entity.ORDERS, Entity.AFTER_SALES) for day in days for page in connector.fetch(entity, day)
    ]


def _numbers(connector: Any, window: Window) -> set[str]:
    return {row.external_order_id for row in _rows(connector, Entity.ORDERS, window)}


def _shop_holds(connector: Any, entity: Entity, sandbox: Sandbox, account: str) -> None:
    view, number = ("orders", "external_order_id") if entity is Entity.ORDERS else ("after_sales", "external_id")
    wanted = {row[number]: row for row in sandbox.truth()[view] if row["account"] == account}
    found: dict[str, Any] = {}
    for day in range(DAYS + 1):
        window = Window(start=ENDS_AT - timedelta(days=day + 1), end=ENDS_AT - timedelta(days=day))
        for row in _rows(connector, entity, window):
            key = getattr(row, number)
            kept = found.get(key)
            if kept is None or getattr(row, "stream_rank", 0) <= getattr(kept, "stream_rank", 0):
                found[key] = row
    assert set(found) == set(wanted)
    assert wanted
    for key, row in found.items():
        given = msgspec.to_builtins(row)
        columns = set(given) & set(wanted[key]) - {"external_order_id"}  # an exchange's order is the store's to find
        differing = {name: (given[name], wanted[key][name]) for name in columns if given[name] != wanted[key][name]}
        assert differing == {}, f"{key}: {differing}"


def _courier_holds(connector: Any, sandbox: Sandbox) -> None:
    """Ask for every parcel that a reader knows how to ask for; scans of a number's earlier life are not in the truth."""
    ours = [each for each in sandbox.world.parcels.values() if each.source == connector.platform and each.told]
    earlier = {(parcel.number, scan.at) for parcel in ours for scan in parcel.scans if scan.leg < 1}
    declared = {row["tracking_no"] for row in sandbox.truth()["shipment_links"]}
    carriers = {parcel.carrier for parcel in ours}
    events = [row for row in sandbox.truth()["shipment_events"] if row["carrier"] in carriers]
    wanted = {_scan(row["tracking_no"], row) for row in events}
    found = {
        _scan(trace.tracking_no, msgspec.to_builtins(scan))
        for page in connector.trace([_ref(parcel) for parcel in ours if parcel.number in declared])
        for record in page.records
        for trace in connector.normalize(page.stream, record).rows
        for scan in trace.scans
        if (trace.tracking_no, datetime.fromisoformat(scan.occurred_at)) not in earlier
    }
    assert wanted
    assert found == wanted


def _ref(parcel: Any) -> ParcelRef:
    return ParcelRef(carrier=parcel.carrier, tracking_no=parcel.number, phone_tail=min(parcel.tails, default=None))


def _scan(number: object, row: dict[str, Any]) -> tuple[object, ...]:
    names = ("occurred_at", "status", "source_code", "reason_code", "place", "description")
    return (number, *(row[name] for name in names))


@contextmanager
def _stuck(url: str) -> Iterator[str]:
    """Serve a platform that answers the first call of each path truly and every later one alike."""
    answers: dict[str, requests.Response] = {}
    parts = urlsplit(url)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            path = urlsplit(self.path).path
            if path not in answers:
                headers = {"Content-Type": self.headers["Content-Type"]}
                target = f"{parts.scheme}://{parts.netloc}{self.path}"
                answers[path] = requests.post(target, data=body, headers=headers, timeout=5)
            self.send_response(200)
            self.send_header("Content-Length", str(len(answers[path].content)))
            self.end_headers()
            self.wfile.write(answers[path].content)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{parts.path}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
