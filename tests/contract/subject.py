"""What the contract suite looks at: one platform with its folder, its fixtures and its tables."""

import importlib
import json
import pkgutil
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec

import connectors
from connectors import registry
from connectors.access import Access, Platform
from connectors.patience import Patience
from schemas.page import Raw, Read
from schemas.words import AfterSaleKind, AfterSaleStatus, OrderStatus, ParcelStatus, ReasonCode, Stage

ROOT = Path(__file__).parents[2]
NOWHERE = "http://127.0.0.1:9/nowhere"
SECRET = "s3cr3t-of-{key}"
WORDS = (OrderStatus, AfterSaleKind, AfterSaleStatus, Stage, ParcelStatus, ReasonCode)

Table = MutableMapping[Any, Any]


@dataclass(frozen=True)
class Fixture:
    """Records of one stream and the normal form that each should get."""

    name: str
    stream: str
    records: list[Raw]
    normal: list[dict[str, Any]]


@dataclass(frozen=True)
class Personal:
    """A record in clear, and what must be gone from it after redacting."""

    stream: str
    record: Raw
    must_not_survive: list[str]


@dataclass(frozen=True)
class Subject:
    """One platform. `declared` opens its connector; a broken twin puts another in its place."""

    name: str
    declared: Platform
    folder: Path
    fixtures: list[Fixture] = field(repr=False)
    personal: list[Personal] = field(repr=False)
    tables: dict[str, Table] = field(repr=False)

    def offline(self) -> Any:
        """Open the connector at an address where nobody answers."""
        return self.declared.open(access(self.declared, NOWHERE, self.example_keys()))

    def example_keys(self, *, every: bool = False) -> dict[str, str]:
        """Return a value for every key that is needed, or that is needed or secret."""
        wanted = (key.name for key in self.declared.keys if key.needed or (every and key.secret))
        return {name: SECRET.format(key=name) for name in wanted}

    @property
    def streams(self) -> list[str]:
        """Return the streams that fixtures exist for."""
        return sorted({fixture.stream for fixture in self.fixtures})


class NoPace:
    """Lets every call go at once."""

    def wait(self) -> None:
        """Return at once."""


def access(
    platform: Platform, url: str, keys: Mapping[str, str], patience_s: float = 0, timeout_s: float = 5
) -> Access:
    """Give what an opened connector works with, without waiting."""
    return Access(
        account="account-a",
        base_url=url,
        keys=keys,
        pacer=NoPace(),
        patience=Patience(patience_s, sleep=lambda _: None),
        timeout_s=timeout_s,
    )


def subject(name: str, declared: Platform | None = None) -> Subject:
    """Collect what there is of a platform."""
    folder = Path(connectors.__file__).parent / name
    personal = folder / "fixtures" / "personal.json"
    return Subject(
        name=name,
        declared=declared or registry.PLATFORMS[name],
        folder=folder,
        fixtures=[_fixture(path) for path in sorted((folder / "fixtures").glob("*.raw.json"))],
        personal=[Personal(**each) for each in json.loads(personal.read_text())] if personal.exists() else [],
        tables=_tables(f"connectors.{name}"),
    )


def configured(subject: Subject, **keys: Any) -> Any:
    """Return an account of the platform as the settings would give it, every secret by reference."""
    given = {key.name: _Reference(SECRET) if key.secret else "x" for key in subject.declared.keys if key.needed}
    return SimpleNamespace(name="account-a", platform=subject.name, base_url=None, since=None, keys=given | keys)


def plain(read: Read) -> dict[str, Any]:
    """Return what a record gave as JSON values."""
    found = msgspec.json.decode(msgspec.json.encode(read))
    assert isinstance(found, dict)
    return found


class _Reference(SimpleNamespace):
    def __init__(self, secret: str) -> None:
        super().__init__(get_secret_value=lambda: secret)


def _fixture(path: Path) -> Fixture:
    name = path.name.removesuffix(".raw.json")
    normal = path.with_name(f"{name}.normal.json")
    return Fixture(name, name.split("_")[0], json.loads(path.read_text()), json.loads(normal.read_text()))


def _tables(package: str) -> dict[str, Table]:
    """Find every table of words in a platform's modules; a table that others are chained from is found once."""
    found: dict[str, Table] = {}
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        for name, value in vars(importlib.import_module(f"{package}.{module.name}")).items():
            if _is_table(value) and not any(value is known for known in found.values()):
                found[f"{module.name}.{name}"] = value
    return found


def _is_table(value: object) -> bool:
    return type(value) is dict and bool(value) and all(isinstance(word, (*WORDS, bool)) for word in value.values())
