"""Whatever swallows a signal or waits for ever, a command that was told to end ends."""

import os
import signal
import subprocess
import sys
import time

import pytest

from cli import ending

HANGS = """
import threading, time
from cli import ending
ending.GOODBYE_S = 0.3
threading.Thread(target=time.sleep, args=(60,)).start()
print("done")
"""


def swallows_one(seen: list[str]) -> None:
    with ending.tidied(lambda: seen.append("tidy")):
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(30)
        except ending.Ended:
            seen.append("swallowed")
        time.sleep(30)


def test_an_end_that_is_swallowed_comes_again_and_what_follows_is_tidied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "INSIST_S", 0.1)
    seen: list[str] = []
    with pytest.raises(ending.Ended) as told:
        swallows_one(seen)
    time.sleep(0.3)

    assert seen == ["swallowed", "tidy"], "and no signal comes once the block is left"
    assert told.value.status == 143


@pytest.mark.parametrize(
    ("last", "status"),
    [("ending.hurry(3)", 3), ("import os, signal\nwith ending.interruptible():\n    os.kill(os.getpid(), 2)", 130)],
    ids=["its_status", "ctrl_c"],
)
def test_a_process_ends_even_if_python_would_wait(last: str, status: int) -> None:
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", HANGS + last], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (status, "done\n")
    assert time.monotonic() - began < 20


def test_the_handlers_of_before_come_back() -> None:
    before = [signal.getsignal(number) for number in ending.SIGNALS]
    with ending.tidied(lambda: None), ending.interruptible():
        pass

    assert [signal.getsignal(number) for number in ending.SIGNALS] == before
