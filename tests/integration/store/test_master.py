"""Master data is written as a whole or not at all, and the same again changes nothing."""

from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Engine, text

import data
import imports
from schemas.master import Checked, ImportFaults, Saved
from store import master, reference

PRODUCTS = "sku_code,name,brand,category_code,service_mode,install_skill,repair_skill"
TECHNICIANS = "code,name,provider,lon,lat,daily_capacity,skills"
AREAS = "provider,technician,adcode"
RULE = """[[rule]]
code = "install"
version = {version}
priority = {priority}
trigger = "paid"
match = {{ region = "33" }}
action = {{ ticket_type = "install" }}
"""
POLICY = """[[policy]]
code = "ours"
version = {version}
kind = "no_update"
threshold_minutes = {minutes}
severity = 2
scope = {{ region = "{region}" }}
"""


@pytest.fixture
def known(database: Engine) -> Engine:
    reference.load(database)
    return database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "handed"


def hand(folder: Path, **files: str) -> Checked:
    """Read a folder that holds just these files: products='A,x,…' means products.csv with its header before it."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    headers = {"products": PRODUCTS, "technicians": TECHNICIANS, "areas": AREAS}
    for name, content in files.items():
        csv = name in headers
        path = folder / f"{name}.{'csv' if csv else 'toml'}"
        path.write_text(f"{headers[name]}\n{content}" if csv else content, encoding="utf-8")
    return imports.read(folder)


def rows(database: Engine, query: str) -> list[tuple[object, ...]]:
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def refusals(database: Engine, checked: Checked) -> list[str]:
    with pytest.raises(ImportFaults) as caught:
        master.save(database, checked)
    return [str(fault) for fault in caught.value.faults]


SKILLS = """SELECT t.code, s.skill_code, s.valid_until::text FROM core.technician_skill s JOIN core.technician t
            USING (technician_id) ORDER BY 1, 2"""
SERVED = """SELECT p.code, t.code, a.adcode FROM core.service_area a JOIN core.provider p USING (provider_id)
            LEFT JOIN core.technician t ON t.technician_id = a.technician_id ORDER BY 1, 2 NULLS FIRST, 3"""
ALL = (
    "core.product", "core.provider", "core.technician", "core.technician_skill", "core.service_area",
    "core.service_rule", "core.sla_policy",
)  # fmt: skip


def content(database: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Return every row with its place on disk: a row that is written anew, even with equal values, differs."""
    return {table: sorted(rows(database, f"SELECT ctid::text, xmin::text, t.*::text FROM {table} t")) for table in ALL}


def test_the_demo_is_written_and_writing_it_again_touches_no_row(known: Engine) -> None:
    demo = imports.read(data.path("demo"))
    first = master.save(known, demo)
    assert {name: saved.inserted for name, saved in first.items()} == {
        "products.csv": len(demo.products), "technicians.csv": len(demo.technicians), "areas.csv": len(demo.areas),
        "rules.toml": len(demo.rules),
    }  # fmt: skip
    before = content(known)
    again = master.save(known, demo)
    assert {name: saved.unchanged for name, saved in again.items()} == {n: saved.inserted for n, saved in first.items()}
    assert all(saved.inserted == saved.updated == saved.removed == 0 for saved in again.values())
    assert content(known) == before


def test_a_product_is_written_as_it_stands(known: Engine, folder: Path) -> None:
    master.save(known, hand(folder, products="A-1,空调,,ac,brand,ac_install,"))
    query = "SELECT sku_code, name, brand, category_code, service_mode, install_skill, repair_skill FROM core.product"
    assert rows(known, query) == [("A-1", "空调", None, "ac", "brand", "ac_install", None)]


def test_only_a_product_that_changed_has_a_new_time(known: Engine, folder: Path) -> None:
    master.save(known, hand(folder, products="A,x,,ac,none,,\nB,x,,ac,none,,\nC,x,,ac,none,,"))
    before = dict(rows(known, "SELECT sku_code, updated_at FROM core.product"))  # type: ignore[arg-type]
    saved = master.save(known, hand(folder, products="A,x,,ac,none,,\nB,y,,ac,none,,\nD,x,,ac,none,,"))
    assert saved == {"products.csv": Saved(inserted=1, updated=1, unchanged=1)}
    after = dict(rows(known, "SELECT sku_code, updated_at FROM core.product"))  # type: ignore[arg-type]
    assert {sku for sku in before if after[sku] != before[sku]} == {"B"}
    assert set(after) == {"A", "B", "C", "D"}


