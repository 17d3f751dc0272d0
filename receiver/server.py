"""HTTP for pushes: POST only, a bound on body and time, nothing said that nobody asked for."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedReader
from socket import SHUT_WR
from time import monotonic
from typing import ClassVar
from urllib.parse import urlsplit

from receiver.body import MALFORMED, TIMED_OUT, BadBody, Timed, body_of
from receiver.desk import Desk
from schemas.push import Receipt

LONGEST_S = 10
LARGEST_DROPPED, DROPPED_AT_ONCE = 16 * 1024 * 1024, 64 * 1024
ALIVE = Receipt(body=b"ok", content_type="text/plain")


class Receiver(ThreadingHTTPServer):
    """Serves a desk on one address; `port` 0 takes any free one. `longest_s`: how long a request may take to arrive."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, desk: Desk, *, host: str, port: int, longest_s: float = LONGEST_S) -> None:
        self.desk, self.longest_s = desk, longest_s
        super().__init__((host, port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    """One request a connection: it is closed after the answer."""

    server: Receiver
    timeout: ClassVar[float] = LONGEST_S
    protocol_version, default_request_version = "HTTP/1.1", "HTTP/1.0"
    server_version, sys_version = "shouhou", ""
    error_message_format, error_content_type = "%(explain)s", "text/plain"
    _waits = False

    def setup(self) -> None:
        super().setup()
        self.rfile.close()
        self.rfile = BufferedReader(Timed(self.connection, monotonic() + self.server.longest_s, self.timeout))

    def do_GET(self) -> None:
        self._answer(ALIVE)

    def do_POST(self) -> None:
        try:
            path = urlsplit(self.path).path
            body = body_of(self.headers, self.rfile, go_on=self._go_on)
        except BadBody as bad:
            self._refuse(bad.answer)
        except TimeoutError:
            self._refuse(TIMED_OUT)
        except ValueError:  # an address that is none
            self._refuse(MALFORMED)
        else:
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._answer(self.server.desk.take(path, headers, body))

    def handle_expect_100(self) -> bool:
        """Note that the body comes when it is asked for; it is asked for when its size is known."""
        self._waits = True
        return True

    def _go_on(self) -> None:
        if self._waits:
            super().handle_expect_100()

    def _refuse(self, receipt: Receipt) -> None:
        """Answer, and drop what still comes: a connection closed on it would take the answer along."""
        self._answer(receipt)
        try:
            self.connection.shutdown(SHUT_WR)
            left = LARGEST_DROPPED
            while left > 0 and (dropped := self.rfile.read1(DROPPED_AT_ONCE)):
                left -= len(dropped)
        except OSError:
            pass  # no time is left, or no sender

    def _answer(self, receipt: Receipt) -> None:
        self.send_response(receipt.status)
        self.send_header("Content-Type", receipt.content_type)
        self.send_header("Content-Length", str(len(receipt.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(receipt.body)

    def log_message(self, format: str, *args: object) -> None:
        """Paths hold what nobody may guess: nothing is logged here."""
