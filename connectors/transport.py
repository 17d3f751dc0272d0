"""HTTP: forms or JSON out, bytes in, one kept-open session an account, a limit on time and size."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import requests

from schemas.errors import ContractError, RateLimited, Unavailable

FORM = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
JSON = {"Content-Type": "application/json;charset=utf-8"}
CHUNK = 65_536
LARGEST_BODY = 64 * 1024 * 1024


class Transport:
    """Sends calls for one account. What an answer means is for the connector to say."""

    def __init__(self, *, platform: str, timeout_s: float) -> None:
        """Take the connector's name and the limit of one exchange in seconds, reading included."""
        self._platform = platform
        self._timeout_s = timeout_s
        self._session = requests.Session()

    def post(
        self,
        url: str,
        body: Mapping[str, str] | bytes,
        *,
        call: str,
        query: Mapping[str, str] | None = None,
        left_s: float = float("inf"),
    ) -> bytes:
        """
        Send a form, or bytes of JSON as they are, and return the body of the answer.

        Args:
            url: the whole URL without a query.
            body: names and values, encoded as UTF-8; or the exact text that was signed.
            call: the platform's name of the call, for errors.
            query: what goes into the URL.
            left_s: seconds left to the caller; the exchange ends when they, or the limit, are over.

        Raises:
            Unavailable: no connection, no answer in time, an answer cut short, HTTP 5xx.
            RateLimited: HTTP 429.
            ContractError: any other status than 200.
        """
        data, headers = (body, JSON) if isinstance(body, bytes) else (dict(body), FORM)
        return self._sent("POST", url, call, left_s, data=data, headers=headers, params=dict(query or {}))

    def get(self, url: str, query: Mapping[str, str], *, call: str, left_s: float = float("inf")) -> bytes:
        """Ask for a URL with a query; arguments, answer and errors as for `post`."""
        return self._sent("GET", url, call, left_s, params=dict(query))

    def _sent(self, verb: str, url: str, call: str, left_s: float, **parts: Any) -> bytes:
        try:
            return self._exchange(verb, url, call, min(self._timeout_s, left_s), parts)
        except requests.RequestException as error:
            # Not chained: the cause holds the request, and with it secrets.
            why = f"No whole answer came ({type(error).__name__}); check the network and the platform, then try again"
            raise Unavailable(why, self._platform, call) from None

    def _exchange(self, verb: str, url: str, call: str, limit: float, parts: dict[str, Any]) -> bytes:
        self._session.trust_env = not _is_loopback(url)  # a proxy has no way to this machine
        ends = monotonic() + limit
        with self._session.request(verb, url, timeout=limit, allow_redirects=False, stream=True, **parts) as response:
            self._check_status(response, call)
            return self._read(response, call, ends)

    def _check_status(self, response: requests.Response, call: str) -> None:
        status = response.status_code
        if status == 200:
            return
        if status == 429:
            why = "The platform asks for a pause"
            raise RateLimited(why, self._platform, call, "HTTP 429", not_before=_told(response.headers))
        if status >= 500 or status == 408:
            why = "The platform is down for now; try again later"
            raise Unavailable(why, self._platform, call, f"HTTP {status}")
        why = "The address answers, but not as this platform does; check base_url"
        raise ContractError(why, self._platform, call, f"HTTP {status}")

    def _read(self, response: requests.Response, call: str, ends: float) -> bytes:
        """Read piece by piece: the timeout of the library holds for one piece and not for the whole."""
        body = bytearray()
        for piece in response.iter_content(CHUNK):
            body += piece
            if monotonic() > ends:
                raise Unavailable("The answer took too long; try again later", self._platform, call)
            if len(body) > LARGEST_BODY:
                raise ContractError("The answer is larger than any page should be", self._platform, call)
        return bytes(body)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _told(headers: Mapping[str, str]) -> datetime | None:
    seconds = headers.get("Retry-After", "")
    return datetime.now(UTC) + timedelta(seconds=int(seconds)) if seconds.isdecimal() and len(seconds) < 8 else None
