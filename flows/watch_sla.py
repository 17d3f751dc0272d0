"""The story of watch-sla."""

from prefect import flow

from flows.naming import run_name
from flows.parameters import Now
from tasks.accounts import database_url
from tasks.runs import begun, conclude_with, span
from tasks.tallies import Tally
from tasks.watch_sla import watch_sla as work


@flow(name="watch-sla", flow_run_name=run_name)
def watch_sla(now: Now = None) -> Tally:
    """
    Raise an anomaly and its ticket for every SLA that is breached; resolve those whose cause has ended.

    Args:
        now: What counts as now; empty = the clock. Beijing time without offset.
    """
    asked = span(now=now)
    with begun("watch-sla", asked) as run:
        return conclude_with(run, work(database_url(), now=asked.now, run_id=run.id))