def test_a_provider_comes_with_its_first_technician(known: Engine, folder: Path) -> None:
    master.save(known, hand(folder, technicians="T1,张安禾,P,120.1,30.2,5,ac\nT2,李云舟,P,,,3,"))
    assert rows(known, "SELECT code, name, kind, status FROM core.provider") == [("P", "P", "own", "active")]
    query = """SELECT t.code, display_name, p.code, base_lon, base_lat, daily_capacity, t.status
               FROM core.technician t JOIN core.provider p USING (provider_id) ORDER BY 1"""
    assert rows(known, query) == [
        ("T1", "张安禾", "P", 120.1, 30.2, 5, "active"), ("T2", "李云舟", "P", None, None, 3, "active"),
    ]  # fmt: skip


def test_a_technicians_skills_are_replaced_as_a_set(known: Engine, folder: Path) -> None:
    master.save(known, hand(folder, technicians="T1,x,P,,,5,ac;gas:2027-12-31;tv\nT2,x,P,,,5,ac\nT3,x,P,,,5,ac"))
    saved = master.save(known, hand(folder, technicians="T1,x,P,,,5,ac;gas:2028-12-31\nT2,x,P,,,5,ac"))
    assert saved == {"technicians.csv": Saved(updated=1, unchanged=1)}
    assert rows(known, SKILLS) == [
        ("T1", "ac", None), ("T1", "gas", "2028-12-31"), ("T2", "ac", None), ("T3", "ac", None),
    ]  # fmt: skip


def test_a_technician_who_lost_every_skill_counts_as_changed(known: Engine, folder: Path) -> None:
    master.save(known, hand(folder, technicians="T1,x,P,,,5,ac"))
    assert master.save(known, hand(folder, technicians="T1,x,P,,,5,")) == {"technicians.csv": Saved(updated=1)}
    assert rows(known, SKILLS) == []


def test_what_people_did_to_a_technician_stays(known: Engine, folder: Path) -> None:
    master.save(known, hand(folder, technicians="T1,x,P,,,5,ac"))
    with known.begin() as connection:
        connection.execute(text("UPDATE core.technician SET status = 'suspended'"))
    master.save(known, hand(folder, technicians="T1,x,P,,,6,ac"))
    assert rows(known, "SELECT daily_capacity, status FROM core.technician") == [(6, "suspended")]


def test_areas_are_replaced_for_the_providers_that_the_file_names(known: Engine, folder: Path) -> None:
    staff = "T1,x,P,,,5,ac\nT2,x,Q,,,5,ac"
    master.save(known, hand(folder, technicians=staff, areas="P,,3301\nP,T1,330106\nP,,3302\nQ,,31"))
    saved = master.save(known, hand(folder, areas="P,,3301\nP,T1,330110"))
    assert saved == {"areas.csv": Saved(inserted=1, unchanged=1, removed=2)}
    assert rows(known, SERVED) == [("P", None, "3301"), ("P", "T1", "330110"), ("Q", None, "31")]


def test_who_changes_provider_leaves_the_old_areas_behind(known: Engine, folder: Path) -> None:
    master.save(known, hand(folder, technicians="T1,x,P,,,5,ac", areas="P,T1,330106\nP,,3301"))
    saved = master.save(known, hand(folder, technicians="T1,x,Q,,,5,ac", areas="Q,T1,330110"))
    assert saved == {"technicians.csv": Saved(updated=1), "areas.csv": Saved(inserted=1)}
    assert rows(known, SERVED) == [("P", None, "3301"), ("Q", "T1", "330110")]


def test_areas_may_name_who_was_imported_before(known: Engine, folder: Path) -> None:
    master.save(known, hand(folder, technicians="T1,x,P,,,5,ac"))
    assert master.save(known, hand(folder, areas="P,T1,33")) == {"areas.csv": Saved(inserted=1)}


def test_areas_that_name_nobody_or_nowhere_are_told_and_nothing_is_written(known: Engine, folder: Path) -> None:
    handed = hand(
        folder,
        technicians="T1,x,P,,,5,ac\nT2,x,Q,,,5,ac",
        areas="R,,33\nP,T9,33\nP,T2,33\nP,,3399\nP,,330199\nP,,330100\nP,,330000\nP,,441900\nP,,4290\nP,,1101",
    )
    before = content(known)
    assert refusals(known, handed) == [
        "areas.csv, line 2: provider R is in no technicians.csv, now or before",
        "areas.csv, line 3: technician T9 is in no technicians.csv, now or before",
        "areas.csv, line 4: technician T2 belongs to Q, not to P",
        "areas.csv, line 5: adcode 3399 is no region that is known here",
        "areas.csv, line 6: adcode 330199 is no region that is known here",
        "areas.csv, line 7: adcode 330100 is no district; write 3301 for all of it",
        "areas.csv, line 8: adcode 330000 is no district; write 33 for all of it",
    ]
    assert content(known) == before


