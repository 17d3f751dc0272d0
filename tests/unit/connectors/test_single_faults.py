"""One parcel that a platform fails over does not keep the others waiting; a platform that is down is told as such."""

import pytest

from connectors.single_faults import Failed, despite_single_faults
from schemas.errors import Unavailable
from schemas.page import Page
from schemas.wire import Seen


def page(name: str) -> Page:
    return Page(stream=name, records=())


def failed(name: str) -> Failed:
    return Failed(page(name), Unavailable(name))


def down() -> None:
    raise Unavailable("down")


def streams(*answers: Page | Failed, ping: object = down) -> list[str]:
    return [each.stream for each in despite_single_faults(answers, ping=ping)]  # type: ignore[arg-type]


def test_single_failures_go_on_in_their_place() -> None:
    assert streams(failed("a"), page("b"), failed("c"), failed("d"), page("e")) == list("abcde")
    assert streams(page("a"), failed("b")) == ["a", "b"]
    assert streams() == []


def test_nothing_but_a_failure_is_the_platforms() -> None:
    with pytest.raises(Unavailable, match="a"):
        streams(failed("a"), failed("b"))


def test_several_in_a_row_are_the_platforms_unless_it_answers_otherwise() -> None:
    row = (page("x"), failed("a"), failed("b"), failed("c"))
    with pytest.raises(Unavailable, match="down"):
        streams(*row)
    assert streams(*row, failed("d"), ping=lambda: None) == ["x", "a", "b", "c", "d"]
    assert streams(*row[1:], ping=lambda: None) == ["a", "b", "c"]


def test_what_we_say_of_a_failure_shows_nothing_of_the_platforms_records() -> None:
    ours = Page(stream="a", records=({"refused": "1"},), fields=(Seen("refused", 1, ("string",), True),))
    kept = list(despite_single_faults([Failed(ours, Unavailable("a")), page("b")], ping=down))
    assert [(each.stream, each.fields) for each in kept] == [("a", ()), ("b", ())]
    assert kept[0].records
