"""The folder that holds everything the product keeps on a machine, and the list of services that run for it."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from stack import processes
from stack.errors import StackError


@dataclass(frozen=True, kw_only=True)
class Entry:
    """
    A service that was started for a home, as `services.json` keeps it.

    Attributes:
        pid: leader of a session of its own.
        started: `processes.started` of it.
        executables: file names its program may bear (a wrapper's first, then its own).
        port: on 127.0.0.1; 0 for a service that does not listen.
        uses: address of what it was told to work with; another address means that it has to be started anew.
    """

    pid: int
    started: float
    executables: tuple[str, ...]
    port: int
    uses: str = ""

    @property
    def alive(self) -> bool:
        """Tell whether this very process still runs."""
        return processes.started(self.pid) == self.started and processes.executable(self.pid) in self.executables


@dataclass(frozen=True)
class Home:
    """
    A home by its absolute path. Making the object touches nothing.

    Whoever changes the list of services holds `lock`. The lock is inherited by a child until it runs its own program,
    so that a starter killed half-way cannot hand it on too early.
    """

    path: Path

    @property
    def demo(self) -> "Home":
        """The home inside this one that the demo works in."""
        return Home(self.path / "demo")

    @property
    def postgres(self) -> Path:
        """The embedded PostgreSQL: its cluster and the password of its role."""
        return self.path / "postgres"

    @property
    def tmp(self) -> Path:
        """Temporary files of every process of this home."""
        return self.path / "tmp"

    @property
    def prefect(self) -> Path:
        """PREFECT_HOME of every process of this home."""
        return self.path / "prefect"

    def log(self, service: str) -> Path:
        """Return where a service writes its log."""
        return self.path / "logs" / f"{service}.log"

    def make(self) -> None:
        """
        Make the folders, for their owner only; the home itself may be entered, by the account PostgreSQL runs as.

        Raises:
            StackError: they cannot be made there.
        """
        try:
            self.path.mkdir(mode=0o711, parents=True, exist_ok=True)
            for folder in (self.tmp, self.prefect, self.path / "logs"):
                folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            why = f"{error.filename}: {error.strerror}"
            raise StackError(f"no home can be made ({why}); name another folder by SHOUHOU_HOME") from None

    @contextlib.contextmanager
    def lock(self) -> Iterator[int]:
        """Hold the home's lock; gives its file descriptor, for children that must keep it held. Makes the home."""
        self.make()
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def claim(self, command: str) -> Iterator[None]:
        """
        Be the only `command` of this home while the block runs.

        Raises:
            StackError: another one runs.
        """
        self.make()
        descriptor = os.open(self.path / f"{command}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise StackError(f"`shouhou {command}` already runs in {self.path}; wait for it or end it") from None
        finally:
            os.close(descriptor)

    def entries(self) -> dict[str, Entry]:
        """Return the services on record, alive or not, by name."""
        try:
            found = json.loads((self.path / "services.json").read_text(encoding="utf-8"))
            return {name: Entry(**(e | {"executables": tuple(e["executables"])})) for name, e in found.items()}
        except (FileNotFoundError, ValueError):  # a file torn by a power cut records nothing
            return {}

    def record(self, name: str, entry: Entry | None) -> None:
        """Set down a service, or with None strike it off. Needs the lock; readers never see half a file."""
        kept = self.entries() | ({name: entry} if entry else {})
        if entry is None:
            kept.pop(name, None)
        text = json.dumps({name: asdict(e) for name, e in kept.items()}, indent=2)
        fresh = self.path / "services.json.new"
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(self.path / "services.json")
