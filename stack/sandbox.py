"""The stand-in platforms as a service of a home, for a home that has no accounts of its own."""

import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stack import services
from stack.home import Entry, Home
from stack.services import Launch


def config(home: Home) -> Path:
    """Return the configuration that points at a home's sandbox."""
    return home.path / "sandbox" / "shouhou.toml"


@dataclass(frozen=True)
class Sandbox:
    """The service `sandbox` of a home: the command `shouhou sandbox` with these arguments."""

    home: Home
    arguments: tuple[str, ...]
    environ: Mapping[str, str] = field(repr=False)

    name = "sandbox"
    title = "the sandbox platforms"
    patience_s = 120.0
    listens = True

    @property
    def uses(self) -> str:
        """Its arguments: one that serves another world is started anew."""
        return " ".join(self.arguments)

    def launch(self, home: Home, port: int, lock: int) -> Launch:  # noqa: ARG002 - nothing to keep locked
        """Make its folder and say how it is started; it writes the configuration once it listens."""
        config(home).parent.mkdir(mode=0o700, exist_ok=True)
        config(home).unlink(missing_ok=True)  # names the port of one that is gone
        command = [
            sys.executable,
            "-P",
            "-m",
            "cli",
            "sandbox",
            "--port",
            str(port),
            "--write-config",
            str(config(home)),
        ]
        executables = (Path(os.path.realpath(sys.executable)).name,)
        whole = [*command, *self.arguments]
        return Launch(command=whole, executables=executables, environ=self.environ, uses=self.uses)

    def healthy(self, port: int) -> bool:
        """Tell whether it takes connections and has written its configuration."""
        if not config(self.home).exists():
            return False
        with socket.socket() as probe:
            probe.settimeout(2)
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def strayed(self, home: Home) -> Entry | None:  # noqa: ARG002 - it records itself before it runs
        """Return None: there is no trace of it but its entry."""
        return None


def start(home: Home, arguments: tuple[str, ...], environ: Mapping[str, str]) -> Entry:
    """
    Start the home's sandbox, or find it running.

    Args:
        home: whose; the configuration it writes is `config(home)`.
        arguments: of `shouhou sandbox`, besides port and configuration.
        environ: its whole environment.
    """
    sandbox = Sandbox(home, arguments, environ)
    return services.ensure(home, sandbox, uses=sandbox.uses)


def begin(home: Home, arguments: tuple[str, ...], environ: Mapping[str, str]) -> None:
    """Start it as `start` does, without waiting until it listens."""
    sandbox = Sandbox(home, arguments, environ)
    services.begin(home, sandbox, uses=sandbox.uses)
