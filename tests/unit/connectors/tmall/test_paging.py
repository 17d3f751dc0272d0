from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from connectors.tmall import paging
from connectors.tmall.client import Client
from connectors.tmall.endpoints import EXCHANGES, ORDERS, PAGE_SIZE, REFUNDS, Listing
from connectors.tmall.paging import paged
from schemas.errors import ContractError
from schemas.window import Window

START = datetime(2026, 3, 1, tzinfo=UTC)
WINDOW = Window(start=START, end=START + timedelta(days=1))
Params = Mapping[str, str]


class Shelf:
    """A list as the platform shows it: newest first. `rows`: number → seconds after the window's start."""

    def __init__(self, count: int, *, listing: Listing = ORDERS, understated: int = 0) -> None:
        self.rows = {number: number for number in range(1, count + 1)}
        self.listing, self.understated = listing, understated
        self.asked: list[dict[str, str]] = []
        self.before_call: Callable[[int], None] = lambda _: None

    def call(self, method: str, params: Params) -> dict[str, Any]:
        assert method == self.listing.method
        self.asked.append({name: value for name, value in params.items() if value})
        self.before_call(len(self.asked))
        rows = self.within(params)
        page = int(params["page_no"])
        part = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        answer: dict[str, Any] = {self.listing.rows: {"row": part}} if part else {}
        if params["use_has_next"] != "true":
            answer["total_results"] = max(len(rows) - self.understated, 0)
        if params["use_has_next"] != "false":
            answer["has_next"] = page * PAGE_SIZE < len(rows)
        return answer

    def within(self, params: Params) -> list[dict[str, int]]:
        low, high = (self.seconds(params[name]) for name in (self.listing.start, self.listing.end))
        newest = sorted(self.rows, key=lambda number: (self.rows[number], number), reverse=True)
        return [{self.listing.number: number} for number in newest if low <= self.rows[number] <= high]

    def seconds(self, text: str) -> float:
        return (datetime.fromisoformat(f"{text}+08:00") - START).total_seconds()


def read(shelf: Any, listing: Listing = ORDERS) -> list[int]:
    pages = paged(cast(Client, shelf), listing, WINDOW)
    return [int(str(row[listing.number])) for page in pages for row in page.rows]


@pytest.mark.parametrize("count", [0, 1, PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1, 3 * PAGE_SIZE, 137])
def test_every_row_of_a_window_comes_once(count: int) -> None:
    found = read(Shelf(count))
    assert sorted(found) == list(range(1, count + 1))


def test_pages_are_read_from_the_last_to_the_first() -> None:
    shelf = Shelf(3 * PAGE_SIZE)
    read(shelf)
    assert [asked["page_no"] for asked in shelf.asked] == ["1", "3", "2", "1"]
    assert [asked["use_has_next"] for asked in shelf.asked] == ["false", "true", "true", "true"]
    assert shelf.asked[0]["fields"] == "tid"


def test_an_empty_window_costs_one_call() -> None:
    shelf = Shelf(0)
    assert read(shelf) == []
    assert len(shelf.asked) == 1


def test_rows_of_one_second_all_come() -> None:
    shelf = Shelf(120)
    shelf.rows = dict.fromkeys(shelf.rows, 77)
    assert sorted(read(shelf)) == list(range(1, 121))


def test_a_row_that_changes_while_paged_costs_no_other() -> None:
    shelf = Shelf(4 * PAGE_SIZE)

    def change(call: int) -> None:
        shelf.rows.pop(4 * PAGE_SIZE - call, None)  # changed: it leaves the window, older rows move up

    shelf.before_call = change
    found = set(read(shelf))
    assert set(range(1, 4 * PAGE_SIZE - 5)) <= found


def test_an_understated_total_hides_no_page() -> None:
    shelf = Shelf(5 * PAGE_SIZE - 3, understated=3 * PAGE_SIZE)
    assert sorted(set(read(shelf))) == list(range(1, 5 * PAGE_SIZE - 2))


def test_rows_that_the_total_denies_come_too() -> None:
    assert sorted(set(read(Shelf(7, understated=7)))) == list(range(1, 8))


