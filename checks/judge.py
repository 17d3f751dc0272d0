"""The face of the room: which normal rows must not be saved."""

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

from schemas.commerce import AfterSale, Order
from schemas.parcels import ScanRow
from schemas.quality import Judgement
from schemas.words import Entity

_one_at_a_time = Lock()  # accounts are settled in threads, and the library's context is one for the process


def judge(entity: Entity, rows: Sequence[Order | AfterSale | ScanRow], *, now: datetime | None = None) -> Judgement:
    """
    Return which of `rows` are to be set aside and why, by index, then by rule, and what each expectation came to.

    Nested lines and parcels are judged with their row. The first call with rows imports Great Expectations, which
    takes seconds; without rows nothing is imported. Safe to call from several threads, which then take turns.

    Args:
        entity: what the rows are: orders, after-sale requests or, for traces, scans.
        rows: a chunk of 5,000 or so; smaller ones cost nearly as much. They may hold several versions of one thing.
        now: aware; when the rows were fetched. What claims to have happened more than two days later is set aside;
            None: only what lies after the year 2099.

    Raises:
        CheckError: an expectation could not be evaluated; nothing is known of the rows then.
    """
    if not rows:
        return Judgement()
    with _one_at_a_time:
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        from checks.panel import judgement

        with _collected():
            return judgement(entity, rows, now)


@contextmanager
def _collected() -> Iterator[None]:
    """
    Collect what the library leaves behind: rings of objects, and who settles has switched the collector off.

    What was there before is put out of its sight meanwhile: hundreds of thousands of rows that it would walk for nothing.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
