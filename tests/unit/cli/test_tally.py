"""How a tally is printed."""

import json

import pytest

from cli import tally

COUNTS = {"fetched": 1_200, "inserted": 1_190, "updated": 3, "unchanged": 5, "rejected": 2}
SYNC = {
    "flow": "sync-orders",
    "run_id": "r1",
    "status": "partial",
    **COUNTS,
    "accounts": {
        "shop-a": {"status": "done", "reason": None, **COUNTS},
        "shop-b": {"status": "failed", "reason": "Renew the session.", **dict.fromkeys(COUNTS, 0)},
    },
}


def test_a_tally_is_one_line_and_failed_accounts_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    tally.show(SYNC, as_json=False)
    said = capsys.readouterr()

    assert said.out == (
        "sync-orders partial: fetched 1,200, inserted 1,190, updated 3, unchanged 5, rejected 2 (run r1)\n"
    )
    assert said.err == "sync-orders: shop-b failed: Renew the session.\n"


def test_as_json_the_tally_is_one_object_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    tally.show(SYNC, as_json=True)

    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == SYNC


def test_a_cycle_names_its_flows_and_their_failed_accounts(capsys: pytest.CaptureFixture[str]) -> None:
    own = {"flow": "create-tickets", "run_id": "r2", "status": "completed", "created": 4}
    tally.show(
        {"flow": "cycle", "run_id": "r0", "status": "partial", "flows": {"sync-orders": SYNC, "create-tickets": own}},
        as_json=False,
    )
    said = capsys.readouterr()

    assert said.out == "cycle partial: sync-orders partial, create-tickets completed (run r0)\n"
    assert "shop-b failed" in said.err


def test_a_flow_that_fetches_nothing_shows_its_own_counts() -> None:
    own = {"flow": "watch-sla", "run_id": "r3", "status": "completed", "checked": 9, "opened": 0}

    assert tally.line(own) == "watch-sla completed: checked 9, opened 0 (run r3)"
