"""The story of purge: what is older than it is of use goes."""

from typing import Annotated

from prefect import flow
from pydantic import Field

from flows.naming import run_name
from flows.parameters import Now
from tasks.accounts import database_url
from tasks.purge import purge as work
from tasks.runs import begun, conclude_with, span
from tasks.tallies import Tally

Days = Annotated[int, Field(ge=1, le=3650)]


@flow(name="purge", flow_run_name=run_name)
def purge(dry_run: bool = False, keep_days: Days = 90, keep_events_days: Days = 30, now: Now = None) -> Tally:
    """
    Drop the bodies of settled pages, what checks came to, and events by their age. Headers stay, as does all that was read.

    Args:
        dry_run: Count only what would be dropped.
        keep_days: How many days the body of a page is kept after it was fetched, and what checks came to.
        keep_events_days: How many days an event is kept for its consumers.
        now: What counts as now; empty = the clock. Beijing time without offset.
    """
    asked = span(now=now)
    with begun("purge", asked) as run:
        counts = work(
            database_url(), now=asked.now, keep_days=keep_days, keep_events_days=keep_events_days, dry_run=dry_run
        )
        return conclude_with(run, counts)
