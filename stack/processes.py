"""Processes by identity: a pid alone may belong to somebody else by now, a pid with its start and executable does not."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import psutil

#: Children of this process, so that they are reaped when they end; everybody else's are reaped by init.
_children: dict[int, subprocess.Popen[bytes]] = {}


def adopt(child: subprocess.Popen[bytes]) -> None:
    """Remember a child of this process, so that it leaves no zombie."""
    _children[child.pid] = child


def started(pid: int) -> float | None:
    """
    Return when a process started, in a unit that only serves to be compared; None if it is gone.

    Linux: clock ticks since boot, which no change of the wall clock moves.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return float(fields[19])
    except FileNotFoundError:
        return _created(pid)
    except (OSError, IndexError):
        return None


def executable(pid: int) -> str | None:
    """Return the file name of the program that a process runs; None if it is gone, ended or not to be seen."""
    if child := _children.get(pid):
        child.poll()
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return Path(process.exe()).name
    except psutil.Error:
        return None


def working_directory(pid: int) -> Path | None:
    """Return where a process works; None if it is gone or not to be seen."""
    try:
        return Path(psutil.Process(pid).cwd())
    except psutil.Error:
        return None


def end(pid: int, *, gently: signal.Signals, patience_s: float) -> None:
    """
    End a session leader and everything in its session.

    Args:
        pid: of the leader; must be known to be the one that is meant.
        gently: the signal that lets it end by itself.
        patience_s: how long it may take; then it and what is left of its session are killed.
    """
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, gently)
    _wait_gone(pid, patience_s)
    kill_session(pid)
    _wait_gone(pid, 5.0)


def kill_session(leader: int) -> None:
    """Kill every process of a session, its leader too."""
    for pid in psutil.pids():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getsid(pid) == leader:
                os.kill(pid, signal.SIGKILL)


def _wait_gone(pid: int, patience_s: float) -> None:
    until = time.monotonic() + patience_s
    while executable(pid) is not None and time.monotonic() < until:
        time.sleep(0.05)


def _created(pid: int) -> float | None:
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return None
