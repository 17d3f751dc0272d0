from datetime import UTC, datetime, timedelta

import pytest

from rules.authorisation import is_pressing, warning

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def said(**left: float) -> str:
    return warning(NOW + timedelta(**left), NOW) or ""


def test_nothing_is_said_before_the_fourteenth_day() -> None:
    assert warning(None, NOW) is None
    assert warning(NOW + timedelta(days=14, seconds=1), NOW) is None
    assert warning(NOW + timedelta(days=14), NOW)


def test_a_warning_says_how_long_until_when_and_what_to_do() -> None:
    assert said(days=9, hours=5) == (
        "Its authorisation ends in 9 days, on 2026-11-29 17:00 (Shanghai):"
        " authorise the application again and renew its keys, or its syncs stop."
    )
    assert "in 1 day," in said(days=1)
    assert "within a day" in said(hours=23)
    assert "ended on 2026-11-20 11:00 (Shanghai)" in said(hours=-1)


@pytest.mark.parametrize(("left", "pressing"), [(timedelta(days=3, seconds=1), False), (timedelta(days=3), True), (-timedelta(days=9), True)])  # fmt: skip
def test_the_last_three_days_press(left: timedelta, pressing: bool) -> None:
    assert is_pressing(NOW + left, NOW) is pressing
    assert not is_pressing(None, NOW)
