"""The story of create-tickets."""

from prefect import flow

from flows.naming import run_name
from flows.parameters import Now
from tasks.accounts import database_url
from tasks.create_tickets import create_tickets as work
from tasks.runs import begun, conclude_with, span
from tasks.tallies import Tally


@flow(name="create-tickets", flow_run_name=run_name)
def create_tickets(now: Now = None) -> Tally:
    """
    Make, move and cancel tickets by the service rules, from what changed since the last completed run.

    Args:
        now: What counts as now; empty = the clock. Beijing time without offset.
    """
    asked = span(now=now)
    with begun("create-tickets", asked) as run:
        return conclude_with(run, work(database_url(), now=asked.now, run_id=run.id))
