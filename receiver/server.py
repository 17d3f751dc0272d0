"""HTTP for pushes: POST only, a bound on body and time, nothing said that nobody asked for."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import urlsplit

from receiver.desk import Desk
from schemas.push import Receipt

LARGEST_BODY = 1024 * 1024
LONGEST_S = 10
TOO_LARGE = Receipt(body=b"Payload Too Large", content_type="text/plain", status=413)
NO_LENGTH = Receipt(body=b"Length Required", content_type="text/plain", status=411)
ALIVE = Receipt(body=b"ok", content_type="text/plain")


class Receiver(ThreadingHTTPServer):
    """Serves a desk on one address; `port` 0 takes any free one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, desk: Desk, *, host: str, port: int) -> None:
        self.desk = desk
        super().__init__((host, port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: Receiver
    timeout: ClassVar[float] = LONGEST_S
    server_version, sys_version = "shouhou", ""

    def do_GET(self) -> None:
        self._answer(ALIVE)

    def do_POST(self) -> None:
        self._answer(self._taken())

    def _taken(self) -> Receipt:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            return NO_LENGTH
        if int(length) > LARGEST_BODY:
            self.close_connection = True  # the body is not read
            return TOO_LARGE
        body = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return self.server.desk.take(urlsplit(self.path).path, headers, body)

    def _answer(self, receipt: Receipt) -> None:
        self.send_response(receipt.status)
        self.send_header("Content-Type", receipt.content_type)
        self.send_header("Content-Length", str(len(receipt.body)))
        self.end_headers()
        self.wfile.write(receipt.body)

    def log_message(self, format: str, *args: object) -> None:
        """Paths hold what nobody may guess: nothing is logged here."""
