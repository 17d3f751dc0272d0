"""The story of parcels' scans at the couriers."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.futures import wait

from flows.ending import RunFailed, ended
from flows.naming import run_name
from flows.parameters import Accounts, End, Lookback, Now, Start
from schemas.account import Side
from tasks.patience import patient
from tasks.runner import chosen_runner
from tasks.runs import begun, conclude, span
from tasks.sync_courier import settle_pushes, sync_courier
from tasks.tallies import Tally


@flow(name="sync-traces", flow_run_name=run_name, task_runner=chosen_runner())
def sync_traces(
    accounts: Accounts = None, start: Start = None, end: End = None, lookback_hours: Lookback = None, now: Now = None
) -> Tally | State[RunFailed]:
    """
    Ask the couriers for the parcels whose time has come and fold their scans, courier by courier, side by side.

    With bounds: for the parcels shipped in [start, end), whether due or not; the freshness of the account stays.

    Args:
        accounts: Names of courier accounts; empty = all active ones.
        start: Ask for parcels shipped from here on; empty = those whose time has come. Beijing time without offset.
        end: Up to here, not included; given together with start.
        lookback_hours: Ask for the parcels shipped in the last so many hours, beside the live run.
        now: What counts as now; empty = the clock. Beijing time without offset.
    """
    asked = span(now=now, start=start, end=end, lookback_hours=lookback_hours)
    with begun("sync-traces", asked, Side.COURIER, accounts) as run:
        each = patient(sync_courier)
        asking = [each.submit(name, run.id, asked) for name in run.accounts]
        wait([*asking, *(settle_pushes.submit(name, run.id, asked) for name in run.listening)])
        return ended(conclude(run))
