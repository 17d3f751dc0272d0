"""kill −9 at any moment: what is left is taken up by the next run, and the end is that of an undisturbed run."""

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import pytest

from sandbox.service import Sandbox
from tests.api_content import Content, api_content, differences
from tests.e2e.conftest import Houses
from tests.e2e.house import AT, House, a_sandbox, apart_from_truth


@dataclass(frozen=True)
class Undisturbed:
    """What one clean run comes to, and how long it worked (s), its start of Python left out."""

    sandbox: Sandbox
    content: Content
    took_s: float


@pytest.fixture(scope="module")
def undisturbed(open_house: Houses) -> Iterator[Undisturbed]:
    with a_sandbox(orders=100) as sandbox:
        yield lived(sandbox, open_house)


@pytest.fixture(scope="module")
def undisturbed_small(open_house: Houses) -> Iterator[Undisturbed]:
    with a_sandbox(orders=40, seed=6) as sandbox:
        yield lived(sandbox, open_house)


def lived(sandbox: Sandbox, open_house: Houses) -> Undisturbed:
    with open_house(sandbox) as house:
        assert house.tally("cycle")["status"] == "completed"
        assert apart_from_truth(house) == []
        [ran] = house.rows(
            "SELECT extract(epoch FROM ended_at - started_at)::float AS s FROM ops.run WHERE flow = 'cycle'"
        )
        return Undisturbed(sandbox, api_content(house.database), ran["s"])


@pytest.mark.timeout(1200)
def test_a_cycle_killed_at_five_moments_is_made_good_by_the_next(undisturbed: Undisturbed, open_house: Houses) -> None:
    assert broken(undisturbed, open_house, kills=5) == []


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_cycle_killed_at_twenty_moments_is_made_good_by_the_next(
    undisturbed_small: Undisturbed, open_house: Houses
) -> None:
    assert broken(undisturbed_small, open_house, kills=20) == []


def broken(undisturbed: Undisturbed, open_house: Houses, *, kills: int) -> list[str]:
    """Kill a cycle at a random moment of each of `kills` equal parts of its time, two side by side; name what is wrong."""
    draw = random.Random(kills)
    moments = [undisturbed.took_s * (part + draw.random()) / kills for part in range(kills)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        return [wrong for found in pool.map(partial(survived, undisturbed, open_house), moments) for wrong in found]


def survived(undisturbed: Undisturbed, open_house: Houses, moment_s: float) -> list[str]:
    """Kill a cycle, let one clean run follow, and name what differs from an undisturbed run."""
    with open_house(undisturbed.sandbox) as house:
        services = services_of(house)
        reached = killed(house, after_s=moment_s)
        assert services_of(house) == services, "the services of the home outlive a killed command"
        clean = house.tally("cycle")
        assert clean["status"] == "completed", clean
        wrong = differences(api_content(house.database), undisturbed.content)
        wrong += [f"left running: {row}" for row in house.rows("SELECT flow FROM ops.run WHERE status = 'running'")]
        wrong += [
            f"left unsettled: {row}" for row in house.rows("SELECT page_id FROM raw.page WHERE settled_at IS NULL")
        ]
        return [f"killed after {moment_s:.1f} s ({reached}): {each}" for each in wrong]


def killed(house: House, *, after_s: float) -> str:
    """Start a cycle, kill all its processes so long after it began its work; returns where it was."""
    run = house.start("run", "cycle", *AT)
    try:
        run.wait_for_row(_RUNS)
        time.sleep(after_s)
    finally:
        run.kill()
    return ", ".join(f"{row['flow']} {row['status']}" for row in house.rows(_RUNS)) or "its start"


_RUNS = "SELECT flow, status FROM ops.run ORDER BY started_at"


def services_of(house: House) -> dict[str, int]:
    from stack import Home

    return {name: entry.pid for name, entry in Home(house.home).entries().items() if entry.alive}
