"""A check counts once its broken twin has failed it."""

from collections.abc import Callable

import pytest

from tests.contract.broken import TWINS
from tests.contract.checks import CHECKS
from tests.contract.online import ONLINE
from tests.contract.subject import Subject

ALL = (*CHECKS, *ONLINE)


def test_every_check_has_a_broken_twin() -> None:
    assert [check.__name__ for check in ALL] == list(TWINS)


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.__name__)
def test_the_broken_twin_fails_its_check(check: Callable[[Subject], None]) -> None:
    twin = TWINS[check.__name__]()
    with pytest.raises((AssertionError, KeyError, AttributeError)):
        check(twin)
