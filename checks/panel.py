"""Which suites judge which rows, and what their breaches mean for the rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from checks import after_sale_lines, after_sales, order_lines, orders, scans
from checks.bounds import CLOCKS_DIFFER, LATEST
from checks.engine import breaches
from checks.suite import OWNER, Suite
from schemas.quality import Verdict
from schemas.words import Entity

SUITES: dict[Entity, tuple[Suite, ...]] = {
    Entity.ORDERS: (orders.SUITE, order_lines.SUITE),
    Entity.AFTER_SALES: (after_sales.SUITE, after_sale_lines.SUITE),
    Entity.TRACES: (scans.SUITE,),
}


def verdicts(entity: Entity, rows: Sequence[Any], now: datetime | None) -> list[Verdict]:
    """Judge rows of one entity by its suites. Two bad lines of one order that break one rule are one verdict."""
    latest = now + CLOCKS_DIFFER if now else LATEST
    found = {
        (verdict.index, verdict.rule): verdict for suite in SUITES[entity] for verdict in _judged(suite, rows, latest)
    }
    return [found[key] for key in sorted(found)]


def _judged(suite: Suite, rows: Sequence[Any], latest: datetime) -> list[Verdict]:
    frame = suite.frame(rows)
    if frame.empty:
        return []
    owner = frame[OWNER]
    return [
        Verdict(index=int(owner.iloc[breach.row]), rule=breach.rule, message=breach.message)
        for breach in breaches(suite, frame, latest)
    ]
