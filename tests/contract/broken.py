"""For each check a twin that breaks just what the check looks for. A check without a twin counts for nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from connectors.access import Access, Key
from connectors.tmall import Tmall, paging
from connectors.tmall.endpoints import LISTINGS
from schemas.commerce import Amount, Order
from schemas.errors import ContractError, PlatformError, RateLimited
from schemas.page import Page, Raw, Read, Row
from schemas.push import Push, Receipt
from schemas.window import Window
from schemas.words import Entity, OrderStatus
from tests.contract.subject import Subject, subject


def _twin(connector: Callable[[Access], Any]) -> Subject:
    whole = subject("tmall")
    return replace(whole, declared=replace(whole.declared, open=connector))


class Forgetful(Tmall):
    """Reads a record otherwise the second time."""

    seen = False

    def normalize(self, stream: str, record: Raw) -> Read:
        read = super().normalize(stream, record)
        self.seen = not self.seen
        return read if self.seen else Read(rows=read.rows[:0], faults=read.faults)


class Leaky(Tmall):
    """Lands what it got."""

    def redact(self, stream: str, record: Raw) -> Raw:
        return record


class Eager(Tmall):
    """Redacts the record itself."""

    def redact(self, stream: str, record: Raw) -> Raw:
        kept = super().redact(stream, record)
        record.clear()
        record.update(kept)
        return record


class Sloppy(Tmall):
    """Gives amounts as the platform might."""

    def normalize(self, stream: str, record: Raw) -> Read:
        read = super().normalize(stream, record)
        rows = (
            msgspec.structs.replace(row, paid_amount=Amount("2748.0")) if isinstance(row, Order) else row
            for row in read.rows
        )
        return Read(rows=tuple(rows), faults=read.faults, unknown=read.unknown)


class Hopeful(Tmall):
    """Takes a word it does not know for a sale."""

    def normalize(self, stream: str, record: Raw) -> Read:
        read = super().normalize(stream, record)
        rows = (
            msgspec.structs.replace(row, status=row.status or OrderStatus.PAID) if isinstance(row, Order) else row
            for row in read.rows
        )
        return Read(rows=tuple(rows), faults=read.faults, unknown=read.unknown)


class Brittle(Tmall):
    """Believes that every field is there."""

    def normalize(self, stream: str, record: Raw) -> Read:
        record["modified"].startswith("20")
        return super().normalize(stream, record)


class Rash(Tmall):
    """Takes a record it cannot judge for one that is as documented."""

    def read_page(self, stream: str, body: bytes) -> Sequence[Row | None]:
        records = msgspec.json.decode(body)
        return [next(iter(self.normalize(stream, record).rows), None) for record in records]


class Talkative(Tmall):
    """Shows its keys to whoever prints it."""

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self.keys = dict(access.keys)


class Gullible(Tmall):
    """Believes every push."""

    def push_key(self) -> str:
        return "0" * 24

    def verify(self, headers: Mapping[str, str], body: bytes) -> Push:
        return Push(taken=self.try_again(headers))

    def try_again(self, headers: Mapping[str, str]) -> Receipt:
        return Receipt(body=b"ok")


class Unsigned(Tmall):
    """Knows one way to sign, whatever is configured."""

    def __init__(self, access: Access) -> None:
        super().__init__(replace(access, keys={**access.keys, "app_secret": "guessed"}))


class Hasty(Tmall):
    """Reads the first page of each list only."""

    def fetch(self, entity: Entity, window: Window) -> Iterator[Page]:
        streams: set[str] = set()
        for page in super().fetch(entity, window):
            if page.stream not in streams:
                yield page
            streams.add(page.stream)


class Forwards(Tmall):
    """Reads lists from the front, where rows that change push others past the reader."""

    def fetch(self, entity: Entity, window: Window) -> Iterator[Page]:
        for listing in LISTINGS[entity]:
            numbers = iter(range(1, 1000))
            reading = paging._Reading(self._client, listing, window)
            while (found := reading._ask(next(numbers))).rows:
                yield from self._page(listing, found.rows)


class Partial(Tmall):
    """Loses requests."""

    def fetch(self, entity: Entity, window: Window) -> Iterator[Page]:
        return iter(()) if entity is Entity.AFTER_SALES else super().fetch(entity, window)


class Crude(Tmall):
    """Knows one kind of trouble."""

    def ping(self) -> None:
        try:
            super().ping()
        except PlatformError as error:
            raise ContractError(error.why) from error


class Slow(Tmall):
    """Asks again at once, whatever it is told."""

    def ping(self) -> None:
        for _ in range(2):
            try:
                return super().ping()
            except RateLimited:
                continue
        return super().ping()


class Trusting(Tmall):
    """Takes the end of a list for granted."""

    def fetch(self, entity: Entity, window: Window) -> Iterator[Page]:
        try:
            yield from super().fetch(entity, window)
        except ContractError:
            return


class Renaming(Tmall):
    """Lands what it got under names of its own."""

    def redact(self, stream: str, record: Raw) -> Raw:
        return {f"our_{name}": value for name, value in super().redact(stream, record).items()}


class Wordless(Tmall):
    """Hands pages over without a word on how they looked."""

    def fetch(self, entity: Entity, window: Window) -> Iterator[Page]:
        return (msgspec.structs.replace(page, fields=()) for page in super().fetch(entity, window))


def _without_readme() -> Subject:
    return replace(subject("tmall"), folder=Path(__file__).parent)


def _with_a_word_nobody_saw() -> Subject:
    whole = subject("tmall")
    return replace(whole, tables={"codes.ORDER_STATUS": {"NEVER_SEEN": OrderStatus.PAID}})


def _with_an_open_secret() -> Subject:
    whole = subject("tmall")
    keys = tuple(Key(name=key.name, needed=key.needed, words=key.words) for key in whole.declared.keys)
    return replace(whole, declared=replace(whole.declared, keys=keys))


def _with_people_in_its_fixtures() -> Subject:
    whole = subject("tmall")
    fixture = whole.fixtures[0]
    records = [record | {"receiver_name": "李小明"} for record in fixture.records]
    return replace(whole, fixtures=[replace(fixture, records=records)])


TWINS: dict[str, Callable[[], Subject]] = {
    "folder_is_whole": _without_readme,
    "fixtures_give_their_normal_form": lambda: _twin(Forgetful),
    "fixtures_are_as_landed": _with_people_in_its_fixtures,
    "values_are_canonical": lambda: _twin(Sloppy),
    "every_table_entry_is_seen": _with_a_word_nobody_saw,
    "unknown_words_are_none_and_told": lambda: _twin(Hopeful),
    "mutated_payloads_never_raise": lambda: _twin(Brittle),
    "pages_read_by_type_give_the_same": lambda: _twin(Rash),
    "nothing_personal_survives_redacting": lambda: _twin(Leaky),
    "redacting_is_pure": lambda: _twin(Eager),
    "no_secret_shows": lambda: _twin(Talkative),
    "pushes_are_proven": lambda: _twin(Gullible),
    "keys_say_what_is_wrong": _with_an_open_secret,
    "changes_of_records_are_told": lambda: _twin(Renaming),
    "signatures_are_accepted": lambda: _twin(Unsigned),
    "pages_hold_the_truth": lambda: _twin(Partial),
    "bent_pages_hold_every_number": lambda: _twin(Forwards),
    "rows_on_the_joints_all_come": lambda: _twin(Hasty),
    "faults_have_their_class": lambda: _twin(Crude),
    "a_long_told_delay_is_raised_at_once": lambda: _twin(Slow),
    "paging_without_progress_raises": lambda: _twin(Trusting),
    "pages_tell_how_records_look": lambda: _twin(Wordless),
}
