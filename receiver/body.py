"""The body of a request, of a length that is told before or chunk by chunk, within one bound of size and one of time."""

import re
from collections.abc import Callable
from email.message import Message
from io import BufferedIOBase, RawIOBase
from socket import socket
from time import monotonic
from typing import TYPE_CHECKING

from schemas.push import Receipt

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LARGEST_BODY = 1024 * 1024
LONGEST_LINE = 1024
LENGTH = re.compile(r"[0-9]{1,18}")
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?")


def _told(status: int, text: str) -> Receipt:
    return Receipt(body=text.encode(), content_type="text/plain", status=status)


MALFORMED = _told(400, "Bad Request")
TIMED_OUT = _told(408, "Request Timeout")
NO_LENGTH = _told(411, "Length Required")
TOO_LARGE = _told(413, "Content Too Large")


class BadBody(Exception):
    """A body that is not read, or not to its end; `answer` says why."""

    def __init__(self, answer: Receipt) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Timed(RawIOBase):
    """What comes over a connection until a moment of the monotonic clock; `timeout` is for what is sent."""

    def __init__(self, connection: socket, until: float, timeout: float) -> None:
        self._connection, self._until, self._timeout = connection, until, timeout

    def readable(self) -> bool:
        """Return true."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Wait for what comes next; TimeoutError when the moment is there."""
        self._connection.settimeout(max(self._until - monotonic(), 0.001))
        try:
            return self._connection.recv_into(buffer)
        finally:
            self._connection.settimeout(self._timeout)


def body_of(headers: Message, stream: BufferedIOBase, *, go_on: Callable[[], None]) -> bytes:
    """
    Return the body of a request.

    Args:
        headers: of the request.
        stream: what comes after them.
        go_on: called before anything is read, and only if it may be: the sender may wait for that.

    Raises:
        BadBody: too large, of no told length, malformed, or cut short.
        TimeoutError: by the stream.
    """
    lengths, coding = set(headers.get_all("Content-Length", [])), headers.get("Transfer-Encoding")
    if coding is not None:
        if lengths or coding.strip().lower() != "chunked":
            raise BadBody(MALFORMED)
        go_on()
        return _chunks(stream)
    if not lengths:
        raise BadBody(NO_LENGTH)
    length = lengths.pop().strip()
    if lengths or not LENGTH.fullmatch(length):
        raise BadBody(MALFORMED)
    if int(length) > LARGEST_BODY:
        raise BadBody(TOO_LARGE)
    go_on()
    return _exactly(stream, int(length))


def _chunks(stream: BufferedIOBase) -> bytes:
    body = bytearray()
    while size := _size(_line(stream)):
        if len(body) + size > LARGEST_BODY:
            raise BadBody(TOO_LARGE)
        body += _exactly(stream, size)
        if _line(stream):
            raise BadBody(MALFORMED)
    while _line(stream):
        pass  # a trailer; its end comes in time or never
    return bytes(body)


def _size(line: bytes) -> int:
    found = CHUNK.fullmatch(line)
    if not found:
        raise BadBody(MALFORMED)
    return int(found[1], 16)


def _line(stream: BufferedIOBase) -> bytes:
    line = stream.readline(LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise BadBody(MALFORMED)
    return line.rstrip(b"\r\n")


def _exactly(stream: BufferedIOBase, size: int) -> bytes:
    found = stream.read(size)
    if len(found) < size:
        raise BadBody(MALFORMED)
    return found
