"""Progress of a run on stderr, read from the rows that the run itself writes."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

EVERY_S = 2.0


class Clock:
    """Says sentences on stderr, each with the seconds since it was made."""

    def __init__(self) -> None:
        """Start counting."""
        self._began = time.monotonic()

    def say(self, sentence: str) -> None:
        """Print one line."""
        print(f"[{time.monotonic() - self._began:6.1f} s] {sentence}", file=sys.stderr, flush=True)


@contextmanager
def shown(database_url: str, clock: Clock | None = None) -> Iterator[None]:
    """
    Tell, while the block runs, what this process's runs have brought in so far.

    Args:
        database_url: where the runs write their rows.
        clock: says the lines; none: a new one.
    """
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(database_url, clock or Clock(), done), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join(timeout=5)


def _watch(database_url: str, clock: Clock, done: threading.Event) -> None:
    from store.engine import engine
    from store.summary import under_way

    said: dict[tuple[str, str], str] = {}
    while not done.wait(EVERY_S):
        for key, sentence in under_way(engine(database_url)).items():
            if said.get(key) != sentence:
                said[key] = sentence
                clock.say(sentence)
