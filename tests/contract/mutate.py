"""Payloads gone wrong: the same seed gives the same ones."""

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

ODD: tuple[Any, ...] = (
    None, "", "0", "-", "NaN", "1e2", "1.005", "\0", "\ud83d", "x" * 5000, "１２", 0, -1, 2**63, 10**60, 1.5, float("nan"), float("inf"),
    True, False, [], {}, [None], [[]], [5], {"a": None}, {"a": [], "b": []}, {"row": [None]}, "2026-02-30 00:00:00", "9999-12-31 23:59:59",
)  # fmt: skip

Path = tuple[str | int, ...]


def mutated(records: list[dict[str, Any]], count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Yield `count` records with one to four places changed, taken away or doubled."""
    rng = Random(seed)
    for _ in range(count):
        record = copy.deepcopy(rng.choice(records))
        for _ in range(rng.randint(1, 4)):
            _hurt(record, rng)
        yield record


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the way to every value inside a record."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield (*path, key)
        yield from places(part, (*path, key))


def placed(record: Any, path: Path) -> Any:
    """Return the container of a place."""
    for key in path[:-1]:
        record = record[key]
    return record


def _hurt(record: dict[str, Any], rng: Random) -> None:
    ways = list(places(record))
    if not ways:
        return
    path = rng.choice(ways)
    inside, key = placed(record, path), path[-1]
    match rng.randrange(4):
        case 0:
            del inside[key]
        case 1 if isinstance(inside, list):
            inside.append(copy.deepcopy(inside[int(key)]))
        case _:
            inside[key] = copy.deepcopy(rng.choice(ODD))
