"""The reference data that ships is loaded, and loading it again changes nothing."""

import csv

from sqlalchemy import Engine, text

import data
from store import carriers, reference
from store.engine import transaction


def rows(database: Engine, query: str) -> list[tuple[object, ...]]:
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def do(database: Engine, statement: str) -> None:
    with database.begin() as connection:
        connection.execute(text(statement))


TABLES = ("core.region", "core.carrier", "core.carrier_alias", "core.sla_policy")


def test_the_regions_are_those_of_the_file(database: Engine) -> None:
    reference.load(database)
    with data.path("regions.csv").open(encoding="utf-8", newline="") as file:
        shipped = [
            (row["adcode"], row["name"], int(row["level"]), row["parent_adcode"] or None,
             float(row["lon"]) if row["lon"] else None)
            for row in csv.DictReader(file)
        ]  # fmt: skip
    assert rows(database, "SELECT adcode, name, level, parent_adcode, lon FROM core.region ORDER BY adcode") == shipped


def test_loading_again_writes_nothing(database: Engine) -> None:
    reference.load(database)
    before = {table: rows(database, f"SELECT xmin, ctid, t.* FROM {table} t ORDER BY 3") for table in TABLES}
    reference.load(database)
    assert {table: rows(database, f"SELECT xmin, ctid, t.* FROM {table} t ORDER BY 3") for table in TABLES} == before
    assert all(before.values())


def test_what_went_wrong_in_the_tables_is_put_right(database: Engine) -> None:
    reference.load(database)
    do(database, "UPDATE core.region SET name = '?', lon = NULL WHERE adcode = '330110'")
    do(database, "INSERT INTO core.region (adcode, name, level, parent_adcode) VALUES ('330199', 'x', 3, '330100')")
    do(database, "DELETE FROM core.region WHERE adcode = '429004'")
    do(database, "UPDATE core.carrier_alias SET carrier = 'ems' WHERE alias = 'SF'")
    reference.load(database)
    query = "SELECT name FROM core.region WHERE adcode IN ('330110', '330199', '429004') ORDER BY adcode"
    assert rows(database, query) == [("余杭区",), ("仙桃市",)]
    assert rows(database, "SELECT carrier FROM core.carrier_alias WHERE alias = 'SF'") == [("sf_express",)]


def test_an_alias_that_an_operator_added_stays(database: Engine) -> None:
    reference.load(database)
    do(database, "INSERT INTO core.carrier_alias VALUES ('小马快跑', 'zhongtong')")
    reference.load(database)
    with transaction(database) as cursor:
        assert carriers.aliases(cursor)["小马快跑"] == "zhongtong"


def test_an_operators_limits_are_not_overwritten(database: Engine) -> None:
    reference.load(database)
    do(database, "UPDATE core.sla_policy SET threshold_minutes = 5 WHERE policy_code = 'no-pickup'")
    do(
        database,
        "INSERT INTO core.sla_policy (policy_code, version, kind, threshold_minutes, severity)"
        " VALUES ('no-pickup', 2, 'no_pickup', 7, 1)",
    )
    reference.load(database)
    query = "SELECT version, threshold_minutes FROM core.sla_policy WHERE policy_code = 'no-pickup' ORDER BY 1"
    assert rows(database, query) == [(1, 5), (2, 7)]


def test_shops_words_for_carriers_lead_to_the_carrier(database: Engine) -> None:
    reference.load(database)
    with transaction(database) as cursor:
        known = carriers.aliases(cursor)
    words = [
        "顺丰速运",
        "SF",
        "shunfeng",
        "sf_express",
        "京东快递",
        "2087",
        "中通快递",
        "zhongtong",
        "圆通速递",
        "邮政快递包裹",
    ]
    assert [carriers.resolve(word, known) for word in words] == [
        *["sf_express"] * 4, *["jd_logistics"] * 2, *["zhongtong"] * 2, "yuantong", "youzhengguonei",
    ]  # fmt: skip
