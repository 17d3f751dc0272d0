from typing import Any

from tasks.tallies import joined, markdown


def row(status: str = "done", reason: str | None = None, **counts: int) -> dict[str, Any]:
    zero = dict.fromkeys(("fetched", "inserted", "updated", "unchanged", "rejected"), 0)
    return {"status": status, "reason": reason, **zero, **counts}


def tally(status: str = "completed", **accounts: dict[str, Any]) -> dict[str, Any]:
    return {"flow": "f", "run_id": "r", "status": status, "accounts": accounts}


def test_counts_of_one_account_in_two_flows_are_added() -> None:
    whole = joined(
        {
            "sync-orders": tally(shop=row(fetched=3, inserted=3)),
            "sync-after-sales": tally(shop=row(fetched=2, updated=2)),
        }
    )
    assert whole["accounts"]["shop"]["fetched"] == whole["fetched"] == 5
    assert (whole["inserted"], whole["updated"]) == (3, 2)


def test_an_account_that_failed_once_has_failed() -> None:
    whole = joined({"a": tally("failed", shop=row("failed", "no")), "b": tally(shop=row("done"))})
    assert whole["status"] == "partial"
    assert (whole["accounts"]["shop"]["status"], whole["accounts"]["shop"]["reason"]) == ("failed", "no")


def test_only_failed_flows_make_a_failed_cycle() -> None:
    assert joined({"a": tally("failed"), "b": tally("failed")})["status"] == "failed"
    assert joined({"a": tally(), "b": tally()})["status"] == "completed"


def test_a_tally_reads_as_a_table() -> None:
    text = markdown({"flow": "sync-orders", "status": "completed", "fetched": 1, "accounts": {"shop": row(fetched=1)}})
    assert "| fetched | 1 |" in text
    assert "| shop | done | 1 |" in text
