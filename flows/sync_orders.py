"""The story of orders changed at the shops."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.futures import wait

from flows.ending import RunFailed, ended
from flows.naming import run_name
from flows.parameters import Accounts, End, Lookback, Now, Start
from schemas.account import Side
from schemas.words import Entity
from tasks.patience import patient
from tasks.runner import chosen_runner
from tasks.runs import begun, conclude, span
from tasks.sync_shop import sync_shop
from tasks.tallies import Tally


@flow(name="sync-orders", flow_run_name=run_name, task_runner=chosen_runner())
def sync_orders(
    accounts: Accounts = None, start: Start = None, end: End = None, lookback_hours: Lookback = None, now: Now = None
) -> Tally | State[RunFailed]:
    """
    Bring orders changed in [start, end) into the normal tables, shop by shop, the shops side by side.

    Without bounds, go on from each shop's cursor; with bounds the cursors stay.

    Args:
        accounts: Names of shops; empty = all active ones.
        start: Ask for what changed from here on; empty = go on from each account's cursor. Beijing time without offset.
        end: Up to here, not included; given together with start.
        lookback_hours: Ask again for the last so many hours, beside the live run and its cursor.
        now: What counts as now; empty = the clock. Beijing time without offset.
    """
    asked = span(now=now, start=start, end=end, lookback_hours=lookback_hours)
    with begun("sync-orders", asked, Side.SHOP, accounts) as run:
        each = patient(sync_shop)
        wait([each.submit(name, Entity.ORDERS, run.id, asked) for name in run.accounts])
        return ended(conclude(run))
