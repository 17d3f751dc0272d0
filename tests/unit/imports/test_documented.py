"""The reference page lists every column, key and word that the files may hold."""

import re
from pathlib import Path

import pytest

from imports import entries, rows
from imports.files import READERS
from imports.words import Handed
from schemas.service_rules import ReadyWhen, Trigger
from schemas.sla import SlaKind
from schemas.tickets import TicketType

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "imports.md").read_text(encoding="utf-8")
MODELS: dict[str, type[Handed]] = {
    "products.csv": rows.Product,
    "technicians.csv": rows.Technician,
    "areas.csv": rows.Area,
    "rules.toml": entries.Rule,
    "policies.toml": entries.Policy,
}


def section(name: str) -> str:
    return PAGE.split(f"\n## {name}\n")[1].split("\n## ")[0]


def test_every_file_has_its_section() -> None:
    assert set(re.findall(r"\n## (\S+\.(?:csv|toml))\n", PAGE)) == set(READERS) == set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_every_column_is_listed_in_its_order_and_as_needed_or_not(name: str) -> None:
    listed = re.findall(r"^\| (\w+) \| (yes|no) \|", section(name), re.MULTILINE)
    fields = MODELS[name].model_fields
    assert listed == [(field, "yes" if info.is_required() else "no") for field, info in fields.items()]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rules.toml", [*Trigger, *TicketType, *ReadyWhen, *entries.Match.model_fields, *entries.Action.model_fields]),
        ("policies.toml", [*SlaKind, *entries.LATER_KINDS, *entries.Scope.model_fields]),
        ("products.csv", ["none", "brand", "platform", "delivery_install"]),
    ],
)
def test_every_word_is_listed(name: str, words: list[str]) -> None:
    assert [word for word in words if f"`{word}`" not in section(name)] == []
