"""rules.toml and policies.toml: what they may say, and on which line they are wrong."""

from pathlib import Path

import pytest

import imports
from tests.unit.imports.handed import faults, hand, only

RULE = """\
[[rule]]
code = "install-brand"
version = 1
priority = 10
trigger = "paid"
match = { service_mode = "brand" }
action = { ticket_type = "install", skill = "install", ready_when = "delivered", priority = 3 }
"""
POLICY = """\
[[policy]]
code = "no-update"
version = 2
kind = "no_update"
threshold_minutes = 1440
warn_minutes = 60
clock = "elapsed"
severity = 3
enabled = false
scope = { carrier = "sf_express", region = "33" }
"""


def test_a_rule_is_read_with_the_keys_that_were_given(tmp_path: Path) -> None:
    [row] = imports.read(hand(tmp_path, "rules.toml", RULE)).rules
    assert (row.line, row.code, row.version, row.priority, row.trigger) == (1, "install-brand", 1, 10, "paid")
    assert row.match == {"service_mode": "brand"}
    assert row.action == {"ticket_type": "install", "skill": "install", "ready_when": "delivered", "priority": 3}
    assert row.enabled


def test_a_policy_is_read_with_the_keys_that_were_given(tmp_path: Path) -> None:
    [row] = imports.read(hand(tmp_path, "policies.toml", POLICY)).policies
    assert (row.code, row.version, row.kind, row.threshold_minutes) == ("no-update", 2, "no_update", 1440)
    assert (row.warn_minutes, row.clock, row.severity, row.enabled) == (60, "elapsed", 3, False)
    assert row.scope == {"carrier": "sf_express", "region": "33"}


def test_what_may_be_left_out_has_its_usual_value(tmp_path: Path) -> None:
    lines = ['[[policy]]\ncode = "a"\nversion = 1\nkind = "ship_late"\nthreshold_minutes = 0\nseverity = 1']
    [policy] = imports.read(hand(tmp_path, "policies.toml", *lines)).policies
    assert (policy.warn_minutes, policy.clock, policy.enabled, policy.scope) == (None, "elapsed", True, {})


def test_a_policy_that_is_not_watched_yet_is_kept_with_a_warning(tmp_path: Path) -> None:
    other = POLICY.replace("no_update", "respond_late").replace("no-update", "respond")
    checked = imports.read(hand(tmp_path, "policies.toml", POLICY, other))
    assert [policy.kind for policy in checked.policies] == ["no_update", "respond_late"]
    assert checked.warnings == (
        "policies.toml, line 12: respond is kept, but this release does not watch its kind or clock",
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('code = "install-brand"\n', "", 1, "code must be given"),
        ("version = 1", "version = 0", 3, "version must be greater than or equal to 1"),
        ("version = 1", 'version = "1"', 3, "version must be a whole number"),
        ("version = 1", "version = true", 3, "version must be a whole number"),
        ("priority = 10", "priority = 1.5", 4, "priority must be a whole number"),
        ("priority = 10", "priority = -1", 4, "priority must be greater than or equal to 0"),
        ('skill = "install"', "skill = 7", 7, "action.skill must be text"),
        ("priority = 3", "priority = 5", 7, "action.priority must be less than or equal to 4"),
        ('ready_when = "delivered"', 'ready_when = "soon"', 7,
         "action.ready_when must be one of delivered, out_for_delivery, shipped, now"),
        ('ticket_type = "install", ', "", 7, "action.ticket_type must be given"),
        ('service_mode = "brand"', 'mode = "brand"', 6, "match.mode is unknown here"),
        ('service_mode = "brand"', 'region = "3"', 6,
         "match.region must be an adcode of 2 (province), 4 (city) or 6 digits (district)"),
        ('{ service_mode = "brand" }', '"brand"', 6, "match must be a table, { key = value }"),
        ('trigger = "paid"', 'trigger = "paid"\nwhen = "now"', 6, "when is unknown here"),
    ],
)  # fmt: skip
def test_a_bad_rule_is_named_with_the_line_of_its_key(
    tmp_path: Path, old: str, new: str, line: int, reason: str
) -> None:
    assert old in RULE
    assert only(hand(tmp_path, "rules.toml", RULE.replace(old, new))) == (line, reason)


