"""The rooms carry plain names at the root of the repository: nothing installed may have the same."""

from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]


def rooms() -> set[str]:
    return {path.parent.name for path in ROOT.glob("*/__init__.py")}


def test_no_installed_package_bears_the_name_of_a_room() -> None:
    clashes = {}
    for distribution in distributions():
        if distribution.metadata["Name"] != "shouhou":
            tops = {str(file).partition("/")[0].removesuffix(".py") for file in distribution.files or ()}
            if shared := tops & rooms():
                clashes[distribution.metadata["Name"]] = shared

    assert rooms() >= {"cli", "flows", "stack", "settings", "store"}
    assert clashes == {}
