"""Which of several versions of a row holds: the later change, then the later look, then the greater hash."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from schemas.commerce import AfterSale, Order
from schemas.tally import Counts

RECIPE = "1"
"""Goes into each hash: raised when the recipe changes, so that an old hash is not compared with a new one."""

AnyRow = TypeVar("AnyRow")
RowT = TypeVar("RowT", Order, AfterSale)
_encode = msgspec.msgpack.Encoder().encode
_instant = lru_cache(maxsize=1_000)(datetime.fromisoformat)  # all records of a page were fetched at one


class Version(Struct, frozen=True, order=True):
    """A row's place in the order of its versions. `rank`: less negative wins before time does (a list that owns it)."""

    rank: int
    changed_at: datetime
    fetched_at: datetime
    row_hash: str


class Landed(Struct, Generic[AnyRow], frozen=True, kw_only=True):
    """
    A normal row with where it lay and when it was fetched (ISO text).

    `version`, and of an order `texts`, are worked out before they are asked for, while the database is busy.
    """

    row: AnyRow
    page_id: int
    position: int
    fetched_at: str
    version: Version | None = None
    texts: tuple[bytes, bytes] | None = None


class Sorted(Struct, Generic[RowT], frozen=True, kw_only=True):
    """
    A chunk sorted out: what is new, what changes a stored row, and how many leave it as it is.

    `moved`: of the changed orders those whose legs may follow otherwise now, for their times are others.
    """

    new: list[tuple[Landed[RowT], Version]]
    changed: list[tuple[Landed[RowT], Version]]
    unchanged: int
    moved: frozenset[str] = frozenset()

    def counts(self) -> Counts:
        """Return the tally of the chunk's good rows."""
        return Counts(inserted=len(self.new), updated=len(self.changed), unchanged=self.unchanged)


def row_hash(row: Order | AfterSale) -> str:
    """Hash a row's whole content; page, run and fetch time are not in it."""
    return f"{RECIPE}:{blake2b(_encode(row), digest_size=16).hexdigest()}"


def version_of(landed: Landed[RowT]) -> Version:
    """Return a row's place among its versions."""
    row = landed.row
    changed_at = datetime.fromisoformat(row.source_updated_at)
    return Version(-row.stream_rank, changed_at, _instant(landed.fetched_at), row_hash(row))


def versioned(landed: Landed[RowT]) -> Landed[RowT]:
    """Work a row's version out ahead of its saving."""
    return replace(landed, version=version_of(landed))


def key_of(row: Order | AfterSale) -> str:
    """Return a row's natural key within its account."""
    return row.external_order_id if isinstance(row, Order) else row.external_id


def newest(rows: Iterable[Landed[RowT]]) -> dict[str, tuple[Landed[RowT], Version]]:
    """Keep each key's last version, in the order of the keys."""
    best: dict[str, tuple[Landed[RowT], Version]] = {}
    for landed in rows:
        key, version = key_of(landed.row), landed.version or version_of(landed)
        if key not in best or version > best[key][1]:
            best[key] = (landed, version)
    return dict(sorted(best.items()))


def sort_out(rows: Sequence[Landed[RowT]], stored: Mapping[str, Version]) -> Sorted[RowT]:
    """Compare a chunk with what is stored. Repeats within the chunk, older and equal versions count as unchanged."""
    new, changed = [], []
    for key, (landed, version) in newest(rows).items():
        known = stored.get(key)
        if known is None:
            new.append((landed, version))
        elif version > known and version.row_hash != known.row_hash:
            changed.append((landed, version))
    return Sorted(new=new, changed=changed, unchanged=len(rows) - len(new) - len(changed))
