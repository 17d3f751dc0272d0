"""Reading ahead: every chunk comes once, in order, and what reading raises is raised to whoever takes."""

from threading import Event

import pytest

from store.landing import LandedPage
from tasks.ahead import Ahead
from tasks.reading import Chunk


def a_chunk(page_id: int) -> Chunk:
    page = LandedPage(
        page_id=page_id, stream="orders", fetched_at="2026-11-20T00:00:00+08:00", asked=(), count=0, body=b""
    )
    return Chunk(pages=[page], rows=[], answers=[], rejects=[], unknown=[])


def after(last: int, page_id: int) -> Chunk | None:
    return a_chunk(page_id + 1) if page_id < last else None


def taken(ahead: Ahead) -> list[int]:
    return [chunk.pages[0].page_id for chunk in iter(ahead.take, None)]


def test_every_chunk_comes_once_and_in_order() -> None:
    with Ahead(lambda page_id: after(4, page_id)) as ahead:
        assert taken(ahead) == [1, 2, 3, 4]


def test_nothing_to_read_is_said_at_once() -> None:
    with Ahead(lambda _: None) as ahead:
        assert ahead.take() is None


def test_the_next_chunk_is_read_while_one_is_in_hand() -> None:
    read_next = Event()

    def read(page_id: int) -> Chunk | None:
        if page_id == 1:
            read_next.set()
        return after(2, page_id)

    with Ahead(read) as ahead:
        ahead.take()
        assert read_next.wait(5)


def test_looking_again_begins_with_the_first_page() -> None:
    with Ahead(lambda page_id: after(2, page_id)) as ahead:
        ahead.take()
        ahead.look_again()
        assert taken(ahead) == [1, 2]


def test_what_reading_raises_comes_with_the_chunk_it_cost() -> None:
    def read(page_id: int) -> Chunk | None:
        if page_id == 1:
            raise ValueError("cut")
        return after(3, page_id)

    with Ahead(read) as ahead:
        assert ahead.take() is not None
        with pytest.raises(ValueError, match="cut"):
            ahead.take()
