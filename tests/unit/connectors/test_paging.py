"""Counted lists from the back: nothing skipped, halves where they are long, and an end to lists that make no progress."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.paging import Found, Pages, paged
from schemas.page import Raw
from schemas.window import Window

START = datetime(2026, 11, 20, tzinfo=UTC)
WINDOW = Window(start=START, end=START + timedelta(hours=2))


class Listed:
    """A list of rows by the second of their change; `before` is called before each answer, with the page asked for."""

    def __init__(self, seconds: list[int], *, size: int = 10, first: int = 1) -> None:
        self.rows: list[Raw] = [{"id": number, "at": at} for number, at in enumerate(seconds)]
        self.size, self.first = size, first
        self.asked: list[int] = []
        self.hidden_total = 0

    def ask(self, window: Window, page: int) -> Found:
        self.asked.append(page)
        low, high = ((at - START).total_seconds() for at in (window.start, window.end))
        within = [row for row in self.rows if low <= row["at"] <= high]
        begin = (page - self.first) * self.size
        return Found(rows=within[begin : begin + self.size], total=max(len(within) - self.hidden_total, 0))

    def pages(self, most: int = 50) -> Pages:
        return Pages(
            ask=self.ask, first=self.first, size=self.size, most=most, number_of=lambda row: str(row["id"]), broken=ValueError
        )  # fmt: skip


def ids(listed: Listed, most: int = 50) -> list[int]:
    return [row["id"] for found in paged(listed.pages(most), WINDOW) for row in found.rows]


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 25, 100])
def test_every_row_comes_once(count: int, first: int) -> None:
    listed = Listed(list(range(count)), first=first)
    assert sorted(ids(listed)) == list(range(count))


def test_a_short_window_takes_one_call_and_a_long_one_is_read_from_the_back() -> None:
    short, long = Listed(list(range(9))), Listed(list(range(35)))
    ids(short)
    ids(long)
    assert short.asked == [1]
    assert long.asked == [1, 4, 3, 2, 1]


def test_a_row_that_leaves_the_window_meanwhile_makes_a_repeat_and_no_gap() -> None:
    listed = Listed(list(range(40)))
    plain = listed.ask

    def ask(window: Window, page: int) -> Found:
        if page == 3:
            listed.rows[5]["at"] = 10**6  # it changed: all behind it shift one place forward
        return plain(window, page)

    listed.ask = ask  # type: ignore[method-assign]
    found = ids(listed)
    assert set(range(40)) - set(found) <= {5}


def test_more_rows_than_were_counted_are_read_all_the_same() -> None:
    listed = Listed(list(range(40)))
    listed.hidden_total = 15
    assert sorted(set(ids(listed))) == list(range(40))


def test_a_window_of_many_pages_is_read_in_halves() -> None:
    listed = Listed(list(range(0, 7200, 20)))
    assert sorted(set(ids(listed, most=5))) == list(range(360))
    assert max(listed.asked) <= 6


def test_many_rows_in_one_second_end_the_halving() -> None:
    listed = Listed([3600] * 200)
    assert sorted(set(ids(listed, most=5))) == list(range(200))


def test_a_list_that_repeats_a_page_is_found_out() -> None:
    listed = Listed(list(range(40)))
    first = listed.ask(WINDOW, 1)
    listed.ask = lambda *_: first  # type: ignore[method-assign]
    with pytest.raises(ValueError, match="repeats a page"):
        ids(listed)


def test_rows_that_come_in_meanwhile_are_read_in_another_walk_and_cost_none() -> None:
    listed = Listed(list(range(100, 140)))
    plain = listed.ask

    def ask(window: Window, page: int) -> Found:
        if page == 3 and len(listed.rows) == 40:
            listed.rows.insert(0, {"id": 99, "at": 0})  # all behind it shift one place back, one of them past this page
        return plain(window, page)

    listed.ask = ask  # type: ignore[method-assign]
    assert set(ids(listed)) == {*range(40), 99}


def test_a_list_that_grows_each_time_it_is_read_is_left_for_the_next_run() -> None:
    listed = Listed(list(range(40)))
    plain = listed.ask

    def ask(window: Window, page: int) -> Found:
        listed.rows.append({"id": len(listed.rows), "at": 0})
        return plain(window, page)

    listed.ask = ask  # type: ignore[method-assign]
    with pytest.raises(ValueError, match="grows each time"):
        ids(listed)


@pytest.mark.parametrize("given", [1, 4, 9])
def test_a_platform_that_gives_fewer_rows_a_page_than_asked_for_loses_none(given: int) -> None:
    listed = Listed(list(range(35)), size=given)
    pages = listed.pages()
    asked = Pages(ask=pages.ask, first=1, size=10, most=50, number_of=pages.number_of, broken=pages.broken)
    assert sorted({row["id"] for found in paged(asked, WINDOW) for row in found.rows}) == list(range(35))
