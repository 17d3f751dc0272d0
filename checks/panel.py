"""Which suites judge which rows, and what their breaches mean for the rows."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from checks import after_sale_lines, after_sales, order_lines, orders, scans
from checks.bounds import CLOCKS_DIFFER, LATEST
from checks.engine import breaches, counted, looked_at
from checks.suite import OWNER, Suite
from checks.warnings import WATCHED
from schemas.quality import Checked, Judgement, Severity, Verdict
from schemas.words import Entity

SUITES: dict[Entity, tuple[Suite, ...]] = {
    Entity.ORDERS: (orders.SUITE, order_lines.SUITE),
    Entity.AFTER_SALES: (after_sales.SUITE, after_sale_lines.SUITE),
    Entity.TRACES: (scans.SUITE,),
}


def judgement(entity: Entity, rows: Sequence[Any], now: datetime | None) -> Judgement:
    """Judge rows of one entity by its suites. Two bad lines of one order that break one rule are one verdict."""
    latest = now + CLOCKS_DIFFER if now else LATEST
    verdicts: dict[tuple[int, str], Verdict] = {}
    results: list[Checked] = []
    for suite in SUITES[entity]:
        for verdict in _judged(suite, rows, latest, results):
            verdicts[verdict.index, verdict.rule] = verdict
    for suite in WATCHED[entity]:
        _watched(suite, rows, latest, results)
    return Judgement(verdicts=tuple(verdicts[key] for key in sorted(verdicts)), results=tuple(results))


def _judged(suite: Suite, rows: Sequence[Any], latest: datetime, results: list[Checked]) -> list[Verdict]:
    frame = suite.frame(rows)
    found = [] if frame.empty else breaches(suite, frame, latest)
    failed = Counter(breach.rule for breach in found)
    results += _results(suite, frame, failed, Severity.CRITICAL)
    owner = frame[OWNER]
    return [Verdict(index=int(owner.iloc[breach.row]), rule=breach.rule, message=breach.message) for breach in found]


def _watched(suite: Suite, rows: Sequence[Any], latest: datetime, results: list[Checked]) -> None:
    frame = suite.frame(rows)
    failed = {} if frame.empty else counted(suite, frame, latest)
    results += _results(suite, frame, Counter(failed), Severity.WARNING)


def _results(suite: Suite, frame: Any, failed: Counter[str], severity: Severity) -> list[Checked]:
    return [
        Checked(suite=suite.name, rule=rule, severity=severity, checked=max(checked, failed[rule]), failed=failed[rule])
        for rule, checked in looked_at(suite, frame).items()
    ]
