"""Which suites judge which rows, and what their breaches mean for the rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from checks import after_sale_lines, after_sales, order_lines, orders, scans
from checks.bounds import CLOCKS_DIFFER, LATEST
from checks.engine import Broken, broken, looked_at, severities
from checks.suite import OWNER, Suite
from schemas.quality import Checked, Judgement, Verdict
from schemas.words import Entity

NOTHING = Broken([], Counter())
SUITES: dict[Entity, tuple[Suite, ...]] = {
    Entity.ORDERS: (orders.SUITE, order_lines.SUITE),
    Entity.AFTER_SALES: (after_sales.SUITE, after_sale_lines.SUITE),
    Entity.TRACES: (scans.SUITE,),
}


def judgement(entity: Entity, rows: Sequence[Any], now: datetime | None) -> Judgement:
    """Judge rows of one entity by its suites. Two bad lines of one order that break one rule are one verdict."""
    latest = now + CLOCKS_DIFFER if now else LATEST
    judged = [_judged(suite, rows, latest) for suite in SUITES[entity]]
    verdicts = {(verdict.index, verdict.rule): verdict for each in judged for verdict in each.verdicts}
    return Judgement(
        verdicts=tuple(verdicts[key] for key in sorted(verdicts)),
        results=tuple(result for each in judged for result in each.results),
    )


def _judged(suite: Suite, rows: Sequence[Any], latest: datetime) -> Judgement:
    frame = suite.frame(rows)
    found = NOTHING if frame.empty else broken(suite, frame, latest)
    owner = frame[OWNER]
    verdicts = [
        Verdict(index=int(owner.iloc[breach.row]), rule=breach.rule, message=breach.message)
        for breach in found.breaches
    ]
    return Judgement(verdicts=tuple(verdicts), results=tuple(_results(suite, looked_at(suite, frame), found.failed)))


def _results(suite: Suite, looked: dict[str, int], failed: Counter[str]) -> Iterator[Checked]:
    severity = severities(suite)
    for rule, checked in looked.items():
        yield Checked(
            suite=suite.name,
            rule=rule,
            severity=severity[rule],
            checked=max(checked, failed[rule]),
            failed=failed[rule],
        )
