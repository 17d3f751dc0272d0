"""The command line as users call it: a process of its own, with nothing of this one's environment that matters."""

import os
import subprocess
import sys
from pathlib import Path

import psutil

OWN = ("SHOUHOU_", "PREFECT_")


def environment(home: Path, **extra: str) -> dict[str, str]:
    """Return the environment of a command that works in `home`, with what a test adds."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    return kept | {"SHOUHOU_HOME": str(home)} | extra


def command(*words: str) -> list[str]:
    """Return the command line of `shouhou …`."""
    return [sys.executable, "-m", "cli", *words]


def shouhou(
    *words: str, home: Path, cwd: Path | None = None, timeout: float = 240, **extra: str
) -> subprocess.CompletedProcess[str]:
    """Run `shouhou …` to its end; its working directory is the home, so that no file of the clone is found."""
    home.mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        command(*words),
        env=environment(home, **extra),
        cwd=cwd or home,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def processes_of(home: Path) -> list[str]:
    """Return the command lines of living processes that name a home or work in it, this one left out."""
    found = []
    for process in psutil.process_iter():
        try:
            words = " ".join(process.cmdline())
            inside = Path(process.cwd()).is_relative_to(home)
        except psutil.Error:
            continue
        if process.pid != os.getpid() and (inside or str(home) in words):
            found.append(words)
    return found