def test_a_bad_line_of_a_technician_does_not_make_the_areas_look_bad(known: Engine, folder: Path) -> None:
    with pytest.raises(ImportFaults) as caught:
        hand(folder, technicians="T1,x,P,,,many,ac", areas="P,T1,33\nP,T9,33")
    assert [str(fault) for fault in master.refused(known, caught.value.checked)] == [
        "areas.csv, line 3: technician T9 is in no technicians.csv, now or before"
    ]


def test_rules_and_policies_are_written_with_the_keys_that_were_given(known: Engine, folder: Path) -> None:
    rules, policies = RULE.format(version=1, priority=5), POLICY.format(version=1, minutes=60, region="3301")
    saved = master.save(known, hand(folder, rules=rules, policies=policies))
    assert saved == {"rules.toml": Saved(inserted=1), "policies.toml": Saved(inserted=1)}
    query = "SELECT rule_code, version, priority, trigger, match, action, enabled FROM core.service_rule"
    assert rows(known, query) == [("install", 1, 5, "paid", {"region": "33"}, {"ticket_type": "install"}, True)]
    query = """SELECT version, kind, threshold_minutes, warn_minutes, clock, scope, severity, enabled
               FROM core.sla_policy WHERE policy_code = 'ours'"""
    assert rows(known, query) == [(1, "no_update", 60, None, "elapsed", {"region": "3301"}, 2, True)]


def test_a_version_never_changes_its_content(known: Engine, folder: Path) -> None:
    master.save(known, hand(folder, rules=RULE.format(version=1, priority=5), policies=POLICY.format(version=1, minutes=60, region="33")))  # fmt: skip
    before = content(known)
    changed = hand(folder, rules=RULE.format(version=1, priority=6), policies=POLICY.format(version=1, minutes=60, region="31"))  # fmt: skip
    assert refusals(known, changed) == [
        "policies.toml, line 1: ours, version 1, is there with another content; raise the version to change it",
        "rules.toml, line 1: install, version 1, is there with another content; raise the version to change it",
    ]
    assert content(known) == before


def test_a_new_version_stands_beside_the_old_one(known: Engine, folder: Path) -> None:
    master.save(known, hand(folder, rules=RULE.format(version=1, priority=5)))
    both = RULE.format(version=1, priority=5) + RULE.format(version=2, priority=6)
    assert master.save(known, hand(folder, rules=both)) == {"rules.toml": Saved(inserted=1, unchanged=1)}
    assert rows(known, "SELECT version, priority FROM core.service_rule ORDER BY 1") == [(1, 5), (2, 6)]


def test_a_default_limit_is_changed_by_a_higher_version_only(known: Engine, folder: Path) -> None:
    ours = POLICY.replace('"ours"', '"no-update"').format(version=1, minutes=60, region="33")
    assert refusals(known, hand(folder, policies=ours)) == [
        "policies.toml, line 1: no-update, version 1, is there with another content; raise the version to change it"
    ]
    raised = hand(folder, policies=ours.replace("version = 1", "version = 2"))
    assert master.save(known, raised) == {"policies.toml": Saved(inserted=1)}


def test_rules_and_policies_for_regions_that_are_none_are_told(known: Engine, folder: Path) -> None:
    rules = RULE.format(version=1, priority=5).replace('"33"', '"99"')
    handed = hand(folder, rules=rules, policies=POLICY.format(version=1, minutes=60, region="330100"))
    assert refusals(known, handed) == [
        "policies.toml, line 1: adcode 330100 is no district; write 3301 for all of it",
        "rules.toml, line 1: adcode 99 is no region that is known here",
    ]


def test_two_imports_at_once_end_like_one(known: Engine, folder: Path) -> None:
    demo = imports.read(data.path("demo"))
    results: list[dict[str, Saved]] = []
    both = [Thread(target=lambda: results.append(master.save(known, demo))) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(saved["areas.csv"].inserted for saved in results) == [0, len(demo.areas)]
