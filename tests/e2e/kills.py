"""A cycle killed at a moment of its life, a clean one after it, and what then differs from an undisturbed life."""

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from sandbox.service import Sandbox
from tests.api_content import Content, api_content, differences
from tests.e2e.conftest import Houses
from tests.e2e.house import AT, House, a_sandbox, apart_from_truth

FLOWS = ("sync-orders", "sync-after-sales", "sync-traces", "create-tickets", "dispatch-batch", "watch-sla")


@dataclass(frozen=True)
class Undisturbed:
    """
    What one clean run comes to.

    Attributes:
        took_s: how long each of its flows worked, by name; the start of Python is no part of it.
    """

    sandbox: Sandbox
    content: Content
    took_s: Mapping[str, float]


@dataclass(frozen=True)
class Moment:
    """So many seconds after a flow of the cycle has begun."""

    flow: str
    after_s: float


def broken(open_house: Houses, *, orders: int, kills: int) -> list[str]:
    """Kill a cycle at so many random moments, each in a database of its own; name what is wrong after the next one."""
    with _undisturbed(open_house, orders) as undisturbed, ThreadPoolExecutor(max_workers=2) as pool:
        each = partial(_survived, undisturbed, open_house)
        return [wrong for found in pool.map(each, _moments(undisturbed, kills)) for wrong in found]


@contextmanager
def _undisturbed(open_house: Houses, orders: int) -> Iterator[Undisturbed]:
    with a_sandbox(orders=orders) as sandbox:
        with open_house(sandbox) as house:
            assert house.tally("cycle")["status"] == "completed"
            assert apart_from_truth(house) == []
            ran = house.rows("SELECT flow, extract(epoch FROM ended_at - started_at)::float AS s FROM ops.run")
            lived = Undisturbed(sandbox, api_content(house.database), {row["flow"]: row["s"] for row in ran})
        yield lived


def _moments(undisturbed: Undisturbed, kills: int) -> Sequence[Moment]:
    """Spread moments over the run, flow by flow: most of its time goes into one import, and hits there show little."""
    draw = random.Random(kills)
    found = [len(FLOWS) * (part + draw.random()) / kills for part in range(kills)]
    return [Moment(FLOWS[int(at)], at % 1 * undisturbed.took_s[FLOWS[int(at)]]) for at in found]


def _survived(undisturbed: Undisturbed, open_house: Houses, moment: Moment) -> list[str]:
    with open_house(undisturbed.sandbox) as house:
        services = _services(house)
        reached = _killed(house, moment)
        wrong = [] if _services(house) == services else ["the services of the home did not outlive the command"]
        clean = house.tally("cycle")
        wrong += [] if clean["status"] == "completed" else [f"the next run: {clean}"]
        wrong += differences(api_content(house.database), undisturbed.content)
        wrong += [f"left running: {row}" for row in house.rows("SELECT flow FROM ops.run WHERE status = 'running'")]
        wrong += [
            f"left unsettled: {row}" for row in house.rows("SELECT page_id FROM raw.page WHERE settled_at IS NULL")
        ]
        return [f"killed {moment.after_s:.2f} s after {moment.flow} began ({reached}): {each}" for each in wrong]


def _killed(house: House, moment: Moment) -> str:
    """Start a cycle and kill all its processes; returns where it was."""
    run = house.start("run", "cycle", *AT)
    try:
        run.wait_for_row(f"SELECT FROM ops.run WHERE flow = '{moment.flow}'")
        time.sleep(moment.after_s)
    finally:
        run.kill()
    runs = house.rows("SELECT flow, status FROM ops.run ORDER BY started_at")
    return ", ".join(f"{row['flow']} {row['status']}" for row in runs)


def _services(house: House) -> dict[str, int]:
    from stack import Home

    return {name: entry.pid for name, entry in Home(house.home).entries().items() if entry.alive}
