"""The whole chain once."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.create_tickets import create_tickets
from flows.dispatch_batch import dispatch_batch
from flows.ending import RunFailed, ended, tally_of
from flows.naming import run_name
from flows.parameters import Now
from flows.sync_after_sales import sync_after_sales
from flows.sync_orders import sync_orders
from flows.sync_traces import sync_traces
from flows.watch_sla import watch_sla
from tasks.runs import begun, conclude_cycle, span
from tasks.tallies import Tally

IN_ORDER: tuple[Any, ...] = (sync_orders, sync_after_sales, sync_traces, create_tickets, dispatch_batch, watch_sla)


@flow(name="cycle", flow_run_name=run_name)
def cycle(now: Now = None) -> Tally | State[RunFailed]:
    """
    Bring everything in, make and dispatch tickets, watch the SLAs: each flow once, for every active account.

    An account that fails stops neither the others nor the flows that follow; the cycle then ends as partial.

    Args:
        now: What counts as now; empty = the clock. Beijing time without offset.
    """
    asked = span(now=now)
    with begun("cycle", asked) as run:
        tallies = {one.name: tally_of(one.name, one(now=asked.now, return_state=True)) for one in IN_ORDER}
        return ended(conclude_cycle(run, tallies))
