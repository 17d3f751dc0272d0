"""What the receiver takes over HTTP and what it answers to the rest; no platform and no database behind it."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from time import monotonic
from typing import Any, cast

import pytest

from receiver.body import LARGEST_BODY
from receiver.desk import Desk
from receiver.server import Receiver
from schemas.push import Receipt

CHUNKED = b"Transfer-Encoding: chunked\r\n"


class Echo:
    """A desk that answers what it is given."""

    def take(self, path: str, headers: Mapping[str, str], body: bytes) -> Receipt:
        return Receipt(body=path.encode() + b" " + body[:40] + b" %d" % len(body))


@contextmanager
def listening(**given: Any) -> Iterator[tuple[str, int]]:
    server = Receiver(cast(Desk, Echo()), host="127.0.0.1", port=0, **given)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield ("127.0.0.1", server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    with listening() as found:
        yield found


def post(head: bytes, body: bytes = b"", *, to: bytes = b"/a/k", version: bytes = b"1.1") -> bytes:
    return b"POST " + to + b" HTTP/" + version + b"\r\nHost: here\r\n" + head + b"\r\n" + body


def chunked(*parts: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (*parts, b""))


def told(address: tuple[str, int], sent: bytes, *, cut: bool = False) -> bytes:
    """Send bytes and return all that comes until the receiver closes; `cut`: nothing more is sent."""
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(sent)
        if cut:
            connection.shutdown(socket.SHUT_WR)
        return until_closed(connection)


def until_closed(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


def parts(answer: bytes) -> tuple[int, bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 ")
    assert b"\r\nConnection: close" in head
    return int(head.split()[1]), body


@pytest.mark.parametrize(
    ("request_", "taken"),
    [
        (post(b"Content-Length: 4\r\n", b"push"), b"/a/k push 4"),
        (post(b"Content-Length: 4\r\nContent-Length: 4\r\n", b"push"), b"/a/k push 4"),
        (post(b"content-length:4\r\n", b"push and more that nobody reads"), b"/a/k push 4"),
        (post(b"Content-Length: 0\r\n"), b"/a/k  0"),
        (post(b"Content-Length: 4\r\n", b"push", version=b"1.0"), b"/a/k push 4"),
        (post(b"Content-Length: 4\r\n", b"push", to=b"http://here/a/k?x=1"), b"/a/k push 4"),
        (post(CHUNKED, chunked(b"pu", b"sh")), b"/a/k push 4"),
        (post(b"transfer-encoding: Chunked\r\n", b"4;x=1\r\npush\r\n0\r\nTrailer: t\r\n\r\n"), b"/a/k push 4"),
        (post(CHUNKED, chunked()), b"/a/k  0"),
    ],
)
def test_a_body_is_taken_by_its_length_or_chunk_by_chunk(
    address: tuple[str, int], request_: bytes, taken: bytes
) -> None:
    assert parts(told(address, request_)) == (200, taken)


@pytest.mark.parametrize(
    ("request_", "status", "said"),
    [
        (post(b""), 411, b"Length Required"),
        (post(b"Content-Length: %d\r\n" % (LARGEST_BODY + 1)), 413, b"Content Too Large"),
        (post(CHUNKED, b"7fffffff\r\n"), 413, b"Content Too Large"),
        (post(b"Content-Length: four\r\n", b"push"), 400, b"Bad Request"),
        (post(b"Content-Length: -4\r\n", b"push"), 400, b"Bad Request"),
        (post(b"Content-Length: 99999999999999999999\r\n"), 400, b"Bad Request"),
        (post(b"Content-Length: 4\r\nContent-Length: 5\r\n", b"push"), 400, b"Bad Request"),
        (post(b"Content-Length: 4\r\n" + CHUNKED, chunked(b"push")), 400, b"Bad Request"),
        (post(b"Transfer-Encoding: gzip, chunked\r\n", chunked(b"push")), 400, b"Bad Request"),
        (post(b"Content-Length: 9\r\n", b"push"), 400, b"Bad Request"),
        (post(CHUNKED, b"4\r\npu"), 400, b"Bad Request"),
        (post(CHUNKED, b"4\r\npushed\r\n0\r\n\r\n"), 400, b"Bad Request"),
        (post(CHUNKED, b"0x4\r\npush\r\n0\r\n\r\n"), 400, b"Bad Request"),
        (post(CHUNKED, b"\r\n"), 400, b"Bad Request"),
        (post(CHUNKED, b"4\r\npush\r\n"), 400, b"Bad Request"),
        (post(b"Content-Length: 4\r\n", b"push", to=b"http://[/a"), 400, b"Bad Request"),
        (b"PUT /a/k HTTP/1.1\r\n\r\n", 501, b"Server does not support this operation"),
        (b"nonsense\r\n\r\n", 400, b"Bad request syntax or unsupported method"),
    ],
)
def test_what_is_not_taken_is_answered_shortly(
    address: tuple[str, int], request_: bytes, status: int, said: bytes
) -> None:
    assert parts(told(address, request_, cut=True)) == (status, said)


@pytest.mark.parametrize(("more", "status"), [((), 200), ((b"x",), 413)])
def test_a_chunked_body_may_be_as_large_as_any(address: tuple[str, int], more: tuple[bytes, ...], status: int) -> None:
    body = chunked(*[b"x" * 65536] * (LARGEST_BODY // 65536), *more)
    assert parts(told(address, post(CHUNKED, body)))[0] == status


def test_lengths_of_no_end_are_malformed(address: tuple[str, int]) -> None:
    assert parts(told(address, post(CHUNKED, b"4;" + b"x" * 5000)))[0] == 400
    assert parts(told(address, post(b"Content-Length: " + b"9" * 5000 + b"\r\n")))[0] == 400


def test_a_body_that_is_refused_does_not_take_the_answer_along(address: tuple[str, int]) -> None:
    length = 4 * LARGEST_BODY
    answer = told(address, post(b"Content-Length: %d\r\n" % length, b"x" * length))
    assert parts(answer) == (413, b"Content Too Large")


@pytest.mark.parametrize("head", [b"Content-Length: 4\r\n", CHUNKED])
def test_who_waits_for_leave_to_send_gets_it(address: tuple[str, int], head: bytes) -> None:
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(post(head + b"Expect: 100-continue\r\n"))
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(chunked(b"push") if head == CHUNKED else b"push")
        assert parts(until_closed(connection)) == (200, b"/a/k push 4")


@pytest.mark.parametrize(
    ("head", "status"),
    [(b"Content-Length: %d\r\n" % (LARGEST_BODY + 1), 413), (b"", 411), (b"Content-Length: x\r\n", 400)],
)
def test_who_may_not_send_gets_no_leave(address: tuple[str, int], head: bytes, status: int) -> None:
    assert parts(told(address, post(head + b"Expect: 100-continue\r\n"), cut=True))[0] == status


@pytest.mark.parametrize("head", [b"Content-Length: 400\r\n", CHUNKED])
def test_a_sender_that_dawdles_is_answered_in_time(head: bytes) -> None:
    """However steadily its bytes come: time is counted from the start."""
    with listening(longest_s=0.4) as address, socket.create_connection(address, timeout=5) as connection:
        started = monotonic()
        connection.sendall(post(head, b"190\r\n" if head == CHUNKED else b""))
        connection.settimeout(0.05)
        answer = b""
        while not answer and monotonic() - started < 5:
            connection.sendall(b"x")
            try:
                answer = connection.recv(65536)
            except TimeoutError:
                continue
        assert monotonic() - started < 2
    assert parts(answer) == (408, b"Request Timeout")


def test_a_sender_that_says_nothing_is_hung_up_on() -> None:
    with listening(longest_s=0.2) as address:
        assert told(address, b"") == b""
        assert told(address, b"POST /a/k HT") == b""
