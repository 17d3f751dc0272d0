"""What every platform's records show of changes, without a network: one of the checks, and how it looks."""

from typing import Any

from connectors.shapes import DEEPEST, SAMPLE, page_of
from rules.drift import ABSENT_FROM, KNOWN_FROM, changes, joined
from schemas.page import Raw
from schemas.wire import Drift, DriftKind, Seen
from tests.contract.subject import Subject


def changes_of_records_are_told(subject: Subject) -> None:
    """Records like the fixtures tell nothing; a field of tomorrow is new, one that is read and always was there is missed."""
    connector = subject.offline()
    for stream in subject.streams:
        records = [record for fixture in subject.fixtures if fixture.stream == stream for record in fixture.records]
        assert max(map(_depth, records)) <= DEEPEST, stream
        known = _look(connector, stream, records, at_least=KNOWN_FROM)
        assert changes(known, _look(connector, stream, records)) == [], stream
        extra = [record | {"a_field_of_tomorrow": "幸福路8号"} for record in records]
        new = Drift(path="a_field_of_tomorrow", kind=DriftKind.NEW_FIELD, value="string")
        assert changes(known, _look(connector, stream, extra)) == [new], stream
        always = [name for name in records[0] if all(record.get(name) is not None for record in records)]
        assert always, stream
        for name in always:
            without = [{other: value for other, value in record.items() if other != name} for record in records]
            found = changes(known, _look(connector, stream, without))
            assert [(each.path, each.kind) for each in found] == [(name, DriftKind.MISSING_FIELD)], stream


def _look(connector: Any, stream: str, records: list[Raw], at_least: int = ABSENT_FROM) -> dict[str, Seen]:
    """Return how records look, each of them often enough to tell something."""
    many = records * -(-at_least // len(records))
    pages = (many[at : at + SAMPLE] for at in range(0, len(many), SAMPLE))
    return joined(
        field for page in pages for field in page_of(stream, page, lambda raw: connector.redact(stream, raw)).fields
    )


def _depth(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((1 + _depth(each) for each in inside), default=0)
