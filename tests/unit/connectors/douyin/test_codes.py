"""What Douyin's codes mean where it adds a number of its own, and how long a token lasts."""

from datetime import UTC, datetime, timedelta

import pytest

from connectors.douyin import codes
from connectors.douyin.client import _ends_at
from schemas.errors import AuthError, ContractError, Rejected, Unavailable


@pytest.mark.parametrize("sub_code", ["isv.access-token-expired", "isv.access-token-expired:3"])
def test_a_dead_token_is_known_with_a_number_behind_it_too(sub_code: str) -> None:
    assert codes.kind_of("40003", sub_code, "order.searchList") is AuthError
    assert codes.is_dead_token(f"40003 {sub_code}")


def test_a_number_that_is_known_goes_before_what_stands_before_it() -> None:
    assert codes.kind_of("50002", "isv.business-failed:31009", "token.refresh") is AuthError
    assert codes.kind_of("50002", "isv.business-failed:10002", "afterSale.Detail") is Unavailable
    assert codes.kind_of("50002", "isv.business-failed:1", "afterSale.Detail") in (Rejected, ContractError)
    assert not codes.is_dead_token("50002 isv.business-failed:1")


@pytest.mark.parametrize("lasts", [604800, "604800", "604800.0"])
def test_a_token_lasts_as_long_as_is_told(lasts: object) -> None:
    ends_at = _ends_at(lasts)
    assert ends_at is not None
    assert abs(ends_at - datetime.now(UTC) - timedelta(days=7)) < timedelta(minutes=1)


def test_the_moment_itself_is_taken_too() -> None:
    assert _ends_at(1800000000) == datetime.fromtimestamp(1800000000, UTC)


@pytest.mark.parametrize("lasts", [None, "", -1, "soon", 10**11, "999999999999", [], {}])
def test_what_is_no_duration_is_not_told(lasts: object) -> None:
    assert _ends_at(lasts) is None
