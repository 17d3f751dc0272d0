"""`shouhou up`: the stack in the foreground."""

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from settings import Settings
    from stack import Home

EVERY_S = 1.0


def up() -> None:
    """Keep database, Prefect and a worker running with the flows on their schedules, until Ctrl-C."""
    import settings
    import stack
    from cli.ending import Ended, tidied

    home = stack.Home(settings.home())
    try:
        with home.claim("up"), tidied(lambda: stack.stop(home)):
            _start(home)
            _watch(home)
    except Ended:
        print("stopped")


def _start(home: "Home") -> None:
    from cli import deploy
    from cli.context import checked_settings, enter, open_database
    from stack import worker

    found = checked_settings()
    if not found.accounts:
        found = _with_sandbox(home, found)
    open_database(found)
    enter(found)
    for line in deploy.bring():
        print(line)
    worker.start(home, os.environ)
    print(f"Prefect UI: {os.environ['PREFECT_API_URL'].removesuffix('/api')}   Ctrl-C stops everything", flush=True)


def _with_sandbox(home: "Home", found: "Settings") -> "Settings":
    """Serve sandbox platforms with the demo's master data, where no account is configured."""
    from cli import import_folder
    from cli.context import checked_settings, open_database
    from cli.demo import master_data
    from cli.world import kept
    from stack import sandbox

    print("no account is configured: using sandbox platforms")
    arguments = kept(sandbox.config(home).parent).arguments
    sandbox.start(home, arguments, os.environ)
    import_folder.bring(master_data(), open_database(found))
    os.environ["SHOUHOU_CONFIG"] = str(sandbox.config(home))
    return checked_settings()


def _watch(home: "Home") -> None:
    """Return never while everything that was started lives."""
    from cli.errors import WorkFailed

    started = list(home.entries())
    while True:
        entries = home.entries()
        for name in started:
            if name not in entries or not entries[name].alive:
                raise WorkFailed(f"{name} ended; see {home.log(name)}, then start again")
        time.sleep(EVERY_S)
