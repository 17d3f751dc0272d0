"""
A platform is one folder, one stand-in file and one line in the registry: tried by adding an invented one to a copy.

The whole contract suite then runs for it, unchanged; so `docs/how-to/add-a-platform.md` is true.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEVENTH = Path(__file__).parent / "seventh"
ROOMS = (
    "checks", "cli", "connectors", "data", "flows", "imports", "receiver", "rules", "sandbox", "schemas", "settings", "stack",
    "store", "tasks", "tests",
)  # fmt: skip


def test_a_seventh_platform_takes_a_folder_a_stand_in_and_a_line(tmp_path: Path) -> None:
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)

    shutil.copytree(SEVENTH / "connector", tmp_path / "connectors" / "pinpin")
    shutil.copy(SEVENTH / "sandbox_pinpin.py", tmp_path / "sandbox" / "pinpin.py")
    registry = tmp_path / "connectors" / "registry.py"
    lines = registry.read_text().replace(
        "PLATFORMS: dict[str, Platform] = {", "PLATFORMS: dict[str, Platform] = {\n    'pinpin': pinpin.PLATFORM,"
    )
    registry.write_text(lines.replace("kuaidi100, sf_express", "kuaidi100, pinpin, sf_express"))

    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/contract/test_contract.py",
        "-k",
        "pinpin",
    ]
    found = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": "."}
    )
    assert found.returncode == 0, found.stdout[-4000:] + found.stderr[-2000:]
    assert " passed" in found.stdout
