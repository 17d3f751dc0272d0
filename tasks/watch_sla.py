"""Look at every clock once: resolve anomalies whose cause has ended, open those that ran out. One transaction."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from rules import sla
from schemas.sla import Policy, SlaKind
from store import sla as stored
from store import sla_clocks as clocks
from store.engine import Cursor, engine, transaction
from tasks.journal import say

Item = TypeVar("Item")

_CHUNK = 2000


def watch_sla(url: str, *, now: datetime, run_id: UUID) -> dict[str, int]:
    """
    Open an anomaly with its ticket for every clock that has run out, and resolve those that no longer run.

    Everything or nothing is written; two runs at once come one after the other, and the second finds nothing to do.

    Args:
        url: of the database.
        now: aware; what is judged is judged at this instant.

    Returns:
        checked: clocks that run; opened, resolved: anomalies.
    """
    with transaction(engine(url)) as cursor:
        stored.lock(cursor)
        policies = sla.in_force(_known(stored.policies(cursor)), now=now)
        counts = {
            "checked": sum(_checked(cursor, kind, policies) for kind in SlaKind),
            "resolved": sum(_resolve(cursor, kind, policies, now=now, run_id=run_id) for kind in SlaKind),
            "opened": sum(_open(cursor, kind, policies, now=now, run_id=run_id) for kind in SlaKind),
        }
    say("sla.watched", **counts)
    return counts


def _known(policies: Sequence[Policy]) -> list[Policy]:
    """Leave out kinds that nobody watches yet, and say so: a policy that rests must not look like one that is kept."""
    watched = [policy for policy in policies if policy.kind in set(SlaKind)]
    resting = sorted({p.code for p in policies if p.enabled and (p not in watched or p.clock != sla.ELAPSED)})
    if resting:
        say("sla.policies.rest", level=logging.WARNING, policies=resting, why="their kind or clock is not watched")
    return watched


def _checked(cursor: Cursor, kind: SlaKind, policies: Sequence[Policy]) -> int:
    return clocks.count(cursor, kind) if sla.shortest(policies, kind) is not None else 0


def _resolve(cursor: Cursor, kind: SlaKind, policies: Sequence[Policy], *, now: datetime, run_id: UUID) -> int:
    found = (sla.ended(anomaly, policies) for anomaly in clocks.open_anomalies(cursor, kind))
    return sum(stored.resolve(cursor, some, now=now, run_id=run_id) for some in _chunks(found))


def _open(cursor: Cursor, kind: SlaKind, policies: Sequence[Policy], *, now: datetime, run_id: UUID) -> int:
    limit = sla.shortest(policies, kind)
    if limit is None:
        return 0
    found = (sla.judge(clock, policies, now=now) for clock in clocks.run_out(cursor, kind, limit, now=now))
    return sum(stored.open_breaches(cursor, some, now=now, run_id=run_id) for some in _chunks(found))


def _chunks(items: Iterable[Item | None]) -> Iterator[list[Item]]:
    some = (item for item in items if item is not None)
    while chunk := list(islice(some, _CHUNK)):
        yield chunk
