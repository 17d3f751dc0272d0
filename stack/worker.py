"""The worker that carries out deployed runs with a home's settings."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stack import services
from stack.deployments import POOL
from stack.home import Entry, Home
from stack.services import Launch


def command() -> list[str]:
    """Return the command that runs a worker on the product's pool until it is told to end."""
    return [sys.executable, "-m", "prefect", "worker", "start", "--pool", POOL, "--type", "process"]


@dataclass(frozen=True)
class Worker:
    """The service `worker` of a home. It listens nowhere; it asks the Prefect API for work."""

    environ: Mapping[str, str] = field(repr=False)

    name = "worker"
    title = "the worker"
    patience_s = 60.0
    listens = False

    def launch(self, home: Home, port: int, lock: int) -> Launch:  # noqa: ARG002 - it needs neither
        """Say how the worker is started."""
        executables = (Path(os.path.realpath(sys.executable)).name,)
        return Launch(command=command(), executables=executables, environ=self.environ)

    def healthy(self, port: int) -> bool:  # noqa: ARG002
        """Return True: a worker that lives asks for work as soon as it can."""
        return True

    def strayed(self, home: Home) -> Entry | None:  # noqa: ARG002 - it records itself before it runs
        """Return None: there is no trace of it but its entry."""
        return None


def start(home: Home, environ: Mapping[str, str]) -> Entry:
    """
    Start the home's worker; one that a killed command left behind is ended first, for its settings may be old.

    Args:
        home: whose.
        environ: its whole environment, with what `stack.environment` gave.
    """
    with home.lock():
        services.stop(home, Worker.name)
    return services.ensure(home, Worker(environ))
