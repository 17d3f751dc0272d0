"""Every platform of the registry, every check: there is no enrolment."""

from collections.abc import Callable
from pathlib import Path

import pytest

import connectors
from connectors import registry
from tests.contract import checks
from tests.contract.checks import CHECKS
from tests.contract.online import ONLINE
from tests.contract.subject import Subject, subject

FOLDERS = sorted(path.parent.name for path in Path(connectors.__file__).parent.glob("*/__init__.py"))


def test_every_folder_is_registered_and_every_platform_has_a_folder() -> None:
    assert sorted(registry.PLATFORMS) == FOLDERS


@pytest.mark.parametrize("name", FOLDERS)
def test_one_spelling_for_folder_registry_and_connector(name: str) -> None:
    assert subject(name).offline().platform == name


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", FOLDERS)
def test_a_platform_keeps_the_contract(name: str, check: Callable[[Subject], None]) -> None:
    check(subject(name))


@pytest.mark.long
@pytest.mark.parametrize("name", FOLDERS)
def test_twenty_times_as_many_mutated_payloads_never_raise(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MUTATIONS", 20 * checks.MUTATIONS)
    checks.mutated_payloads_never_raise(subject(name))


@pytest.mark.parametrize("check", ONLINE, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", FOLDERS)
def test_a_platform_and_its_stand_in_agree(name: str, check: Callable[[Subject], None]) -> None:
    check(subject(name))
