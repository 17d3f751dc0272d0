"""
What every platform shows without a network: each check takes a subject and raises AssertionError.

A check counts because `broken.py` holds a twin that it fails; `test_checks_bite.py` sees to it.
"""

import copy
import json
import re
import socket
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any
from unittest.mock import patch

import msgspec

from connectors import registry
from connectors.base import ReadsPages, TakesPushes
from connectors.shapes import page_of
from sandbox.platforms import stand_ins
from schemas.errors import PlatformError
from schemas.page import Raw, Read
from schemas.push import Forged
from store.bodies import decode, encode
from tests.contract.looks import changes_of_records_are_told
from tests.contract.mutate import mutated, placed, places
from tests.contract.subject import NOWHERE, SECRET, Subject, access, configured, plain

FILES = ("__init__.py", "client.py", "endpoints.py", "codes.py", "normalize.py", "README.md")
HEADINGS = ("## Sources", "## Limits", "## Known gaps")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?[+-]\d\d:\d\d")
AMOUNT = re.compile(r"(0|-?[1-9]\d{0,11}|-0(?=\.(0[1-9]|[1-9]\d)$))\.\d\d")
WORD_FIELDS = ("status", "kind", "stage", "reason_code")
NEW_WORD = "A-WORD-OF-TOMORROW"
SECRET_NAME = re.compile(r"secret|password|session$|token$|check_word|^key$|^salt$")
MUTATIONS = 1_000


def folder_is_whole(subject: Subject) -> None:
    """The folder has every file, its README tells where facts come from, and a stand-in exists."""
    missing = [name for name in FILES if not (subject.folder / name).is_file()]
    assert not missing, missing
    readme = (subject.folder / "README.md").read_text()
    assert [heading for heading in HEADINGS if heading not in readme] == []
    assert re.search(r"20\d\d-\d\d", readme), "sources carry a date"
    assert subject.name in stand_ins(), "no stand-in"
    assert subject.fixtures
    assert subject.personal


def fixtures_give_their_normal_form(subject: Subject) -> None:
    """Twice the same, without touching the record or the network."""
    connector = subject.offline()
    with _no_network():
        for fixture in subject.fixtures:
            assert len(fixture.records) == len(fixture.normal), fixture.name
            for record, normal in zip(fixture.records, fixture.normal, strict=True):
                before = copy.deepcopy(record)
                assert plain(connector.normalize(fixture.stream, record)) == normal, fixture.name
                assert plain(connector.normalize(fixture.stream, record)) == normal, fixture.name
                assert record == before, fixture.name


def fixtures_are_as_landed(subject: Subject) -> None:
    """Fixtures hold what redacting leaves, so nothing personal stands in them."""
    connector = subject.offline()
    for fixture in subject.fixtures:
        for record in fixture.records:
            assert connector.redact(fixture.stream, record) == record, fixture.name


def values_are_canonical(subject: Subject) -> None:
    """Instants carry an offset, amounts two decimals, ids are text."""
    connector = subject.offline()
    for fixture in subject.fixtures:
        for record in fixture.records:
            _canonical(connector.normalize(fixture.stream, record))


def every_table_entry_is_seen(subject: Subject) -> None:
    """Taking any entry out of a table of words changes what some fixture gives."""
    connector = subject.offline()
    assert subject.tables
    before = _all_given(subject, connector)
    for name, table in subject.tables.items():
        for word in list(table):
            kept = dict(table)
            del table[word]
            try:
                after = _all_given(subject, connector)
            finally:
                table.clear()
                table.update(kept)
            assert after != before, f"{name} {word!r} stands in no fixture"


def unknown_words_are_none_and_told(subject: Subject) -> None:
    """A word of tomorrow in place of a known one never becomes another known word."""
    connector = subject.offline()
    known = {str(word) for table in subject.tables.values() for word in table}
    tried: set[tuple[object, ...]] = set()
    told = 0
    for fixture in subject.fixtures:
        for record in fixture.records:
            for path in places(record):
                word = str(placed(record, path)[path[-1]])
                field = (fixture.stream, *(key for key in path if isinstance(key, str)), word)
                if word in known and field not in tried:
                    tried.add(field)
                    told += _one_new_word(connector, fixture.stream, record, path)
    assert told > 10


def mutated_payloads_never_raise(subject: Subject) -> None:
    """Whatever stands in a record comes back as rows or faults that the database can hold."""
    connector = subject.offline()
    for number, stream in enumerate(subject.streams):
        records = [record for fixture in subject.fixtures if fixture.stream == stream for record in fixture.records]
        for record in mutated(records, MUTATIONS, seed=number):
            page = page_of(stream, [record], partial(connector.redact, stream))
            read = connector.normalize(stream, page.records[0])
            assert isinstance(read, Read)
            assert read.rows or read.faults
            _canonical(read)
            _fits(read)