def test_unknown_words_are_told_with_the_known_ones(tmp_path: Path) -> None:
    wrong = RULE.replace('"paid"', '"payed"').replace('service_mode = "brand"', 'kind = "swap"')
    wrong = wrong.replace('ticket_type = "install"', 'ticket_type = "visit"')
    found = faults(hand(tmp_path, "rules.toml", wrong))
    assert [(line, reason.split(" must be one of ")[0]) for _, line, reason in found] == [
        (5, "trigger"), (6, "match.kind"), (7, "action.ticket_type"),
    ]  # fmt: skip
    assert found[0][2].endswith("paid, shipped, delivered, after_sale_requested, after_sale_approved, anomaly, manual")


def test_the_line_is_found_in_the_right_entry_and_its_own_tables(tmp_path: Path) -> None:
    second = RULE.replace("install-brand", "two").replace(
        'action = { ticket_type = "install", skill = "install", ready_when = "delivered", priority = 3 }',
        '[rule.action]  # priority = 1\nticket_type = "install"\npriority = 9',
    )
    assert only(hand(tmp_path, "rules.toml", RULE, second)) == (17, "action.priority must be less than or equal to 4")


def test_a_version_that_stands_twice_is_told(tmp_path: Path) -> None:
    folder = hand(tmp_path, "rules.toml", RULE, RULE.replace("version = 1", "version = 2"), RULE)
    assert only(folder) == (17, "install-brand, version 1, stands on line 1 already")


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("threshold_minutes = 1440", "threshold_minutes = 24.0", 5, "threshold_minutes must be a whole number"),
        ("threshold_minutes = 1440", "threshold_minutes = -5", 5,
         "threshold_minutes must be greater than or equal to 0"),
        ("severity = 3", "severity = 4", 8, "severity must be less than or equal to 3"),
        ("severity = 3\n", "", 1, "severity must be given"),
        ("enabled = false", 'enabled = "no"', 9, "enabled must be true or false"),
        ('clock = "elapsed"', 'clock = "wall"', 7, "clock must be one of elapsed, business"),
        ('carrier = "sf_express"', 'sku = "x"', 10, "scope.sku is unknown here"),
        ('carrier = "sf_express"', "carrier = []", 10, "scope.carrier must be text"),
    ],
)  # fmt: skip
def test_a_bad_policy_is_named_with_the_line_of_its_key(
    tmp_path: Path, old: str, new: str, line: int, reason: str
) -> None:
    assert old in POLICY
    assert only(hand(tmp_path, "policies.toml", POLICY.replace(old, new))) == (line, reason)


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    line, reason = only(hand(tmp_path, "rules.toml", RULE, '[[rule]]\ncode = "open\n'))
    assert (line, reason) == (10, "is no TOML: Illegal character '\\n'")


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("x = 1\n" + RULE, 1, "x is unknown here; write [[rule]] before each entry"),
        ("\n[rule]\ncode = 1", 2, "write [[rule]] before each entry"),
        ("rule = 3", 1, "write [[rule]] before each entry"),
        ("rule = [1]", 1, "write [[rule]] before each entry"),
    ],
)
def test_what_is_no_entry_is_told(tmp_path: Path, content: str, line: int, reason: str) -> None:
    assert only(hand(tmp_path, "rules.toml", content)) == (line, reason)


def test_entries_without_headers_are_read_too(tmp_path: Path) -> None:
    rule = "{ code = 'a', version = 1, priority = 1, trigger = 'paid', action = { ticket_type = 'install' } }"
    second = rule.replace("'a'", "'b'")
    rows = imports.read(hand(tmp_path, "rules.toml", f"rule = [{rule}, {second}]")).rules
    assert [(row.line, row.code) for row in rows] == [(1, "a"), (1, "b")]