class Scripted:
    """Answers page calls by a function of the page's number."""

    def __init__(self, total: int | None, answer: Callable[[int], tuple[list[int], bool]]) -> None:
        self.total, self.answer = total, answer
        self.pages: list[int] = []

    def call(self, method: str, params: Params) -> dict[str, Any]:
        page = int(params["page_no"])
        rows, has_next = self.answer(page)
        found = {"trades": {"trade": [{"tid": number} for number in rows]}, "has_next": has_next}
        if params["use_has_next"] == "false":
            return {} if self.total is None else {"total_results": self.total}
        self.pages.append(page)
        return found


def test_one_page_for_every_number_ends_with_an_error_after_at_most_three() -> None:
    """Field case O2."""
    shelf = Scripted(3 * PAGE_SIZE, lambda _: (list(range(PAGE_SIZE)), True))
    with pytest.raises(ContractError, match="repeats a page"):
        read(shelf)
    assert len(shelf.pages) <= 3


def test_a_list_that_does_not_page_ends_with_an_error_though_it_says_so_politely() -> None:
    shelf = Scripted(2 * PAGE_SIZE, lambda _: (list(range(PAGE_SIZE)), False))
    with pytest.raises(ContractError, match="repeats a page"):
        read(shelf)
    assert len(shelf.pages) == 2


def test_a_list_that_never_ends_ends_with_an_error() -> None:
    shelf = Scripted(PAGE_SIZE, lambda page: (list(range(PAGE_SIZE)) if page == 1 else [], True))
    with pytest.raises(ContractError):
        read(shelf)
    assert len(shelf.pages) <= 3


def test_an_empty_page_between_ends_nothing() -> None:
    pages = {1: ([1], True), 2: ([], True), 3: ([3], False)}
    assert sorted(read(Scripted(1, lambda page: pages[page]))) == [1, 3]


def test_a_page_full_of_repeats_is_fine_when_as_many_rows_left() -> None:
    shelf = Shelf(3 * PAGE_SIZE)

    def change(call: int) -> None:
        if call == 4:  # before page 1 is asked, its rows change and those of page 2 move up
            for number in range(2 * PAGE_SIZE + 1, 3 * PAGE_SIZE + 1):
                shelf.rows.pop(number)

    shelf.before_call = change
    assert set(read(shelf)) == set(range(1, 2 * PAGE_SIZE + 1))


def test_a_list_without_a_total_is_a_contract_error() -> None:
    with pytest.raises(ContractError, match="total_results"):
        read(Scripted(None, lambda _: ([1], False)))


def test_a_window_of_very_many_pages_is_read_in_halves_that_share_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MANY_PAGES", 2)
    shelf = Shelf(6 * PAGE_SIZE)
    shelf.rows = {number: number * 280 for number in shelf.rows}
    assert sorted(set(read(shelf))) == list(range(1, 6 * PAGE_SIZE + 1))
    ends = {asked["end_modified"] for asked in shelf.asked}
    starts = {asked["start_modified"] for asked in shelf.asked}
    assert "2026-03-01 20:00:00" in ends
    assert "2026-03-01 19:59:59" in starts
    assert max(int(asked["page_no"]) for asked in shelf.asked) <= 2


def test_times_are_asked_in_china_time_and_all_kinds_of_trades_named() -> None:
    shelf = Shelf(1)
    read(shelf)
    assert shelf.asked[1]["start_modified"] == "2026-03-01 08:00:00"
    assert shelf.asked[1]["end_modified"] == "2026-03-02 08:00:00"
    assert shelf.asked[1]["page_size"] == str(PAGE_SIZE)
    for kind in (
        "fixed",
        "auction",
        "step",
        "cod",
        "auto_delivery",
        "ec",
        "nopaid",
        "tmall_i18n",
        "eticket",
        "o2o_offlinetrade",
    ):
        assert kind in shelf.asked[1]["type"].split(",")


def test_the_exchange_list_has_its_own_parameters() -> None:
    shelf = Shelf(PAGE_SIZE + 1, listing=EXCHANGES)
    assert len(read(shelf, EXCHANGES)) == PAGE_SIZE + 1
    assert shelf.asked[1]["end_gmt_modifed_time"] == "2026-03-02 08:00:00"
    assert shelf.asked[1]["start_gmt_modified_time"] == "2026-03-01 08:00:00"
    assert not {"use_has_next", "type"} & set(shelf.asked[1])


def test_refunds_are_paged_as_orders_are() -> None:
    assert len(read(Shelf(120, listing=REFUNDS), REFUNDS)) == 120