def pages_read_by_type_give_the_same(subject: Subject) -> None:
    """Where a platform's pages are read by type, that gives what `normalize` gives or leaves the record to it."""
    connector = subject.offline()
    if not isinstance(connector, ReadsPages):
        return
    taken = 0
    for number, stream in enumerate(subject.streams):
        records = [record for fixture in subject.fixtures if fixture.stream == stream for record in fixture.records]
        whole = [*records, *mutated(records, MUTATIONS, seed=number)]
        for each in whole:
            body = encode(page_of(stream, [each], partial(connector.redact, stream)).records).encode()
            found = connector.read_page(stream, body)
            assert len(found) in (0, 1), stream
            if found and found[0]:
                taken += 1
                assert Read(rows=(found[0],)) == connector.normalize(stream, *decode(body)), body
    assert taken > MUTATIONS // 10, "hardly any record is read by type"


def nothing_personal_survives_redacting(subject: Subject) -> None:
    """Neither what the platform's own personal record holds, nor fields that appear unasked."""
    connector = subject.offline()
    assert {personal.stream for personal in subject.personal} == set(subject.streams)
    for personal in subject.personal:
        kept = json.dumps(connector.redact(personal.stream, personal.record), ensure_ascii=False)
        assert [gone for gone in personal.must_not_survive if gone in kept] == [], personal.stream
        whole = json.dumps(personal.record, ensure_ascii=False)
        assert all(gone in whole for gone in personal.must_not_survive), "a test that cannot fail"
    for fixture in subject.fixtures:
        for record in fixture.records:
            planted = json.dumps(connector.redact(fixture.stream, _with_extras(record)), ensure_ascii=False)
            assert "幸福路8号" not in planted, fixture.name


def redacting_is_pure(subject: Subject) -> None:
    """The record is not touched, and redacting twice changes nothing."""
    connector = subject.offline()
    for personal in subject.personal:
        before = copy.deepcopy(personal.record)
        once = connector.redact(personal.stream, personal.record)
        assert personal.record == before
        assert connector.redact(personal.stream, once) == once


def no_secret_shows(subject: Subject) -> None:
    """Neither in a repr, nor in an error and its traceback; whatever keys are given."""
    connector = subject.declared.open(access(subject.declared, NOWHERE, subject.example_keys(every=True)))
    shown = [repr(connector), repr(vars(connector)), str(connector), repr(subject.declared)]
    shown += [
        repr(part) + repr(getattr(part, "__dict__", ""))
        for part in vars(connector).values()
        if hasattr(part, "__module__")
    ]
    try:
        connector.ping()
    except PlatformError as error:
        shown += [str(error), repr(error), "".join(traceback.format_exception(error)), repr(vars(error))]
    else:
        raise AssertionError("nobody answers there")
    secrets = [SECRET.format(key=key.name) for key in subject.declared.keys if key.secret]
    assert secrets
    assert [text for text in shown if any(secret in text for secret in secrets)] == []


def pushes_are_proven(subject: Subject) -> None:
    """Where a platform pushes, what is not a push is refused with an answer, and the address tells nothing of the secret."""
    connector = subject.declared.open(access(subject.declared, NOWHERE, subject.example_keys(every=True)))
    if not isinstance(connector, TakesPushes):
        return
    for headers in ({}, {"content-type": "application/json"}, {"content-type": "application/x-www-form-urlencoded"}):
        for body in (b"", b"{}", b"[]", b"{cut", b"\xff\xfe", b"param=%7B%7D&sign=0", b"content=%3Ccut", b"x" * 10_000):
            refused: Forged | None = None
            try:
                connector.verify(headers, body)
            except Forged as forged:
                refused = forged
            assert refused is not None, (headers, body[:20])
            assert refused.answer.body
            assert all(SECRET.format(key=key.name) not in str(refused) for key in subject.declared.keys)
        assert connector.try_again(headers).body
    assert re.fullmatch(r"[0-9a-f]{24}", connector.push_key())
    assert connector.push_key() == connector.push_key()


def keys_say_what_is_wrong(subject: Subject) -> None:
    """Every needed key is missed, every secret in clear refused, every unknown key and word named."""
    assert registry.faults(configured(subject)) == []
    for key in subject.declared.keys:
        assert key.secret == bool(SECRET_NAME.search(key.name)), f"{key.name} sounds like a secret, or does not"
        account = configured(subject)
        if key.needed:
            del account.keys[key.name]
            assert [fault.split(":")[0] for fault in registry.faults(account)] == [key.name]
        if key.secret:
            in_clear = registry.faults(configured(subject, **{key.name: "in-clear"}))
            assert [fault.split(":")[0] for fault in in_clear] == [key.name]
            assert "in-clear" not in in_clear[0]
        if key.words:
            assert registry.faults(configured(subject, **{key.name: "no-such-word"}))
    assert registry.faults(configured(subject, colour="red"))


