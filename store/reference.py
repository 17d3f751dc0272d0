"""The reference data that ships with the product: regions, carriers, default limits. `shouhou db upgrade` loads it."""

import csv
import json
import tomllib
from collections.abc import Iterator
from typing import Any

from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Engine

import data
from store.copying import stage
from store.engine import transaction

_LOCK = 0x5348_5246  # one loading at a time, whoever starts it
_REGION = ("adcode", "name", "level", "parent_adcode", "lon", "lat")
_POLICY = (
    "policy_code", "version", "kind", "threshold_minutes", "warn_minutes", "clock", "scope", "severity", "enabled",
)  # fmt: skip


def load(on: Engine) -> None:
    """
    Bring the reference tables to what this release ships, in one transaction; a second time changes nothing.

    Regions become exactly the shipped ones. Carriers and aliases are added and corrected, and those that an operator
    added stay. Default policies are only added: a version that is there stays as it is, whoever wrote it.
    """
    with transaction(on) as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        _load_regions(cursor)
        _load_carriers(cursor)
        _load_policies(cursor)


def _load_regions(cursor: Cursor) -> None:
    rows = ([row[column] or None for column in _REGION] for row in _table("regions.csv"))
    stage(cursor, "core.region", _REGION, rows, name="shipped_region")
    cursor.execute(_SAVE_REGIONS)
    cursor.execute(_DROP_REGIONS)


def _load_carriers(cursor: Cursor) -> None:
    rows = list(_table("carriers.csv"))
    carriers = [(row["carrier"], row["name"], row["trace_source"] or None) for row in rows]
    words = {word: row["carrier"] for row in rows for word in (row["carrier"], *row["aliases"].split(";"))}
    stage(cursor, "core.carrier", ("carrier", "name", "trace_source"), carriers, name="shipped_carrier")
    stage(cursor, "core.carrier_alias", ("alias", "carrier"), words.items(), name="shipped_alias")
    cursor.execute(_SAVE_CARRIERS)
    cursor.execute(_SAVE_ALIASES)


def _load_policies(cursor: Cursor) -> None:
    shipped = tomllib.loads(data.path("policies.toml").read_text(encoding="utf-8"))["policy"]
    stage(cursor, "core.sla_policy", _POLICY, (_policy(one) for one in shipped), name="shipped_policy")
    names = ", ".join(_POLICY)
    cursor.execute(
        f"INSERT INTO core.sla_policy ({names}) SELECT {names} FROM pg_temp.shipped_policy"
        " ON CONFLICT (policy_code, version) DO NOTHING"
    )


def _policy(one: dict[str, Any]) -> tuple[str | int | bool | None, ...]:
    scope = json.dumps(one.get("scope", {}), ensure_ascii=False)
    return (
        one["code"], one["version"], one["kind"], one["threshold_minutes"], one.get("warn_minutes"), one["clock"],
        scope, one["severity"], one["enabled"],
    )  # fmt: skip


def _table(name: str) -> Iterator[dict[str, str]]:
    with data.path(name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


_SAVE_REGIONS = """
INSERT INTO core.region AS t (adcode, name, level, parent_adcode, lon, lat)
SELECT adcode, name, level, parent_adcode, lon, lat FROM pg_temp.shipped_region
ON CONFLICT (adcode) DO UPDATE SET
    name = excluded.name, level = excluded.level, parent_adcode = excluded.parent_adcode,
    lon = excluded.lon, lat = excluded.lat
WHERE (t.name, t.level, t.parent_adcode, t.lon, t.lat) IS DISTINCT FROM
      (excluded.name, excluded.level, excluded.parent_adcode, excluded.lon, excluded.lat)
"""
_DROP_REGIONS = """
DELETE FROM core.region t WHERE NOT EXISTS (SELECT FROM pg_temp.shipped_region s WHERE s.adcode = t.adcode)
"""
_SAVE_CARRIERS = """
INSERT INTO core.carrier AS t (carrier, name, trace_source)
SELECT carrier, name, trace_source FROM pg_temp.shipped_carrier
ON CONFLICT (carrier) DO UPDATE SET name = excluded.name, trace_source = excluded.trace_source
WHERE (t.name, t.trace_source) IS DISTINCT FROM (excluded.name, excluded.trace_source)
"""
_SAVE_ALIASES = """
INSERT INTO core.carrier_alias AS t (alias, carrier)
SELECT alias, carrier FROM pg_temp.shipped_alias
ON CONFLICT (alias) DO UPDATE SET carrier = excluded.carrier
WHERE t.carrier <> excluded.carrier
"""
