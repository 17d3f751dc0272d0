"""The five files, each → its checked rows and what is wrong with the rest."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from imports import entries, rows
from imports.documents import Document
from imports.records import validated
from imports.tables import Table
from schemas.master import AreaRow, Fault, PolicyRow, ProductRow, RuleRow, TechnicianRow


class Part(NamedTuple):
    """What one file gave: the arguments of `Checked` that it fills, and its faults."""

    filled: Mapping[str, Any]
    faults: list[Fault]


def products(path: Path) -> Part:
    """Read products.csv."""
    table = Table(path, model=rows.Product)
    found = validated(table, rows.Product, lambda row: row.sku_code)
    return Part({"products": tuple(ProductRow(line=line, **dict(row)) for line, row in found)}, table.faults)


def technicians(path: Path) -> Part:
    """Read technicians.csv."""
    table = _Noting(path, model=rows.Technician)
    found = validated(table, rows.Technician, lambda row: row.code)
    read = tuple(TechnicianRow(line=line, **dict(row)) for line, row in found)
    return Part({"technicians": read, "mentioned": frozenset(table.mentioned)}, table.faults)


class _Noting(Table):
    """Takes down who is named on any line, good or bad."""

    mentioned: set[tuple[str, str]]

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        self.mentioned = set()
        for line, cells in super().records():
            self.mentioned.add((cells.get("provider", ""), cells.get("code", "")))
            yield line, cells


def areas(path: Path) -> Part:
    """Read areas.csv."""
    table = Table(path, model=rows.Area)
    found = validated(table, rows.Area, lambda row: f"{row.provider}, {row.technician or 'all'}, {row.adcode}")
    return Part({"areas": tuple(AreaRow(line=line, **dict(row)) for line, row in found)}, table.faults)


def rules(path: Path) -> Part:
    """Read rules.toml."""
    document = Document(path, entry="rule")
    found = validated(document, entries.Rule, lambda rule: f"{rule.code}, version {rule.version},")
    return Part({"rules": tuple(_rule(line, rule) for line, rule in found)}, document.faults)


def _rule(line: int, rule: entries.Rule) -> RuleRow:
    match, action = (part.model_dump(exclude_none=True) for part in (rule.match, rule.action))
    return RuleRow(line=line, **(dict(rule) | {"match": match, "action": action}))


def policies(path: Path) -> Part:
    """Read policies.toml."""
    document = Document(path, entry="policy")
    found = list(validated(document, entries.Policy, lambda policy: f"{policy.code}, version {policy.version},"))
    warnings = tuple(_of_later(line, policy) for line, policy in found if policy.is_of_later)
    return Part({"policies": tuple(_policy(*each) for each in found), "warnings": warnings}, document.faults)


def _policy(line: int, policy: entries.Policy) -> PolicyRow:
    return PolicyRow(line=line, **(dict(policy) | {"scope": policy.scope.model_dump(exclude_none=True)}))


def _of_later(line: int, policy: entries.Policy) -> str:
    return f"policies.toml, line {line}: {policy.code} is kept, but this release does not watch its kind or clock"


READERS: Mapping[str, Callable[[Path], Part]] = {
    "products.csv": products,
    "technicians.csv": technicians,
    "areas.csv": areas,
    "rules.toml": rules,
    "policies.toml": policies,
}
