"""Clocks and policies: what is due when, what is a breach, what has ended."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from rules.sla import choose, ended, in_force, judge, key, shortest
from schemas.sla import Clock, OpenAnomaly, Policy, Scope, SlaKind, Subject

START = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
PARCEL = Subject(account="shop", external_order_id="1", carrier="sf_express", tracking_no="SF1", leg=1)


def a_policy(code: str = "no-update", **given: Any) -> Policy:
    valid = {
        "version": 1, "kind": "no_update", "threshold_minutes": 1440, "severity": 3, "clock": "elapsed",
        "enabled": True, "scope": Scope(),
    }  # fmt: skip
    return Policy(code=code, **valid | given)


def a_clock(**given: Any) -> Clock:
    """Build a parcel without news since START, last asked for 30 hours later."""
    valid = {
        "kind": SlaKind.NO_UPDATE, "subject": PARCEL, "start_at": START, "due_at": None, "proof_at": START + 30 * HOUR,
        "platform": "tmall", "adcode": "330106", "categories": ("tv",), "evidence": {"status": "in_transit"},
    }  # fmt: skip
    return Clock(**valid | given)


def due(clock: Clock, *policies: Policy, now: datetime = START + 99 * HOUR) -> datetime | None:
    breach = judge(clock, policies or [a_policy()], now=now)
    return breach and breach.due_at


def test_a_breach_says_what_was_due_when_by_which_version_and_why() -> None:
    breach = judge(a_clock(), [a_policy(version=7, severity=2)], now=START + 48 * HOUR)
    assert breach is not None
    assert breach.dedupe_key == "no_update:sf_express:SF1:1:no-update:2026-11-20T08:00:00Z"
    assert (breach.policy_code, breach.policy_version, breach.severity) == ("no-update", 7, 2)
    assert breach.due_at == START + 24 * HOUR
    assert breach.evidence == {"since": "2026-11-20T08:00:00Z", "threshold_minutes": 1440, "status": "in_transit"}


def test_nothing_is_broken_before_it_is_due() -> None:
    assert due(a_clock(), now=START + 24 * HOUR - timedelta(seconds=1)) is None
    assert due(a_clock(), now=START + 24 * HOUR) == START + 24 * HOUR


@pytest.mark.parametrize("proof", [None, START + 23 * HOUR, START + 24 * HOUR])
def test_a_parcel_that_was_not_looked_at_since_it_fell_due_is_not_judged(proof: datetime | None) -> None:
    assert due(a_clock(proof_at=proof)) is None


def test_what_is_due_at_its_start_is_proven_by_the_scan_that_started_it() -> None:
    at_once = a_policy(kind="delivery_failed", threshold_minutes=0)
    clock = a_clock(kind=SlaKind.DELIVERY_FAILED, proof_at=None)
    assert due(clock, at_once, now=START) == START
    assert due(clock, a_policy(kind="delivery_failed", threshold_minutes=60)) is None


def test_that_no_sync_succeeded_needs_no_further_proof() -> None:
    source = a_clock(kind=SlaKind.SOURCE_STALE, proof_at=None, subject=Subject(account="shop", entity="orders"))
    assert due(source, a_policy(kind="source_stale", threshold_minutes=30)) == START + HOUR / 2


def test_a_time_that_the_platform_promised_stands_in_front_of_the_threshold() -> None:
    assert due(a_clock(due_at=START + 2 * HOUR)) == START + 2 * HOUR
    assert due(a_clock(due_at=START + 29 * HOUR), now=START + 28 * HOUR) is None


def test_a_key_names_the_episode_in_utc_whatever_zone_it_came_in() -> None:
    shanghai = timezone(8 * HOUR)
    assert key(a_clock(start_at=START.astimezone(shanghai)), "p") == key(a_clock(), "p")
    assert key(a_clock(start_at=START + HOUR), "p") != key(a_clock(), "p")
    order = a_clock(kind=SlaKind.SHIP_LATE, subject=Subject(account="shop", external_order_id="1"))
    assert key(order, "p") == "ship_late:shop:1:p:2026-11-20T08:00:00Z"
    source = a_clock(kind=SlaKind.SOURCE_STALE, subject=Subject(account="shop", entity="orders"))
    assert key(source, "p") == "source_stale:shop:orders:p:2026-11-20T08:00:00Z"


def chosen(*policies: Policy, **given: Any) -> str | None:
    policy = choose(policies, a_clock(**given))
    return policy and policy.code


def test_the_most_specific_scope_wins() -> None:
    everywhere, tmall = a_policy("a"), a_policy("z", scope=Scope(platform="tmall"))
    both = a_policy("zz", scope=Scope(platform="tmall", category_code="tv"))
    assert chosen(everywhere, tmall, both) == "zz"
    assert chosen(both, tmall, everywhere) == "zz"
    assert chosen(everywhere, tmall, both, categories=()) == "z"
    assert chosen(everywhere, tmall, both, platform="jd") == "a"


def test_equally_specific_scopes_are_told_apart_by_region_length_and_then_code() -> None:
    zhejiang, hangzhou = a_policy("a", scope=Scope(region="33")), a_policy("b", scope=Scope(region="3301"))
    assert chosen(zhejiang, hangzhou) == "b"
    assert chosen(zhejiang, hangzhou, adcode="330402") == "a"
    assert chosen(a_policy("q", scope=Scope(carrier="sf_express")), a_policy("p", scope=Scope(platform="tmall"))) == "p"


@pytest.mark.parametrize(
    "scope",
    [Scope(platform="jd"), Scope(carrier="zhongtong"), Scope(region="34"), Scope(category_code="range_hood")],
)
def test_a_scope_that_does_not_fit_gives_no_sla(scope: Scope) -> None:
    assert chosen(a_policy(scope=scope)) is None
    assert due(a_clock(), a_policy(scope=scope)) is None


def test_a_scope_never_fits_what_is_not_known() -> None:
    assert chosen(a_policy(scope=Scope(region="33")), adcode=None) is None
    assert chosen(a_policy(scope=Scope(platform="tmall")), platform=None) is None
    assert chosen(a_policy(kind="no_pickup")) is None


def codes(*policies: Policy) -> list[tuple[str, int]]:
    return [(each.code, each.version) for each in in_force(policies, now=START)]


def test_of_several_versions_only_the_highest_counts_even_if_it_is_disabled() -> None:
    assert codes(a_policy(version=2), a_policy(version=10), a_policy(version=1)) == [("no-update", 10)]
    assert codes(a_policy(version=1), a_policy(version=2, enabled=False)) == []


def test_a_policy_counts_from_valid_from_until_before_valid_to() -> None:
    assert codes(a_policy(valid_from=START), a_policy("b", valid_to=START + HOUR)) == [("b", 1), ("no-update", 1)]
    assert codes(a_policy(valid_from=START + HOUR), a_policy("b", valid_to=START)) == []


def test_a_policy_on_working_time_rests() -> None:
    assert codes(a_policy(clock="business")) == []


def test_the_shortest_limit_of_a_kind_is_that_of_any_of_its_policies() -> None:
    policies = [a_policy(), a_policy("b", threshold_minutes=60), a_policy("c", kind="no_pickup", threshold_minutes=1)]
    assert shortest(policies, SlaKind.NO_UPDATE) == HOUR
    assert shortest(policies, SlaKind.SHIP_LATE) is None


def ending(*policies: Policy, **given: Any) -> str | None:
    clock = given.get("clock", a_clock())
    name = key(a_clock(), "no-update")
    found = ended(OpenAnomaly(anomaly_id=1, dedupe_key=name, policy_code="no-update", clock=clock), policies)
    return found and found.resolution.value


def test_an_anomaly_stays_open_while_its_clock_runs_under_its_policy() -> None:
    assert ending(a_policy()) is None
    assert ending(a_policy(version=2, threshold_minutes=9999)) is None


def test_an_anomaly_ends_when_its_clock_stops_or_begins_anew() -> None:
    assert ending(a_policy(), clock=None) == "cause_ended"
    assert ending(a_policy(), clock=a_clock(start_at=START + HOUR)) == "cause_ended"


def test_an_anomaly_ends_when_its_policy_no_longer_applies() -> None:
    assert ending() == "policy_disabled"
    assert ending(a_policy(), a_policy("closer", scope=Scope(platform="tmall"))) == "policy_disabled"
