"""kill −9 at any moment: what is left is taken up by the next run, and the end is that of an undisturbed run."""

from concurrent.futures import Future

import pytest

from tests.e2e.conftest import Houses
from tests.e2e.kills import broken


def test_a_cycle_killed_at_five_moments_is_made_good_by_the_next(five_kills: Future[list[str]]) -> None:
    assert five_kills.result() == []


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_cycle_killed_at_twenty_moments_is_made_good_by_the_next(open_house: Houses) -> None:
    assert broken(open_house, orders=40, kills=20) == []
