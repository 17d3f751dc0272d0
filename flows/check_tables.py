"""The story of the daily look at whole tables."""

from prefect import flow

from flows.naming import run_name
from flows.parameters import Now
from tasks.accounts import database_url
from tasks.check_tables import check_tables as work
from tasks.runs import begun, conclude_with, show_findings, span
from tasks.tallies import Tally


@flow(name="check-tables", flow_run_name=run_name)
def check_tables(now: Now = None) -> Tally:
    """
    Judge what only whole tables show: rows that have lost each other, what waits too long, what names nothing we know.

    Args:
        now: What counts as now; empty = the clock. Beijing time without offset.
    """
    with begun("check-tables", span(now=now)) as run:
        tally = conclude_with(run, work(database_url(), run_id=run.id))
        show_findings(tally)
        return tally
