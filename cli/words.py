"""The words of `shouhou run`, checked before anything is started."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cli.errors import WrongUse
from settings import PlainAccount

SHANGHAI = ZoneInfo("Asia/Shanghai")


def check_flow(name: str) -> None:
    """Raise WrongUse unless a flow bears this name."""
    from flows.registry import NAMES

    if name not in NAMES:
        raise WrongUse(f"no flow is called {name}; known: {', '.join(NAMES)}")


def moment(text: str, *, what: str) -> datetime:
    """Return the aware time that an ISO 8601 text means; without an offset it is Asia/Shanghai."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUse(f"{what} must be an ISO 8601 time such as 2026-11-01T08:00, not {text!r}") from None
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def bounds(start: str | None, end: str | None) -> dict[str, datetime]:
    """Return the bounds of a run, both or none."""
    if start is None and end is None:
        return {}
    if start is None or end is None:
        raise WrongUse("give both --start and --end, or neither")
    found = {"start": moment(start, what="--start"), "end": moment(end, what="--end")}
    if found["end"] <= found["start"]:
        raise WrongUse("--end must lie after --start")
    return found


def parameters(given: Sequence[str]) -> dict[str, Any]:
    """Return the parameters written as KEY=VALUE; a value is JSON if it reads as JSON, else text."""
    found: dict[str, Any] = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise WrongUse(f"write --param as KEY=VALUE, not {text!r}")
        found[key] = _value(value)
    return found


def check_account(wanted: str | None, accounts: Sequence[PlainAccount]) -> None:
    """Raise WrongUse unless the account is configured, whatever it is; None: no account is wanted."""
    known = [account.name for account in accounts]
    if wanted is not None and wanted not in known:
        raise WrongUse(f"no account is called {wanted}; known: {', '.join(known) or 'none'}")


def check_accounts(flow: str, wanted: object, accounts: Sequence[PlainAccount]) -> None:
    """Raise WrongUse unless the flow goes over accounts, and over those that are wanted."""
    from cli.run import SIDES
    from connectors import registry

    side = SIDES.get(flow)
    if wanted is not None and side is None:
        raise WrongUse(f"--account belongs to {', '.join(SIDES)}; {flow} takes none")
    sides = {account.name: str(registry.side(account.platform)) for account in accounts}
    if side and side not in sides.values():
        raise WrongUse(f"no {side} is configured, so {flow} has nothing to do; add [[accounts]] to the configuration")
    for name in wanted if isinstance(wanted, list) else ():
        _check_account(flow, side, name, sides)


def _check_account(flow: str, side: str | None, name: str, sides: Mapping[str, str]) -> None:
    if name not in sides:
        raise WrongUse(f"no account is called {name}; known: {', '.join(sides) or 'none'}")
    if sides[name] != side:
        raise WrongUse(f"{name} is a {sides[name]}; {flow} goes over {side} accounts")


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
