"""Start a service once for a home, find it again, wait until it answers, stop it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from stack import processes
from stack.errors import ServiceDied, ServiceSilent
from stack.home import Entry, Home

ATTEMPTS = 4
STOP_PATIENCE_S = 15.0

#: Name → the signal that lets it end by itself; in the order in which they are stopped: users before what they use.
ENDINGS = {
    "worker": signal.SIGINT,
    "sandbox": signal.SIGTERM,
    "prefect": signal.SIGTERM,
    "postgres": signal.SIGINT,  # "fast": ends the sessions, writes a checkpoint
}


@dataclass(frozen=True, kw_only=True)
class Launch:
    """
    How a service is started.

    Attributes:
        command: program and arguments; it may replace itself by another program but must keep its pid.
        executables: file names that program may bear.
        environ: its whole environment.
        uses: see `Entry`.
    """

    command: Sequence[str]
    executables: tuple[str, ...]
    environ: Mapping[str, str] = field(repr=False)
    uses: str = ""


class Service(Protocol):
    """One kind of service that a home can have."""

    @property
    def name(self) -> str:
        """Its name in services.json, in ENDINGS and of its log file."""
        ...

    @property
    def title(self) -> str:
        """Its name as people read it."""
        ...

    @property
    def patience_s(self) -> float:
        """How long its first answer may take."""
        ...

    @property
    def listens(self) -> bool:
        """Tell whether it needs a port."""
        ...

    def launch(self, home: Home, port: int, lock: int) -> Launch:
        """Prepare what it needs (under the home's lock, by its descriptor) and say how it is started on a port."""
        ...

    def healthy(self, port: int) -> bool:
        """Tell whether it answers."""
        ...

    def strayed(self, home: Home) -> Entry | None:
        """Return a running one that services.json does not know; None if there is none."""
        ...


def ensure(home: Home, service: Service, *, uses: str = "") -> Entry:
    """
    Return the home's service, started if need be, once it answers.

    Two callers at once share one; a service that another caller started and did not live to wait for is waited for.

    Args:
        home: made if it is missing.
        service: which kind.
        uses: address it has to work with; one that runs with another is started anew.

    Raises:
        ServiceDied: it ended several times before it answered.
        ServiceSilent: it runs and does not answer within its patience.
    """
    for attempt in range(1, ATTEMPTS + 1):
        entry = begin(home, service, uses=uses, same_port=attempt <= 2)
        try:
            return _answered(home, service, entry)
        except ServiceDied:
            if attempt == ATTEMPTS:
                raise
            time.sleep(0.5)  # a port taken meanwhile, or children of a killed predecessor that are about to end
    raise AssertionError("unreachable")


def begin(home: Home, service: Service, *, uses: str = "", same_port: bool = True) -> Entry:
    """
    Return the home's service, started if need be, without waiting for its answer; see `ensure`.

    Args:
        same_port: try for the port that a predecessor had, so that those who know it find the service again.
    """
    with home.lock() as lock:
        return _running(home, service, uses) or _start(home, service, lock, same_port)


def stop(home: Home, name: str) -> bool:
    """End a service on record if it runs, with all its children; tell whether it did. Needs the lock."""
    entry = home.entries().get(name)
    if entry is None:
        return False
    alive = entry.alive
    if alive:
        processes.end(entry.pid, gently=ENDINGS[name], patience_s=STOP_PATIENCE_S)
    elif processes.started(entry.pid) is None:
        processes.kill_session(entry.pid)  # what a killed leader left behind
    home.record(name, None)
    return alive


def free_port(preferred: int = 0) -> int:
    """Return a port of 127.0.0.1 that is free now: the preferred one if it is, or becomes so within a second."""
    until = time.monotonic() + 1.0  # a process that was killed a moment ago may still be closing its sockets
    while preferred and time.monotonic() < until:
        if _bound(preferred):
            return preferred
        time.sleep(0.05)
    return _bound(0)


def say(sentence: str) -> None:
    """Tell the person at the terminal, on stderr."""
    print(f"shouhou: {sentence}", file=sys.stderr, flush=True)


def _bound(port: int) -> int:
    """Return the port if it can be had (0: one that can), else 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
        found: int = probe.getsockname()[1]
        return found


def _running(home: Home, service: Service, uses: str) -> Entry | None:
    entry = home.entries().get(service.name)
    if entry is None or not entry.alive:
        entry = service.strayed(home)
        if entry:
            home.record(service.name, entry)
    if entry and entry.uses != uses:
        processes.end(entry.pid, gently=ENDINGS[service.name], patience_s=STOP_PATIENCE_S)
        return None
    return entry


def _start(home: Home, service: Service, lock: int, same_port: bool) -> Entry:
    before = home.entries().get(service.name)
    port = free_port(before.port if before and same_port else 0) if service.listens else 0
    launch = service.launch(home, port, lock)
    where = f" on port {port}" if port else ""
    say(f"starting {service.title}{where} (home {home.path}; `shouhou stop` ends it)")
    with _log(home.log(service.name)).open("ab") as log:
        child = subprocess.Popen(
            launch.command,
            env=dict(launch.environ),
            cwd=home.path,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # The child records itself, holding the inherited lock until its program begins: wherever the starter is
            # killed, there is no process without an entry.
            preexec_fn=lambda: _record_self(home, service.name, launch, port),
        )
    processes.adopt(child)
    return home.entries()[service.name]


def _record_self(home: Home, name: str, launch: Launch, port: int) -> None:
    pid = os.getpid()
    entry = Entry(
        pid=pid,
        started=processes.started(pid) or 0.0,
        executables=launch.executables,
        port=port,
        uses=launch.uses,
    )
    home.record(name, entry)


def _answered(home: Home, service: Service, entry: Entry) -> Entry:
    until = time.monotonic() + service.patience_s
    while time.monotonic() < until:
        if not entry.alive:
            log = home.log(service.name)
            raise ServiceDied(f"{service.title} did not start: {_last_line(log)} (log: {log})")
        if service.healthy(entry.port):
            return entry
        time.sleep(0.1)
    raise ServiceSilent(
        f"{service.title} runs but gave no answer within {service.patience_s:.0f} s; "
        f"see {home.log(service.name)}, or run `shouhou stop` and try again"
    )


def _log(path: Path) -> Path:
    """Begin a fresh file when the last one has grown large; one old one is kept."""
    if path.exists() and path.stat().st_size > 10_000_000:
        path.replace(path.with_suffix(".log.1"))
    return path


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1].strip() if lines else "it wrote nothing"
