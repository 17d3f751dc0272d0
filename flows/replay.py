"""The story of rejects that are taken through again, after a rule or a table was mended."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.futures import wait

from flows.ending import RunFailed, ended
from flows.naming import run_name
from flows.parameters import EntityName, Now
from schemas.rejects import RejectChoice
from schemas.words import Entity
from tasks.replay import replay_account, with_rejects
from tasks.runner import chosen_runner
from tasks.runs import begun_over, conclude, span
from tasks.tallies import Tally


@flow(name="replay", flow_run_name=run_name, task_runner=chosen_runner())
def replay(
    account: str | None = None, entity: EntityName | None = None, rule: str | None = None, now: Now = None
) -> Tally | State[RunFailed]:
    """
    Take open rejects through again, from what was stored: no platform is asked. What fails again is open again.

    Args:
        account: Rejects of this account only; empty = of all.
        entity: Of this entity only; empty = of all.
        rule: Of this rule only, as `shouhou rejects` lists it; empty = of all.
        now: What counts as now; empty = the clock. Beijing time without offset.
    """
    asked = span(now=now)
    choice = RejectChoice(account=account or None, entity=Entity(entity) if entity else None, rule=rule or None)
    with begun_over("replay", asked, lambda: with_rejects(choice), trigger="replay", choice=choice) as run:
        wait([replay_account.submit(name, choice, run.id, asked.now) for name in run.accounts])
        return ended(conclude(run))
