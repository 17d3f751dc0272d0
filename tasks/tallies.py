"""Tallies of runs: put together and made readable."""

from collections.abc import Mapping, Sequence
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


def findings(results: Sequence[Mapping[str, Any]], changes: Sequence[Mapping[str, Any]]) -> str:
    """
    Write what a run's checks came to as Markdown: what fails, what had nothing to check, and what platforms changed.

    Args:
        results: of expectations, as `store.quality` returns them.
        changes: first seen in this run, as `store.drift` returns them.
    """
    words = {True: "holds", False: "fails", None: "not checked"}
    counts = {word: sum(words[row["success"]] == word for row in results) for word in words.values()}
    lines = [f"Of {len(results)} expectations {', '.join(f'{count} {word}' for word, count in counts.items())}.", ""]
    told = [dict(row) | {"verdict": words[row["success"]]} for row in results if row["success"] is not True]
    lines += _rows(("account", "entity", "expectation", "severity", "verdict", "checked", "failed"), told)
    if changes:
        lines += ["", "Platforms show for the first time:", ""]
        lines += _rows(("account", "entity", "severity", "kind", "path", "value"), changes)
    return "\n".join(lines)


def _rows(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if not rows:
        return []
    head = [f"| {' | '.join(columns)} |", "|" + " --- |" * len(columns)]
    return head + [f"| {' | '.join(_cell(row[column]) for column in columns)} |" for row in rows]


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")
