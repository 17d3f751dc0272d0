"""
Fixtures of the end-to-end stories: one home with PostgreSQL and a Prefect server for all, a database for each story.

Every house is ready to run: migrated, with the demo's master data imported by the command that users call.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

import data
from tests.commands import shouhou
from tests.databases import made_from
from tests.e2e.house import House, a_sandbox

if TYPE_CHECKING:
    from sandbox.service import Sandbox
    from stack import Home

Houses = Callable[..., AbstractContextManager[House]]


@pytest.fixture(scope="session")
def stocked(home: "Home", postgres: str, migrated: str) -> Iterator[str]:
    """Yield the name of a migrated database with the demo's master data: the template of the houses'."""
    with made_from(migrated, postgres) as url:
        done = shouhou("import", str(data.path("demo")), home=home.path, SHOUHOU_DATABASE_URL=url)
        assert done.returncode == 0, done.stderr
        yield url.rpartition("/")[2]


@pytest.fixture(scope="session")
def open_house(
    home: "Home", postgres: str, stocked: str, prefect_api: str, tmp_path_factory: pytest.TempPathFactory
) -> Houses:
    """Return a maker of houses on a running sandbox; each is a context manager and loses its database at the end."""

    @contextmanager
    def opened(sandbox: "Sandbox", **settings: str) -> Iterator[House]:
        from store.engine import engine

        folder = tmp_path_factory.mktemp("house")
        sandbox.write_config(folder / "shouhou.toml")
        with made_from(stocked, postgres) as url:
            yield House(home.path, folder, engine(url), url, sandbox, settings)

    return opened


@pytest.fixture
def house_of(open_house: Houses) -> Iterator[Callable[..., House]]:
    """Yield a maker of houses with platforms of their own: `house_of(orders=60, shops=3)`."""
    with ExitStack() as stack:

        def make(**world: object) -> House:
            sandbox = stack.enter_context(a_sandbox(**world))  # type: ignore[arg-type]  # what a_sandbox takes
            return stack.enter_context(open_house(sandbox))

        yield make


@pytest.fixture(scope="session")
def five_kills(open_house: Houses) -> Iterator[Future[list[str]]]:
    """Yield what becomes of five killed cycles; they are long and run beside the other stories."""
    from tests.e2e.kills import broken

    with ThreadPoolExecutor(max_workers=1) as beside:
        yield beside.submit(broken, open_house, orders=100, kills=5)


@pytest.fixture(scope="session", autouse=True)
def _long_ones_first(request: pytest.FixtureRequest) -> None:
    """Begin the long stories before the first short one, if they are wanted at all."""
    if any("five_kills" in getattr(item, "fixturenames", ()) for item in request.session.items):
        request.getfixturevalue("five_kills")
