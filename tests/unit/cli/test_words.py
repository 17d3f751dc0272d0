"""The words of `shouhou run`."""

from datetime import UTC, datetime

import pytest

from cli import words
from cli.errors import WrongUse
from settings import PlainAccount

ACCOUNTS = [PlainAccount(name="shop-a", platform="tmall"), PlainAccount(name="sf", platform="sf_express")]


def test_times_without_an_offset_mean_shanghai() -> None:
    assert words.moment("2026-11-01T08:00", what="--start") == datetime(2026, 11, 1, tzinfo=UTC)
    assert words.moment("2026-11-01T08:00Z", what="--start") == datetime(2026, 11, 1, 8, tzinfo=UTC)
    assert words.moment("2026-11-01", what="--start") == datetime(2026, 10, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-11-01", None, "both --start and --end"),
        (None, "2026-11-01", "both --start and --end"),
        ("2026-11-02", "2026-11-01", "must lie after"),
        ("2026-11-01", "2026-11-01", "must lie after"),
        ("noon", "2026-11-01", "--start must be an ISO 8601 time"),
        ("2026-11-01", "noon", "--end must be an ISO 8601 time"),
    ],
)
def test_bounds_that_make_no_window_are_refused(start: str | None, end: str | None, said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        words.bounds(start, end)


def test_parameters_are_json_where_they_read_as_json_and_text_otherwise() -> None:
    given = ["hours=48", "now=2026-11-01T08:00", 'accounts=["a"]', "text=a=b", "on=true", "empty="]

    assert words.parameters(given) == {
        "hours": 48,
        "now": "2026-11-01T08:00",
        "accounts": ["a"],
        "text": "a=b",
        "on": True,
        "empty": "",
    }


@pytest.mark.parametrize("bad", ["now", "=x", ""])
def test_a_parameter_without_key_or_equals_sign_is_refused(bad: str) -> None:
    with pytest.raises(WrongUse, match="KEY=VALUE"):
        words.parameters([bad])


def test_an_unknown_flow_is_refused_with_the_known_ones() -> None:
    with pytest.raises(WrongUse, match=r"sync-nothing.*known: sync-orders, .*cycle"):
        words.check_flow("sync-nothing")


@pytest.mark.parametrize(
    ("flow", "wanted", "said"),
    [
        ("sync-orders", ["nobody"], "no account is called nobody; known: shop-a, sf"),
        ("sync-orders", ["sf"], "sf is a courier; sync-orders goes over shop accounts"),
        ("sync-traces", ["shop-a"], "shop-a is a shop; sync-traces goes over courier accounts"),
        ("cycle", ["shop-a"], "cycle takes none"),
        ("create-tickets", ["shop-a"], "create-tickets takes none"),
    ],
)
def test_accounts_that_a_flow_does_not_go_over_are_refused(flow: str, wanted: list[str], said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        words.check_accounts(flow, wanted, ACCOUNTS)


def test_accounts_that_a_flow_goes_over_are_taken() -> None:
    words.check_accounts("sync-orders", ["shop-a"], ACCOUNTS)
    words.check_accounts("sync-traces", None, ACCOUNTS)
    words.check_accounts("cycle", None, [])


def test_a_sync_without_any_account_of_its_kind_is_refused() -> None:
    with pytest.raises(WrongUse, match="no courier is configured"):
        words.check_accounts("sync-traces", None, ACCOUNTS[:1])
