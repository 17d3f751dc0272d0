"""The story of a backfill: the past, beside the live sync."""

from datetime import datetime, timedelta
from functools import partial
from typing import Annotated

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.futures import wait
from pydantic import Field

from flows.ending import RunFailed, ended
from flows.naming import run_name
from flows.parameters import Accounts, EntityName, Now
from schemas.backfill import BackfillRequest
from schemas.words import Entity
from tasks.backfill import backfill_account, left_open, planned
from tasks.patience import patient
from tasks.runner import chosen_runner
from tasks.runs import begun_over, conclude, past
from tasks.tallies import Tally


@flow(name="backfill", flow_run_name=run_name, task_runner=chosen_runner())
def backfill(
    entity: EntityName,
    start: datetime,
    end: datetime,
    accounts: Accounts = None,
    chunk_days: Annotated[float, Field(ge=1 / 24, le=366)] = 1,
    again: bool = False,
    parts_at_once: Annotated[int, Field(ge=1, le=32)] = 1,
    now: Now = None,
) -> Tally | State[RunFailed]:
    """
    Bring the past in, part by part, beside the live sync and after it: its cursor stays, and its calls go first.

    The same request again goes on where it stopped; parts that are done are not asked for again.

    Args:
        entity: orders or after_sales: what changed in the span. traces: the parcels shipped in it.
        start: From here on. Beijing time without offset.
        end: Up to here, not included. Beijing time without offset.
        accounts: Names of accounts; empty = all active shops (for traces: couriers).
        chunk_days: The length of a part in days; one that was begun and not finished is asked for again.
        again: Also ask for the parts that an earlier run of the same request has done.
        parts_at_once: So many parts of one account side by side, under the account's one rate.
        now: What counts as now; empty = the clock. Beijing time without offset.
    """
    asked = past(now=now, start=start, end=end)
    request = BackfillRequest(entity=Entity(entity), start=asked.start, end=asked.end, chunk=timedelta(days=chunk_days))
    plan = partial(planned, request, accounts, again=again)
    with begun_over("backfill", asked, plan, trigger="backfill", entity=entity, accounts=accounts) as run:
        each = patient(backfill_account)
        lanes = [name for name in run.accounts for _ in range(parts_at_once)]
        wait([each.submit(name, request, run.id, asked.now) for name in lanes])
        left_open(request, run.id, run.accounts)
        return ended(conclude(run))
