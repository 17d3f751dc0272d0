"""A run as the flows see it: begun before anything is asked, concluded by what its rows say, shown in Prefect."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct
from prefect.artifacts import create_markdown_artifact
from prefect.context import FlowRunContext

from schemas.account import Side
from store import drift, migrate, quality, runs
from store.engine import engine
from tasks.accounts import chosen, database_url, listening, register
from tasks.journal import listen, say
from tasks.tallies import Tally, findings, joined, markdown

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Span(Struct, frozen=True, kw_only=True):
    """
    When a run is, and between which bounds it asks; no bounds: from the cursor.

    `looks_back`: what is still open is read again by its number.
    """

    now: datetime
    start: datetime | None = None
    end: datetime | None = None
    looks_back: bool = False


class Run(Struct, frozen=True, kw_only=True):
    """A run that has begun. `listening`: accounts that are not asked: what was pushed for them is settled."""

    id: UUID
    accounts: tuple[str, ...] = ()
    listening: tuple[str, ...] = ()


class Past(Struct, frozen=True, kw_only=True):
    """A span that is over: when the run is, and the bounds, aware."""

    now: datetime
    start: datetime
    end: datetime


class BadBounds(ValueError):
    """Bounds that make no window; the message says what to give."""


def span(
    *,
    now: datetime | None,
    start: datetime | None = None,
    end: datetime | None = None,
    lookback_hours: int | None = None,
) -> Span:
    """
    Make a run's span of its parameters. Times without an offset mean Asia/Shanghai.

    Raises:
        BadBounds: one bound without the other, both bounds and a look-back, or an end that is not after the start.
    """
    moment = _aware(now) if now is not None else datetime.now(UTC)
    if lookback_hours is not None:
        if start is not None or end is not None:
            raise BadBounds("Give either lookback_hours, or start and end.")
        return Span(now=moment, start=moment - timedelta(hours=lookback_hours), end=moment, looks_back=True)
    if (start is None) != (end is None):
        raise BadBounds("Give both start and end, or neither.")
    if start is None or end is None:
        return Span(now=moment)
    bounded = Span(now=moment, start=_aware(start), end=_aware(end))
    if _aware(end) <= _aware(start):
        raise BadBounds("The end must lie after the start.")
    return bounded


def past(*, now: datetime | None, start: datetime, end: datetime) -> Past:
    """
    Make the span of a backfill of its parameters. Times without an offset mean Asia/Shanghai.

    Raises:
        BadBounds: the end is not after the start, or lies ahead.
    """
    found = span(now=now, start=start, end=end)
    if _aware(end) > found.now:
        raise BadBounds("The end lies ahead; a backfill brings in what has been.")
    return Past(now=found.now, start=_aware(start), end=_aware(end))


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=SHANGHAI)


@contextmanager
def begun(flow: str, asked: Span, side: Side | None = None, accounts: Sequence[str] | None = None) -> Iterator[Run]:
    """
    Begin a run over the accounts of one side, or over none.

    Args:
        side: which accounts the run goes over; None: it goes over none.
        accounts: names, or None for all of that side.

    Raises:
        UnknownAccount: a name that is not configured or is of the other side.
        Exception: as `begun_over`.
    """
    names: list[str] = []

    def choose() -> list[str]:
        names.extend(chosen(side, accounts) if side else [])
        return names + (listening(names) if side is Side.COURIER and not accounts else [])

    with begun_over(flow, asked, choose, accounts=accounts) as run:
        others = tuple(name for name in run.accounts if name not in names)
        yield msgspec.structs.replace(run, accounts=tuple(names), listening=others)


@contextmanager
def begun_over(
    flow: str, asked: Span | Past, choose: Callable[[], Sequence[str]], *, trigger: str | None = None, **params: object
) -> Iterator[Run]:
    """
    Begin a run: the database is at the code's version, accounts are known, the run's rows stand, its lock is held.

    A run whose story breaks is closed as failed.

    Args:
        choose: names the accounts once the database is ready.
        trigger: why the run is; None: as Prefect knows it.
        params: kept with the run, beside its span.

    Raises:
        DatabaseBehind, DatabaseAhead: run `shouhou db upgrade`, or upgrade shouhou.
    """
    listen()
    url = database_url()
    migrate.check(url)
    register()
    names = list(choose())
    run_id, found = _identity()
    kept = {**params, **msgspec.structs.asdict(asked)}
    with runs.alive(url, run_id):
        runs.begin(url, run_id=run_id, flow=flow, trigger=trigger or found, params=kept, accounts=names)
        try:
            yield Run(id=run_id, accounts=tuple(names))
        except Exception as error:
            runs.fail(engine(url), run_id, error=f"{type(error).__name__}: {error}")
            raise


def _identity() -> tuple[UUID, str]:
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        return uuid4(), "manual"
    return UUID(str(context.flow_run.id)), "schedule" if context.flow_run.auto_scheduled else "manual"


def conclude(run: Run) -> Tally:
    """Close a run that went over accounts by what their rows say; show its tally and findings, and return the tally."""
    tally = _shown(runs.conclude(engine(database_url()), run.id))
    show_findings(tally)
    return tally


def conclude_with(run: Run, counts: Mapping[str, Any]) -> Tally:
    """Close a run that went over no accounts with its own counts; show and return its tally."""
    return _shown(runs.conclude_with(engine(database_url()), run.id, counts, status="completed"))


def conclude_cycle(run: Run, flows: Mapping[str, Tally]) -> Tally:
    """Close a run of several flows: their counts together, and each flow's own tally under `flows`."""
    whole = joined(flows)
    status = whole.pop("status")
    return _shown(runs.conclude_with(engine(database_url()), run.id, whole, status=status))


def show_findings(tally: Tally) -> None:
    """Show in Prefect what a run's checks came to and what platforms changed; without a flow run there is no place for it."""
    on, run_id = engine(database_url()), UUID(tally["run_id"])
    results, changes = quality.newest(on, run_id), drift.first_seen_in(on, run_id)
    if FlowRunContext.get() is not None and (results or changes):
        what = "What the checks of the run came to, and what platforms changed"
        create_markdown_artifact(findings(results, changes), key=f"{tally['flow']}-quality", description=what)


def _shown(tally: Tally) -> Tally:
    say("run.concluded", **{key: value for key, value in tally.items() if not isinstance(value, dict)})
    if FlowRunContext.get() is not None:
        create_markdown_artifact(markdown(tally), key=f"{tally['flow']}-tally", description="What the run counted")
    return tally
