"""Signs queries, sends them, and turns codes into errors, or into an answer about one parcel."""

import hashlib
import json
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from connectors.access import Access
from connectors.kuaidi100 import codes
from connectors.parse import parse
from connectors.transport import Transport
from schemas.errors import AuthError, ContractError, NotPermitted, PlatformError
from schemas.page import Raw

PLATFORM = "kuaidi100"
QUERY, RECOGNITION = "poll/query", "autonumber/auto"
QUERY_PATH, RECOGNITION_PATH = "/poll/query.do", "/autonumber/auto"
LONGEST_CODE = 20
QUERY_HOST, RECOGNITION_HOST = "poll.kuaidi100.com", "www.kuaidi100.com"


def sign(param: str, key: str, customer: str) -> str:
    """
    Return the signature of a query, in upper-case hexadecimal.

    Args:
        param: the exact text that is sent, before form encoding.
        key: the customer's key, a secret.
        customer: the customer's number.

    Source: official demos, whose vectors the tests hold.
    """
    return hashlib.md5(f"{param}{key}{customer}".encode(), usedforsecurity=False).hexdigest().upper()


def recognition_url(base_url: str) -> str:
    """Return where numbers are recognised for a gateway: beside the query, save for the production host."""
    parts = urlsplit(base_url)
    host = RECOGNITION_HOST if parts.netloc == QUERY_HOST else parts.netloc
    path = parts.path.rstrip("/")
    above = path.removesuffix(QUERY_PATH) if path.endswith(QUERY_PATH) else path.rpartition("/")[0]
    return urlunsplit((parts.scheme, host, above + RECOGNITION_PATH, "", ""))


class Client:
    """Calls of one customer. Its secrets stay inside."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._transport = Transport(platform=PLATFORM, timeout_s=access.timeout_s)

    def query(self, question: Mapping[str, str]) -> Raw:
        """
        Return the answer about one parcel, tried again within the account's patience; a refusal of it is an answer.

        Raises:
            PlatformError: the platform answers nobody, `codes.py`.
        """
        param = json.dumps(question, ensure_ascii=False, separators=(",", ":"))
        keys = self._access.keys
        form = {
            "customer": keys["customer"],
            "sign": sign(param, keys["key"], keys["customer"]),
            "param": param,
        }

        def attempt(left_s: float) -> Raw:
            self._access.pacer.wait()
            body = self._transport.post(self._access.base_url, form, call=QUERY, left_s=left_s)
            return opened(parse(body, platform=PLATFORM, call=QUERY))

        return self._access.patience.keep(attempt)

    def recognised(self, tracking_no: str) -> str | None:
        """
        Return the company code that fits a number best; None if none does.

        Raises:
            NotPermitted: recognition is not open to this key; queries are.
            PlatformError: the platform answers nobody.
        """
        query = {"num": tracking_no, "key": self._access.keys["key"]}

        def attempt(left_s: float) -> str | None:
            self._access.pacer.wait()
            body = self._transport.get(recognition_url(self._access.base_url), query, call=RECOGNITION, left_s=left_s)
            return best(parse(body, platform=PLATFORM, call=RECOGNITION))

        return self._access.patience.keep(attempt)


def best(answer: object) -> str | None:
    """
    Return the first company code of a recognition; None if nobody sends such a number.

    Raises:
        PlatformError: the answer is no list of companies.
    """
    if isinstance(answer, list):
        companies = (each.get("comCode") for each in answer if isinstance(each, dict))
        return next((company for company in companies if isinstance(company, str) and company), None)
    code = (_code(answer) if isinstance(answer, dict) else "") or "none"
    if code == codes.NO_COMPANY:
        return None
    error = error_of(code, RECOGNITION)
    if isinstance(error, AuthError | ContractError):
        raise NotPermitted(codes.TO_DO[NotPermitted], PLATFORM, RECOGNITION, code)
    raise error


def opened(answer: object) -> Raw:
    """
    Return an answer about one parcel.

    Raises:
        PlatformError: the answer is about no parcel but about us, or about the platform.
    """
    if not isinstance(answer, dict):
        raise ContractError(codes.TO_DO[ContractError], PLATFORM, QUERY)
    code = failure_of(answer)
    if code in codes.ABOUT_THE_PARCEL or (code is None and _is_trace(answer)):
        return answer
    raise error_of(code or "none", QUERY)


def failure_of(answer: Mapping[str, object]) -> str | None:
    """Return the code of an answer that says failure; None for one with a trace."""
    code = _code(answer)
    if str(answer.get("result", "")).lower() == "false":
        return code or "none"
    return code if code not in ("", codes.OK_CODE) else None


def _code(answer: Mapping[str, object]) -> str:
    given = str(answer.get("returnCode") or "")
    return given if given.isascii() and given.isprintable() and len(given) <= LONGEST_CODE else "unreadable"


def _is_trace(answer: Mapping[str, object]) -> bool:
    return "data" in answer or str(answer.get("status")) in codes.OK_STATUS


def error_of(code: str, call: str) -> PlatformError:
    """Return the error that a code means."""
    kind = codes.CODE.get(code, ContractError)
    return kind(codes.TO_DO_BY_CODE.get(code, codes.TO_DO[kind]), PLATFORM, call, code)
