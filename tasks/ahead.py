"""Reading ahead: while the database writes one chunk, the next one is read."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from tasks.reading import Chunk

ReadAfter = Callable[[int], Chunk | None]


class Ahead:
    """
    Hands out chunks one by one and reads the next on a thread of its own meanwhile.

    A third of settling is waiting for the database; reading needs nothing of it. Memory holds two chunks, never more.
    Whatever reading raises is raised by the `take` that would have returned it.

    Args:
        read: reads the chunk that follows a page id (0: the first one), None if none does. It writes nothing.
    """

    def __init__(self, read: ReadAfter) -> None:
        self._read = read
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="read-ahead")
        self._next: Future[Chunk | None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.shutdown(cancel_futures=True)

    def take(self) -> Chunk | None:
        """Return the next chunk, None if nothing waits, and begin to read the one behind it."""
        chunk = self._next.result() if self._next else self._read(0)
        self._next = self._reader.submit(self._read, chunk.pages[-1].page_id) if chunk else None
        return chunk

    def look_again(self) -> None:
        """Forget what was read ahead: the next `take` looks from the first page on."""
        self._next = None
