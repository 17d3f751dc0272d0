"""Signs calls, sends them, opens both envelopes, and turns codes into errors."""

import base64
import hashlib
import json
import time
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

from connectors.access import Access
from connectors.parse import parse
from connectors.sf_express import codes
from connectors.sf_express.sm3 import sm3
from connectors.sf_express.token import PLATFORM, keeper, refused
from connectors.transport import Transport
from schemas.errors import ContractError, PlatformError

DIGESTS = ("standard_md5", "simple_md5", "sm3", "token")

Body = dict[str, Any]
"""`msgData` of an answer."""


def sign(msg_data: str, timestamp: str, check_word: str, digest: str) -> str:
    """
    Return the signature of a call.

    Args:
        msg_data: the exact text that is sent, before form encoding.
        timestamp: as in the form.
        check_word: the customer's secret.
        digest: standard_md5, simple_md5 or sm3; an application is bound to one of them.

    Source: official signature guide, whose vectors the tests hold.
    """
    text = msg_data + timestamp + check_word
    if digest == "sm3":
        return sm3(text.encode())
    if digest == "standard_md5":
        text = quote_plus(text, safe="*").replace("~", "%7E")  # as Java's URLEncoder does
    return base64.b64encode(hashlib.md5(text.encode(), usedforsecurity=False).digest()).decode()


class Client:
    """Calls of one customer. Its secrets stay inside."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._digest = access.keys.get("digest", DIGESTS[0])
        self._transport = Transport(platform=PLATFORM, timeout_s=access.timeout_s)
        self._token = keeper(access, self._transport)

    def call(self, service: str, question: Mapping[str, object]) -> tuple[Body, str | None]:
        """
        Return the business answer of a service and the platform's id of it, tried again within the account's patience.

        A token that has died is renewed once.

        Raises:
            PlatformError: by the platform's code, `codes.py`.
        """
        text = json.dumps(question, ensure_ascii=False, separators=(",", ":"))
        renewals = iter((True,)) if self._digest == "token" else iter(())

        def attempt(left_s: float) -> tuple[Body, str | None]:
            token = self._token.current() if self._digest == "token" else None
            try:
                return self._sent(service, text, token, left_s)
            except PlatformError as error:
                if error.code not in codes.DEAD_TOKEN or error.call != service or not next(renewals, False):
                    raise
            self._token.forget(token or "")
            return self._sent(service, text, self._token.current(), left_s)

        return self._access.patience.keep(attempt)

    def _sent(self, service: str, text: str, token: str | None, left_s: float) -> tuple[Body, str | None]:
        self._access.pacer.wait()
        form = self._form(service, text, token)
        answer = self._transport.post(self._access.base_url, form, call=service, left_s=left_s)
        return opened(parse(answer, platform=PLATFORM, call=service), service)

    def _form(self, service: str, text: str, token: str | None) -> dict[str, str]:
        timestamp = str(int(time.time() * 1000))
        form = {
            "partnerID": self._access.keys["partner_id"],
            "requestID": str(uuid.uuid4()),
            "serviceCode": service,
            "timestamp": timestamp,
            "msgData": text,
        }
        if token is not None:
            return form | {"accessToken": token}
        return form | {"msgDigest": sign(text, timestamp, self._access.keys["check_word"], self._digest)}


def opened(answer: object, service: str) -> tuple[Body, str | None]:
    """
    Return `msgData` of an answer and the platform's id of the answer.

    Raises:
        PlatformError: the platform did not pass the call on, or the service refused it.
    """
    if not isinstance(answer, dict):
        raise ContractError(codes.TO_DO[ContractError], PLATFORM, service)
    request_id = answer.get("apiResponseID")
    request_id = request_id if isinstance(request_id, str) else None
    if (code := str(answer.get("apiResultCode"))) != "A1000":
        raise refused(code, service, request_id)
    inside = answer.get("apiResultData")
    if isinstance(inside, str) and inside:
        inside = parse(inside, platform=PLATFORM, call=service)
    if not isinstance(inside, dict):
        raise ContractError(codes.TO_DO[ContractError], PLATFORM, service, code, request_id)
    if inside.get("success") not in (True, "true"):
        raise refused(str(inside.get("errorCode")), service, request_id)
    data = inside.get("msgData")
    if not isinstance(data, dict):
        raise ContractError(codes.TO_DO[ContractError], PLATFORM, service, "S0000", request_id)
    return data, request_id


def answers(body: Body) -> list[Body]:
    """
    Return what a route query answered, one element a parcel; a parcel may be missing.

    Raises:
        ContractError: something else stands there.
    """
    found = body.get("routeResps") or []
    if not isinstance(found, list) or not all(isinstance(answered, dict) for answered in found):
        raise ContractError(codes.TO_DO[ContractError], PLATFORM, "routeResps")
    return found
