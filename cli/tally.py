"""What a run counted, as people and as programs read it."""

import json
import sys
from collections.abc import Mapping
from typing import Any

ABOUT = ("flow", "run_id", "status", "accounts", "flows")


def show(tally: Mapping[str, Any], *, as_json: bool) -> None:
    """Print the tally as the last line of stdout; accounts that failed or were left alone go to stderr."""
    for flow in tally.get("flows", {"": tally}).values():
        if "error" in flow:
            print(f"{flow['flow']} broke off: {flow['error']}", file=sys.stderr)
        for name, account in flow.get("accounts", {}).items():
            if account["status"] != "done" or account["reason"]:
                print(f"{flow['flow']}: {name} {account['status']}: {account['reason']}", file=sys.stderr)
    print(json.dumps(tally, ensure_ascii=False, default=str) if as_json else line(tally))


def line(tally: Mapping[str, Any]) -> str:
    """Return a tally as one line, `sync-orders completed: fetched 12, inserted 3, … (run …)`."""
    counts = ", ".join(f"{name} {count:,}" for name, count in tally.items() if name not in ABOUT)
    parts = [f"{name} {one['status']}" for name, one in tally.get("flows", {}).items()]
    found = "; ".join(part for part in (counts, ", ".join(parts)) if part) or "nothing to count"
    return f"{tally['flow']} {tally['status']}: {found} (run {tally['run_id']})"
