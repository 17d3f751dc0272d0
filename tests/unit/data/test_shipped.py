"""What ships with the product is whole, and good enough for the product's own door."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import data
import imports
from sandbox.world.places import PLACES


def table(name: str) -> list[dict[str, str]]:
    with data.path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


REGIONS = {row["adcode"]: row for row in table("regions.csv")}


def test_a_name_that_does_not_ship_is_told() -> None:
    with pytest.raises(FileNotFoundError, match=r"the product ships no provinces\.csv"):
        data.path("provinces.csv")


def test_every_region_has_the_parent_that_its_code_and_level_say() -> None:
    for code, row in REGIONS.items():
        parent = REGIONS.get(row["parent_adcode"])
        if row["level"] == "1":
            assert code.endswith("0000")
            assert row["parent_adcode"] == ""
        else:
            assert parent is not None, code
            assert parent["level"] < row["level"]
            assert code[:2] == parent["adcode"][:2]
            assert parent["level"] == "1" or code[:4] == parent["adcode"][:4]


def test_the_provinces_are_34_and_codes_are_unique() -> None:
    assert Counter(row["level"] for row in REGIONS.values())["1"] == 34
    assert len(REGIONS) == len(table("regions.csv")) > 3_000


def test_names_are_unique_below_one_parent() -> None:
    names = Counter((row["parent_adcode"], row["name"]) for row in REGIONS.values())
    assert [name for name, count in names.items() if count > 1] == []


def test_exactly_five_cities_have_no_districts() -> None:
    parents = {row["parent_adcode"] for row in REGIONS.values()}
    alone = {code for code, row in REGIONS.items() if row["level"] == "2" and code not in parents}
    assert alone == {"441900", "442000", "460300", "460400", "620200"}


def test_municipalities_have_no_cities() -> None:
    below = {
        row["level"] for row in REGIONS.values() if row["parent_adcode"] in ("110000", "120000", "310000", "500000")
    }
    assert below == {"3"}


def test_centres_lie_in_china_and_come_in_pairs() -> None:
    for code, row in REGIONS.items():
        assert bool(row["lon"]) == bool(row["lat"]), code
        if row["lon"]:
            assert 73 < float(row["lon"]) < 136, code
            assert 3 < float(row["lat"]) < 54, code


@pytest.mark.parametrize("code", ["990000", "999900", "110100", "330104", "371200", "500112"])
def test_what_is_no_region_or_was_abolished_is_not_listed(code: str) -> None:
    assert code not in REGIONS


def test_every_alias_leads_to_one_carrier() -> None:
    owners: dict[str, set[str]] = {}
    for row in table("carriers.csv"):
        for alias in (row["carrier"], *row["aliases"].split(";")):
            assert alias == alias.strip() != ""
            owners.setdefault(alias, set()).add(row["carrier"])
    assert {alias: owner for alias, owner in owners.items() if len(owner) > 1} == {}


def test_each_carrier_is_asked_at_one_source() -> None:
    sources = {row["carrier"]: row["trace_source"] for row in table("carriers.csv")}
    own = {carrier for carrier, source in sources.items() if source != "kuaidi100"}
    assert {carrier: sources[carrier] for carrier in own} == {
        "sf_express": "sf_express",
        "jd_logistics": "jd_logistics",
    }


def test_the_default_policies_pass_the_door_that_operators_use(tmp_path: Path) -> None:
    (tmp_path / "policies.toml").write_bytes(data.path("policies.toml").read_bytes())
    policies = imports.read(tmp_path).policies
    limits = {policy.kind: policy.threshold_minutes for policy in policies if not policy.scope}
    assert limits == {
        "ship_late": 48 * 60,
        "no_pickup": 24 * 60,
        "no_update": 24 * 60,
        "transit_late": 5 * 24 * 60,
        "delivery_stuck": 24 * 60,
        "pickup_point_stuck": 48 * 60,
        "delivery_failed": 0,
        "returning_unrequested": 0,
        "trace_missing": 3 * 24 * 60,
        "source_stale": 30,
    }
    bulky = [policy for policy in policies if policy.scope]
    assert {(policy.kind, policy.threshold_minutes) for policy in bulky} == {("no_update", 72 * 60)}
    assert {policy.scope["category_code"] for policy in bulky} <= {
        row["category_code"] for row in table("demo/products.csv")
    }


def test_the_demo_serves_every_place_of_its_buyers_but_one_city() -> None:
    areas = {row.adcode for row in imports.read(data.path("demo")).areas}
    unserved = {place.city for place in PLACES if not any((place.adcode or "").startswith(area) for area in areas)}
    assert unserved == {"石家庄市"}


def test_the_places_of_the_stand_in_are_regions() -> None:
    assert {place.adcode for place in PLACES} <= set(REGIONS)


def test_the_demo_has_technicians_for_every_skill_of_its_products_and_some_certificates_that_ran_out() -> None:
    demo = imports.read(data.path("demo"))
    assert 380 <= len(demo.technicians) <= 420
    needed = {skill for row in demo.products for skill in (row.install_skill, row.repair_skill) if skill}
    assert needed == {skill.skill_code for row in demo.technicians for skill in row.skills}
    days = [skill.valid_until for row in demo.technicians for skill in row.skills if skill.valid_until]
    assert 0 < sum(day < date(2026, 11, 1) for day in days) < len(days) / 2
    assert {row.daily_capacity for row in demo.technicians} == set(range(3, 9))
    assert all(row.lon is not None for row in demo.technicians)
