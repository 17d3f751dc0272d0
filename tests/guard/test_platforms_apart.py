"""No platform imports another, neither as a connector nor as a stand-in; and nothing but its own room names one."""

import ast
import re
from pathlib import Path

import pytest

from connectors.registry import PLATFORMS
from tests.guard.pages import ROOT

ROOMS = ("connectors", "sandbox")
NAMELESS = ("tasks", "store", "rules", "flows", "schemas", "checks", "receiver", "imports", "settings")


def imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("name", PLATFORMS)
def test_a_platform_imports_no_other(room: str, name: str) -> None:
    files = list((ROOT / room / name).rglob("*.py"))
    assert files
    others = {f"{room}.{other}" for other in PLATFORMS if other != name}
    wrong = {
        (file.name, module)
        for file in files
        for module in imported(file)
        if any(module == other or module.startswith(f"{other}.") for other in others)
    }
    assert wrong == set()


@pytest.mark.parametrize("room", NAMELESS)
def test_no_other_room_branches_on_a_platforms_name(room: str) -> None:
    names = "|".join(PLATFORMS)
    found = {
        (file.relative_to(ROOT), match)
        for file in (ROOT / room).rglob("*.py")
        for match in re.findall(rf"""["'](?:{names})["']""", file.read_text(encoding="utf-8"))
    }
    assert found == set()