CHECKS: tuple[Callable[[Subject], None], ...] = (
    folder_is_whole,
    fixtures_give_their_normal_form,
    fixtures_are_as_landed,
    values_are_canonical,
    every_table_entry_is_seen,
    unknown_words_are_none_and_told,
    mutated_payloads_never_raise,
    pages_read_by_type_give_the_same,
    nothing_personal_survives_redacting,
    redacting_is_pure,
    no_secret_shows,
    pushes_are_proven,
    keys_say_what_is_wrong,
    changes_of_records_are_told,
)


def _one_new_word(connector: Any, stream: str, record: Raw, path: tuple[str | int, ...]) -> bool:
    """Try a word of tomorrow in one place; it must say no more than no word at all."""
    changed, without = copy.deepcopy(record), copy.deepcopy(record)
    placed(changed, path)[path[-1]] = NEW_WORD
    placed(without, path)[path[-1]] = None
    before, after = connector.normalize(stream, record), connector.normalize(stream, changed)
    if before.faults or after.faults or _words(before) == _words(after):
        return False
    nothing, old, new = (_words(read) for read in (connector.normalize(stream, without), before, after))
    for place, word in enumerate(new):
        is_kept = word is None or old[place : place + 1] == [word]
        assert is_kept or nothing[place : place + 1] == [word], f"{path} became {word}"
    if new.count(None) > old.count(None) or len(new) != len(old):
        assert any(NEW_WORD in told.value for told in after.unknown), f"{path} is not told"
    return True


def _words(read: Read) -> list[Any]:
    """Return every word of ours in the rows, in order, None where there is none."""
    return [value for row in read.rows for name, value in _fields(row) if name in WORD_FIELDS]


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            yield name, inner
            yield from _fields(inner)
    elif isinstance(value, tuple):
        for part in value:
            yield from _fields(part)


def _canonical(read: Read) -> None:
    for row in read.rows:
        for name, value in _fields(row):
            if value is None:
                continue
            if name.endswith("_at") or name == "ship_by":
                assert INSTANT.fullmatch(value), f"{name} {value!r}"
                datetime.fromisoformat(value)
            elif name.endswith("_amount"):
                assert AMOUNT.fullmatch(value), f"{name} {value!r}"
            elif name.endswith("_id") or name in ("tracking_no", "platform_status"):
                assert isinstance(value, str), name
                assert value, name
            if name == "tracking_no":
                assert value == value.strip().upper()
            if name == "quantity":
                assert type(value) is int


def _fits(read: Read) -> None:
    """PostgreSQL can hold every text, and every key fits into an index."""
    text = msgspec.json.encode(read.rows + read.unknown)
    assert b"\\u0000" not in text
    for row in read.rows:
        for name, value in _fields(row):
            if (
                value
                and (name.endswith("_id") or name in ("tracking_no", "carrier_name"))
                and name != "external_sku_id"
            ):
                assert len(value) <= 200, name
    for new in read.unknown:
        assert len(new.value) <= 200
    for fault in read.faults:
        assert fault.stage in ("decode", "validate", "normalise", "link")
        assert fault.source_key is None or len(fault.source_key) <= 400
        assert (fault.source_key or "").encode() is not None
        fault.developer_message.encode()
    rules = [(fault.source_key, fault.rule) for fault in read.faults if fault.record is None]
    assert len(rules) == len(set(rules)), "one row of rejects for each rule"


def _all_given(subject: Subject, connector: Any) -> list[Read]:
    return [connector.normalize(fixture.stream, record) for fixture in subject.fixtures for record in fixture.records]


def _with_extras(record: Raw) -> Raw:
    planted = copy.deepcopy(record)
    ways: list[tuple[str | int, ...]] = [(), *places(planted)]
    for path in ways:
        inside = placed(planted, path)[path[-1]] if path else planted
        if isinstance(inside, dict):
            inside |= {"an_address_of_tomorrow": "幸福路8号", "buyer_remark": "幸福路8号"}
    return planted


@contextmanager
def _no_network() -> Iterator[None]:
    """Let nothing in here open a socket."""

    def refuse(*_: object) -> None:
        raise AssertionError("normalising opened a connection")

    with patch.object(socket.socket, "connect", refuse):
        yield
