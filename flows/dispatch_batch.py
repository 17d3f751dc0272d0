"""The story of dispatch-batch."""

from prefect import flow

from flows.naming import run_name
from flows.parameters import Now
from tasks.accounts import database_url
from tasks.dispatch_batch import dispatch_batch as work
from tasks.runs import begun, conclude_with, span
from tasks.tallies import Tally


@flow(name="dispatch-batch", flow_run_name=run_name)
def dispatch_batch(now: Now = None) -> Tally:
    """
    Plan the next day (Asia/Shanghai) for the tickets that are ready, and commit the plan.

    Args:
        now: What counts as now; empty = the clock. Beijing time without offset.
    """
    asked = span(now=now)
    with begun("dispatch-batch", asked) as run:
        return conclude_with(run, work(database_url(), now=asked.now, run_id=run.id))
