"""Master data that people hand in: checked rows with the place they came from, and what is wrong with the others."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import Struct, field


class Fault(Struct, frozen=True, kw_only=True):
    """Why a line can't be taken. `line`: 1 is the first of the file; None: the file, or the folder, as a whole."""

    file: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


class ProductRow(Struct, frozen=True, kw_only=True):
    """A line of products.csv."""

    line: int
    sku_code: str
    name: str
    brand: str | None
    category_code: str
    service_mode: str
    install_skill: str | None
    repair_skill: str | None


class SkillCell(Struct, frozen=True, kw_only=True):
    """A skill of a technician. `valid_until`: last day on which it counts; None: without end."""

    skill_code: str
    valid_until: date | None


class TechnicianRow(Struct, frozen=True, kw_only=True):
    """A line of technicians.csv. `lon`, `lat`: the base, in degrees; both None where it is not known."""

    line: int
    code: str
    name: str
    provider: str
    lon: float | None
    lat: float | None
    daily_capacity: int
    skills: tuple[SkillCell, ...]


class AreaRow(Struct, frozen=True, kw_only=True):
    """A line of areas.csv. `technician` None: all of the provider who have no area of their own."""

    line: int
    provider: str
    technician: str | None
    adcode: str


class RuleRow(Struct, frozen=True, kw_only=True):
    """A `[[rule]]` of rules.toml; `match` and `action` hold the keys that were given."""

    line: int
    code: str
    version: int
    priority: int
    trigger: str
    match: dict[str, Any]
    action: dict[str, Any]
    enabled: bool


class PolicyRow(Struct, frozen=True, kw_only=True):
    """A `[[policy]]` of policies.toml; `scope` holds the keys that were given."""

    line: int
    code: str
    version: int
    kind: str
    threshold_minutes: int
    warn_minutes: int | None
    clock: str
    severity: int
    enabled: bool
    scope: dict[str, Any]


class Checked(Struct, frozen=True, kw_only=True):
    """
    The good rows of a folder.

    `files`: the known files that were there. `warnings`: sentences for the operator. `mentioned`: providers and
    (provider, technician) pairs of all lines of technicians.csv, bad ones too, so that a bad line there does not make
    good lines of areas.csv look bad.
    """

    files: tuple[str, ...]
    products: tuple[ProductRow, ...] = ()
    technicians: tuple[TechnicianRow, ...] = ()
    areas: tuple[AreaRow, ...] = ()
    rules: tuple[RuleRow, ...] = ()
    policies: tuple[PolicyRow, ...] = ()
    warnings: tuple[str, ...] = ()
    mentioned: frozenset[tuple[str, str]] = field(default_factory=frozenset)


class ImportFaults(Exception):
    """
    Nothing was written, because lines are bad.

    Attributes:
        faults: every one found, by file and line.
        checked: the rows without a fault of their own; what they refer to may be missing still.
    """

    def __init__(self, faults: Iterable[Fault], checked: Checked | None = None) -> None:
        self.faults = sorted(set(faults), key=lambda fault: (fault.file, fault.line or 0, fault.reason))
        self.checked = checked or Checked(files=())
        super().__init__(self.faults, self.checked)

    def __str__(self) -> str:
        count = f"{len(self.faults)} faults" if len(self.faults) > 1 else "1 fault"
        return "\n".join([f"nothing was imported, {count} to mend:", *(f"  {fault}" for fault in self.faults)])


class Saved(Struct, frozen=True, kw_only=True):
    """What an import did to the rows of one file. `removed`: areas that the file no longer names for its providers."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0

    def __str__(self) -> str:
        said = f"{self.inserted} new, {self.updated} changed, {self.unchanged} unchanged"
        return f"{said}, {self.removed} removed" if self.removed else said
