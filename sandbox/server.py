"""HTTP/1.1 on loopback: keeps connections, sends each answer in one piece, says nothing."""

import contextlib
import socket
import struct
from collections.abc import Callable
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from urllib.parse import parse_qsl, urlsplit

from sandbox.answer import Answer
from sandbox.call import Call

Handle = Callable[[Call], Answer]

MOST_BYTES = 10_000_000


def _params(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="replace"))


class _Handler(BaseHTTPRequestHandler):
    """Reads one call, asks the server's `handle`, and carries out the answer's fate."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # TCP_NODELAY: with Nagle's delay a call costs 40 ms
    server: "Server"

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self._send(Answer(b"Bad Request", 400, "text/plain"))
            return
        self._serve(self.rfile.read(int(length)))

    def _serve(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        is_form = "x-www-form-urlencoded" in self.headers.get("Content-Type", "")
        form = _params(body.decode("utf-8", "replace")) if is_form else {}
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.handle(Call(parts.path, _params(parts.query), form, body, headers))
        if answer.fate == "hold":
            self.server.stopping.wait(self.server.hold_s)
            self.close_connection = True
        elif answer.fate == "reset":
            self._reset()
        else:
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        head = (
            f"HTTP/1.1 {answer.status} {responses[answer.status]}\r\n"
            f"Content-Type: {answer.content_type}\r\nContent-Length: {len(answer.body)}\r\n\r\n"
        )
        self.wfile.write(head.encode() + answer.body)

    def _reset(self) -> None:
        """Hang up so that the caller sees a reset and not an end of stream."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.server.hang_up(self.connection)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Serves `handle` on 127.0.0.1; `port` 0 takes any free one. `hold_s`: how long a call that times out is held."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, handle: Handle, hold_s: float) -> None:
        self.handle, self.hold_s = handle, hold_s
        self.stopping = Event()
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def get_request(self) -> tuple[socket.socket, object]:
        """Take a connection and remember it, so that `close_all` can end it."""
        accepted, address = super().get_request()
        self._open.add(accepted)
        return accepted, address

    def shutdown_request(self, request: object) -> None:
        """End a connection, unless `hang_up` already has."""
        if isinstance(request, socket.socket):
            self._open.discard(request)
            if request.fileno() >= 0:
                super().shutdown_request(request)

    def hang_up(self, connection: socket.socket) -> None:
        """Close a connection at once, whatever waits to be sent."""
        self._open.discard(connection)
        connection.close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Callers that went away are no news."""

    def close_all(self) -> None:
        """Stop listening and end every kept connection."""
        self.stopping.set()
        self.server_close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
