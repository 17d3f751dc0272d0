"""What the UI shows of a run's checks."""

from tasks.tallies import findings


def result(success: bool | None, **given: object) -> dict[str, object]:
    return {
        "account": "shop", "entity": "orders", "expectation": "e", "severity": "warning", "checked": 9, "failed": 0,
        "success": success,
    } | given  # fmt: skip


def test_what_holds_is_counted_and_the_rest_is_listed() -> None:
    told = findings([result(True), result(False, expectation="bad", failed=2), result(None, checked=0)], [])
    assert told.startswith("Of 3 expectations 1 holds, 1 fails, 1 not checked.")
    assert "| shop | orders | bad | warning | fails | 9 | 2 |" in told
    assert told.count("\n| shop") == 2


def test_a_change_is_shown_and_cannot_break_the_table() -> None:
    change = {
        "account": "shop",
        "entity": "orders",
        "severity": "critical",
        "kind": "new_value",
        "path": "p",
        "value": "a|b",
    }
    assert r"| a\|b |" in findings([], [change])
