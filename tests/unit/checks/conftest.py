"""
Great Expectations is imported once for all these tests, in an empty home and working folder, to see what it writes.

So no test module imports it, or `checks.panel`, at its top.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks import judge
from schemas.words import Entity
from tests.unit.checks.rows import a_late_scan, a_scan


@pytest.fixture(scope="session", autouse=True)
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder that was home and working folder while the library came in and judged a good and a bad row."""
    folder = tmp_path_factory.mktemp("visited")
    before = Path.cwd()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        patch.delenv("GX_ANALYTICS_ENABLED", raising=False)
        os.chdir(folder)
        try:
            judge(Entity.TRACES, [a_scan(), a_late_scan()])
        finally:
            os.chdir(before)
        yield folder
