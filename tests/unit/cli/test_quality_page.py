"""The report holds everything in itself, and calls nothing passed that was not checked."""

import re
from datetime import UTC, datetime

from cli.quality_page import page

AT = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def result(**given: object) -> dict[str, object]:
    return {
        "account": "shop", "entity": "orders", "suite": "orders", "expectation": "order_id_usable",
        "severity": "critical", "checked": 5000, "failed": 0, "success": True, "checked_at": AT,
    } | given  # fmt: skip


def test_it_asks_no_other_host_and_runs_nothing() -> None:
    made = page([result()], {"Records set aside": []})
    assert not re.findall(r"https?:|<script|<link|@import|url\(", made)
    assert "12:00:00" in made


def test_each_verdict_has_its_word() -> None:
    rows = [result(), result(success=False, failed=2), result(success=None, checked=0)]
    cells = re.findall(r'<td class="(\w+)">([a-z ]+)</td>', page(rows, {}))
    assert cells == [("holds", "holds"), ("fails", "fails"), ("unchecked", "not checked")]
    assert "1 hold, 1 fail, 1 not checked" in page(rows, {})


def test_what_others_wrote_is_shown_and_not_run() -> None:
    made = page([], {"Stopped accounts": [{"account": "<b>x</b>", "message": "a & b", "accepted_at": None}]})
    assert "&lt;b&gt;x&lt;/b&gt;" in made
    assert "a &amp; b" in made
    assert "<b>" not in made
