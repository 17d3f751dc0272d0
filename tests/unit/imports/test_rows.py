"""Lines of products.csv, technicians.csv and areas.csv: what they may say."""

from datetime import date
from pathlib import Path

import pytest

import imports
from schemas.master import SkillCell
from tests.unit.imports.handed import faults, hand, only


def a_technician(**cells: str) -> str:
    given = {
        "code": "T-1", "name": "张安禾", "provider": "P", "lon": "120.1", "lat": "30.2", "daily_capacity": "5", "skills": ""
    } | cells  # fmt: skip
    return ",".join(given.values())


def a_product(**cells: str) -> str:
    given = {
        "sku_code": "A-1", "name": "空调", "brand": "", "category_code": "ac", "service_mode": "none", "install_skill": "",
        "repair_skill": "",
    } | cells  # fmt: skip
    return ",".join(given.values())


@pytest.mark.parametrize("mode", ["none", "brand", "platform", "delivery_install"])
def test_every_service_mode_is_taken(tmp_path: Path, mode: str) -> None:
    [row] = imports.read(hand(tmp_path, "products.csv", a_product(service_mode=mode))).products
    assert row.service_mode == mode


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"sku_code": ""}, "sku_code must be given"),
        ({"name": " "}, "name must be given"),
        ({"category_code": ""}, "category_code must be given"),
        ({"service_mode": ""}, "service_mode must be given"),
        ({"service_mode": "Brand"}, "service_mode must be one of none, brand, platform, delivery_install"),
        ({"install_skill": "ac install"}, "install_skill must be one word without blank, colon or semicolon"),
        ({"repair_skill": "a;b"}, "repair_skill must be one word without blank, colon or semicolon"),
        ({"name": "x" * 201}, "name String should have at most 200 characters"),
    ],
)
def test_a_bad_product_is_named_with_its_column(tmp_path: Path, cells: dict[str, str], reason: str) -> None:
    assert only(hand(tmp_path, "products.csv", a_product(**cells))) == (2, reason)


def test_all_faults_of_one_line_are_told_at_once(tmp_path: Path) -> None:
    found = faults(hand(tmp_path, "products.csv", a_product(sku_code="", service_mode="x", repair_skill="a b")))
    assert [reason.split()[0] for _, _, reason in found] == ["repair_skill", "service_mode", "sku_code"]


def test_a_sku_that_stands_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    folder = hand(tmp_path, "products.csv", a_product(), a_product(sku_code="A-2"), a_product(name="other"))
    assert only(folder) == (4, "A-1 stands on line 2 already")


def test_skills_are_read_with_and_without_their_last_day(tmp_path: Path) -> None:
    line = a_technician(skills="ac_install; gas_install:2027-12-31 ;")
    [row] = imports.read(hand(tmp_path, "technicians.csv", line)).technicians
    assert row.skills == (
        SkillCell(skill_code="ac_install", valid_until=None),
        SkillCell(skill_code="gas_install", valid_until=date(2027, 12, 31)),
    )


def test_a_technician_may_have_no_skill_no_base_and_no_capacity(tmp_path: Path) -> None:
    line = a_technician(lon="", lat="", daily_capacity="0")
    [row] = imports.read(hand(tmp_path, "technicians.csv", line)).technicians
    assert (row.lon, row.lat, row.daily_capacity, row.skills) == (None, None, 0, ())


def test_a_certificate_that_has_run_out_is_a_fact_and_no_fault(tmp_path: Path) -> None:
    [row] = imports.read(hand(tmp_path, "technicians.csv", a_technician(skills="gas:2020-01-31"))).technicians
    assert row.skills[0].valid_until == date(2020, 1, 31)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"code": ""}, "code must be given"),
        ({"provider": ""}, "provider must be given"),
        ({"lat": ""}, "lon and lat must both be given, or neither"),
        ({"lon": "far"}, "lon must be a number"),
        ({"lon": "30.2"}, "lon must be greater than or equal to 73"),
        ({"lat": "120.1"}, "lat must be less than or equal to 54"),
        ({"daily_capacity": ""}, "daily_capacity must be given"),
        ({"daily_capacity": "5.5"}, "daily_capacity must be a whole number"),
        ({"daily_capacity": "five"}, "daily_capacity must be a whole number"),
        ({"daily_capacity": "-1"}, "daily_capacity must be greater than or equal to 0"),
        ({"daily_capacity": "201"}, "daily_capacity must be less than or equal to 200"),
        ({"skills": "gas:2027-02-30"}, "skills need a date for gas that exists, as gas:2027-12-31"),
        ({"skills": "gas:2027/2/3"}, "skills need a date for gas that exists, as gas:2027-12-31"),
        ({"skills": "gas:"}, "skills need a date for gas that exists, as gas:2027-12-31"),
        ({"skills": ":2027-12-31"}, "skills must read skill or skill:YYYY-MM-DD, separated by ;"),
        ({"skills": "ac；gas"}, "skills must read skill or skill:YYYY-MM-DD, separated by ;"),
        ({"skills": "gas;ac;gas:2027-12-31"}, "skills name gas twice"),
    ],
)
def test_a_bad_technician_is_named_with_the_column(tmp_path: Path, cells: dict[str, str], reason: str) -> None:
    assert only(hand(tmp_path, "technicians.csv", a_technician(**cells))) == (2, reason)


@pytest.mark.parametrize("lon", ["nan", "inf"])
def test_a_base_is_a_place(tmp_path: Path, lon: str) -> None:
    line, _ = only(hand(tmp_path, "technicians.csv", a_technician(lon=lon)))
    assert line == 2


@pytest.mark.parametrize("adcode", ["33", "3301", "330106"])
def test_an_area_is_a_province_a_city_or_a_district(tmp_path: Path, adcode: str) -> None:
    [row] = imports.read(hand(tmp_path, "areas.csv", f"P,,{adcode}")).areas
    assert (row.provider, row.technician, row.adcode) == ("P", None, adcode)


@pytest.mark.parametrize("adcode", ["3", "330", "33010", "3301060", "３３", "杭州"])
def test_other_adcodes_are_refused(tmp_path: Path, adcode: str) -> None:
    reason = "adcode must be an adcode of 2 (province), 4 (city) or 6 digits (district)"
    assert only(hand(tmp_path, "areas.csv", f"P,,{adcode}")) == (2, reason)


def test_an_area_that_stands_twice_is_told(tmp_path: Path) -> None:
    folder = hand(tmp_path, "areas.csv", "P,,33", "P,T-1,33", "P,,33")
    assert only(folder) == (4, "P, all, 33 stands on line 2 already")


def test_no_fault_repeats_what_a_line_says_of_a_person(tmp_path: Path) -> None:
    folder = hand(tmp_path, "technicians.csv", a_technician(name="张安禾" * 100, daily_capacity="x"))
    assert "张安禾" not in str(faults(folder))
