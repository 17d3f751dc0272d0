from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest

from connectors.patience import Patience
from schemas.errors import AuthError, ContractError, PlatformError, RateLimited, Unavailable


class Story:
    """Attempts that fail as told, then pass; and the sleeps between them."""

    def __init__(self, *errors: PlatformError) -> None:
        self.errors = list(errors)
        self.left: list[float] = []
        self.slept: list[float] = []

    def attempt(self, left_s: float) -> str:
        self.left.append(left_s)
        if self.errors:
            raise self.errors.pop(0)
        return "passed"

    def run(self, seconds: float = 60) -> str:
        return Patience(seconds, sleep=self.slept.append).keep(self.attempt)


def told(seconds: float) -> RateLimited:
    return RateLimited("wait", not_before=datetime.now(UTC) + timedelta(seconds=seconds))


def test_a_call_that_passes_is_made_once() -> None:
    story = Story()
    assert story.run() == "passed"
    assert story.left == [float("inf")]
    assert story.slept == []


def test_a_busy_platform_is_asked_again_after_1_2_4_8_seconds() -> None:
    story = Story(*[Unavailable("busy")] * 4)
    assert story.run() == "passed"
    assert [round(seconds - 0.1) for seconds in story.slept] == [1, 2, 4, 8]


def test_it_gives_up_before_its_seconds_are_over() -> None:
    story = Story(*[Unavailable("busy")] * 50)
    began = monotonic()
    with pytest.raises(Unavailable):
        Patience(1.5).keep(story.attempt)
    assert len(story.left) == 2
    assert monotonic() - began < 1.5


def test_without_patience_there_is_one_attempt() -> None:
    story = Story(Unavailable("busy"))
    with pytest.raises(Unavailable):
        story.run(seconds=0)
    assert len(story.left) == 1


def test_a_told_delay_is_obeyed() -> None:
    story = Story(told(5))
    assert story.run() == "passed"
    assert 5 <= story.slept[0] < 6


def test_a_told_delay_beyond_patience_is_raised_at_once() -> None:
    error = told(600)
    story = Story(error)
    with pytest.raises(RateLimited) as caught:
        story.run()
    assert caught.value is error
    assert story.slept == []


def test_a_told_delay_that_is_over_costs_nothing() -> None:
    story = Story(told(-30))
    assert story.run() == "passed"
    assert story.slept[0] < 1


@pytest.mark.parametrize("make", [AuthError, ContractError])
def test_what_will_not_pass_later_is_not_asked_again(make: Callable[[str], PlatformError]) -> None:
    story = Story(make("no"))
    with pytest.raises(PlatformError):
        story.run()
    assert len(story.left) == 1


def test_later_attempts_are_told_what_is_left() -> None:
    story = Story(Unavailable("busy"))
    story.run(seconds=60)
    assert 50 < story.left[1] <= 60
