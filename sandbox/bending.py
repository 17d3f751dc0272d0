"""Cuts a page out of rows; a fault may repeat a row of it or of its neighbours, or mix the rows."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def page_of(rows: Sequence[T], first: int, size: int, fault: str, rng: Random) -> list[T]:
    """Return `size` rows from the row `first` on, bent by `duplicate` or `reorder`."""
    page = list(rows[first : first + size])
    if fault == "duplicate" and page:
        near = rows[max(first - 1, 0) : first + size + 1]
        page.insert(rng.randrange(len(page) + 1), rng.choice(near))
    if fault == "reorder":
        rng.shuffle(page)
    return page
