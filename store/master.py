"""Master data: what people handed in, written in one transaction; the same again changes nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from json import dumps

from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Engine

from schemas.master import AreaRow, Checked, Fault, ImportFaults, PolicyRow, ProductRow, RuleRow, Saved, TechnicianRow
from store import locks, master_sql
from store.copying import Cell, copy, stage
from store.engine import transaction
from store.master_faults import faults


def save(on: Engine, checked: Checked) -> dict[str, Saved]:
    """
    Write the rows of a folder; returns what became of them, by file.

    Products and technicians that no line names stay. A technician's skills, and the areas of each provider that
    areas.csv names, are replaced as a set. A rule or policy is never changed: a new version is added.

    Raises:
        ImportFaults: rows name what nobody knows, or another content for a version that is there. Nothing is written.
    """
    with transaction(on) as cursor:
        locks.take_for_transaction(cursor, "import")
        if found := faults(cursor, checked):
            raise ImportFaults(found, checked)
        return {name: _SAVE[name](cursor, checked) for name in checked.files}


def refused(on: Engine, checked: Checked) -> list[Fault]:
    """Return what `save` would refuse, without writing: for a folder whose other lines are bad already."""
    with transaction(on) as cursor:
        return faults(cursor, checked)


def _products(cursor: Cursor, checked: Checked) -> Saved:
    stage(cursor, "core.product", master_sql.PRODUCT, map(_product, checked.products), name="handed_product")
    cursor.execute(master_sql.SAVE_PRODUCTS)
    return _counted(cursor, len(checked.products))


def _product(row: ProductRow) -> tuple[Cell, ...]:
    return (
        row.sku_code, row.name, row.brand, row.category_code, row.service_mode, row.install_skill, row.repair_skill
    )  # fmt: skip


def _technicians(cursor: Cursor, checked: Checked) -> Saved:
    rows = checked.technicians
    cursor.execute(master_sql.HAND_TECHNICIANS)
    copy(cursor, "pg_temp.handed_technician", master_sql.TECHNICIAN, map(_technician, rows))
    copy(cursor, "pg_temp.handed_skill", master_sql.SKILL, _skills(rows))
    cursor.execute(master_sql.SAVE_PROVIDERS)
    cursor.execute(master_sql.SAVE_TECHNICIANS)
    inserted, updated = _inserted_and_updated(cursor)
    cursor.execute(master_sql.SAVE_SKILLS)
    updated = (updated | {code for (code,) in cursor.fetchall()}) - inserted
    cursor.execute(master_sql.DROP_AREAS_OF_MOVED)
    return _saved(len(rows), inserted, updated)


def _technician(row: TechnicianRow) -> tuple[Cell, ...]:
    lon, lat = (None if degrees is None else repr(degrees) for degrees in (row.lon, row.lat))
    return row.code, row.name, row.provider, lon, lat, row.daily_capacity


def _skills(rows: Iterable[TechnicianRow]) -> Iterable[tuple[Cell, ...]]:
    for row in rows:
        for skill in row.skills:
            yield row.code, skill.skill_code, skill.valid_until.isoformat() if skill.valid_until else None


def _areas(cursor: Cursor, checked: Checked) -> Saved:
    cursor.execute(master_sql.HAND_AREAS)
    copy(cursor, "pg_temp.handed_area", master_sql.AREA, map(_area, checked.areas))
    cursor.execute(master_sql.DROP_AREAS)
    removed = cursor.rowcount
    cursor.execute(master_sql.SAVE_AREAS)
    inserted = cursor.rowcount
    return Saved(inserted=inserted, unchanged=len(checked.areas) - inserted, removed=removed)


def _area(row: AreaRow) -> tuple[Cell, ...]:
    return row.provider, row.technician, row.adcode


def _rules(cursor: Cursor, checked: Checked) -> Saved:
    stage(cursor, "core.service_rule", master_sql.RULE, map(_rule, checked.rules), name="handed_rule")
    cursor.execute(master_sql.ADD_RULES)
    return Saved(inserted=cursor.rowcount, unchanged=len(checked.rules) - cursor.rowcount)


def _rule(row: RuleRow) -> tuple[Cell, ...]:
    return row.code, row.version, row.priority, row.trigger, _json(row.match), _json(row.action), row.enabled


def _policies(cursor: Cursor, checked: Checked) -> Saved:
    stage(cursor, "core.sla_policy", master_sql.POLICY, map(_policy, checked.policies), name="handed_policy")
    cursor.execute(master_sql.ADD_POLICIES)
    return Saved(inserted=cursor.rowcount, unchanged=len(checked.policies) - cursor.rowcount)


def _policy(row: PolicyRow) -> tuple[Cell, ...]:
    return (
        row.code, row.version, row.kind, row.threshold_minutes, row.warn_minutes, row.clock, _json(row.scope),
        row.severity, row.enabled,
    )  # fmt: skip


def _json(table: Mapping[str, object]) -> str:
    return dumps(table, ensure_ascii=False)


def _counted(cursor: Cursor, rows: int) -> Saved:
    return _saved(rows, *_inserted_and_updated(cursor))


def _inserted_and_updated(cursor: Cursor) -> tuple[set[str], set[str]]:
    """Read the (key, inserted?) rows that an upsert returned for what it wrote."""
    written: Sequence[tuple[str, bool]] = cursor.fetchall()
    return {key for key, inserted in written if inserted}, {key for key, inserted in written if not inserted}


def _saved(rows: int, inserted: set[str], updated: set[str]) -> Saved:
    unchanged = rows - len(inserted) - len(updated)
    return Saved(inserted=len(inserted), updated=len(updated), unchanged=unchanged)


_SAVE: Mapping[str, Callable[[Cursor, Checked], Saved]] = {
    "products.csv": _products,
    "technicians.csv": _technicians,
    "areas.csv": _areas,
    "rules.toml": _rules,
    "policies.toml": _policies,
}
