"""Judge whole tables, and keep what came of it beside the results of the chunks."""

import logging
from uuid import UUID

from checks.tables import RULES, judge_tables
from schemas.quality import Severity
from store import quality
from store.engine import engine, transaction
from store.landing import Source
from tasks.journal import say

ENTITY = "tables"


def check_tables(url: str, *, run_id: UUID) -> dict[str, int]:
    """
    Judge the database's tables by every rule.

    Returns:
        checked: rules that had rows to look at; failed, warned: critical rules and warnings that do not hold.
    """
    on = engine(url)
    results = judge_tables(url, quality.table_sizes(on, (rule.table for rule in RULES)))
    with transaction(on) as cursor:
        quality.save(cursor, Source(account="", entity=ENTITY, run_id=run_id), results)
    broken = [each for each in results if each.failed]
    for each in broken:
        say("tables.broken", level=logging.WARNING, rule=each.rule, severity=each.severity, rows=each.failed)
    critical = sum(each.severity is Severity.CRITICAL for each in broken)
    return {
        "checked": sum(each.checked > 0 for each in results),
        "failed": critical,
        "warned": len(broken) - critical,
    }
