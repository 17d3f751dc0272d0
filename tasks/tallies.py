"""Tallies of runs: put together and made readable."""

from collections.abc import Mapping
from typing import Any

from store.runs import COUNTED

Tally = dict[str, Any]


def joined(flows: Mapping[str, Tally]) -> Tally:
    """
    Put the tallies of several flows together: counts added, an account's worst status and its reasons kept.

    Failed is what had nothing but failed flows; with some it is partial.
    """
    accounts: dict[str, dict[str, Any]] = {}
    for tally in flows.values():
        for name, row in tally.get("accounts", {}).items():
            accounts[name] = _added(accounts[name], row) if name in accounts else dict(row)
    totals = {key: sum(row[key] for row in accounts.values()) for key in COUNTED}
    statuses = {tally["status"] for tally in flows.values()}
    status = statuses.pop() if len(statuses) == 1 else "partial"
    return {"status": status, **totals, "accounts": accounts, "flows": dict(flows)}


def _added(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    worst = min(one["status"], other["status"], key=("failed", "skipped", "done").index)
    reasons = dict.fromkeys(reason for reason in (one["reason"], other["reason"]) if reason)
    return {
        "status": worst,
        "reason": " ".join(reasons) or None,
        **{key: one[key] + other[key] for key in COUNTED},
    }


def markdown(tally: Tally) -> str:
    """Write a tally as Markdown tables for the UI."""
    own = {key: value for key, value in tally.items() if not isinstance(value, dict)}
    lines = ["| | |", "| --- | --- |", *(f"| {key} | {value} |" for key, value in own.items())]
    if tally.get("accounts"):
        head = ("status", *COUNTED, "reason")
        lines += ["", f"| account | {' | '.join(head)} |", "|" + " --- |" * (len(head) + 1)]
        lines += [
            f"| {name} | {' | '.join('' if row[key] is None else str(row[key]) for key in head)} |"
            for name, row in tally["accounts"].items()
        ]
    return "\n".join(lines)
