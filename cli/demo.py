"""`shouhou demo`: the whole main job once, on the sandbox's platforms, in a home of its own."""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from cli.progress import Clock
    from cli.world import World
    from stack import Home


def demo(
    orders: Annotated[int | None, typer.Option(min=1, max=1_000_000, help="How many orders [2000].")] = None,
    seed: Annotated[int | None, typer.Option(min=1, help="Which world [1].")] = None,
) -> None:
    """Run the whole job once on sandbox platforms, print what came out, and stop everything again."""
    import settings
    import stack
    from cli.ending import tidied
    from cli.world import kept

    home = stack.Home(settings.home()).demo
    world = kept(home.path, seed=seed, orders=orders)
    with home.claim("demo"), tidied(lambda: stack.stop(home)):
        tally = _work(home, world)
    if tally["status"] != "completed":
        raise typer.Exit(1)


def _work(home: "Home", world: "World") -> dict[str, Any]:
    from cli import flows, tally
    from cli.context import await_prefect, checked_settings, enter
    from cli.progress import Clock, shown
    from cli.summary import print_summary
    from stack import sandbox

    clock = Clock()
    clock.say(f"{world.orders:,} orders over {world.shops} shops in 30 days, seed {world.seed}, in {home.path}")
    forget_environment()
    os.environ["SHOUHOU_HOME"] = str(home.path)
    sandbox.begin(home, world.arguments, os.environ)
    database_url = _prepare(home, clock)
    sandbox.start(home, world.arguments, os.environ)
    os.environ["SHOUHOU_CONFIG"] = str(sandbox.config(home))
    clock.say("the platforms answer")
    settings = checked_settings()
    enter(settings, wait=False)
    story = flows.prepared("cycle", {})
    await_prefect(settings)
    clock.say("the Prefect server answers; the job begins")
    found = flows.carry_out(story, {}, partial(shown, database_url, clock))
    clock.say("the job is done")
    print_summary(database_url, home.path)
    tally.show(found, as_json=False)
    return found


def forget_environment() -> None:
    """Take out of the environment what would lead this process and its children away from the demo's home."""
    for name in list(os.environ):
        if name.startswith("PREFECT_") or name in ("SHOUHOU_CONFIG", "SHOUHOU_DATABASE_URL"):
            del os.environ[name]


def master_data() -> Path:
    """Return the folder of the demo's products, technicians, areas and rules."""
    import data

    return data.path("demo")


def _prepare(home: "Home", clock: "Clock") -> str:
    """Start the database, and the Prefect server behind it; migrate and import. Returns the database's URL."""
    from cli import import_folder
    from cli.context import open_database
    from settings import Settings
    from stack import prefect

    plain = Settings(home=home.path)
    prefect.begin(home, plain)
    database_url = open_database(plain)
    clock.say("the database is migrated")
    for line in import_folder.bring(master_data(), database_url):
        clock.say(f"imported {line}")
    return database_url
