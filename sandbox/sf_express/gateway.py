"""
The courier's one door.

Order of checks: content type and fields (A1001), partner and linked service (A1004), digest or token (A1006, A1011),
rate (A1005), then the service itself. HTTP 200 throughout; `apiResultData` is a string.
"""

import hmac
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

from sandbox.access import Access
from sandbox.answer import NOT_FOUND, Answer, json_answer, spoilt
from sandbox.call import Call
from sandbox.faults import BLOCKING
from sandbox.sf_express.digest import DIGESTS, digest
from sandbox.sf_express.routes import Failure, question, replies
from sandbox.sf_express.tokens import Tokens
from sandbox.standin import House

PATH, TOKEN_PATH = "/std/service", "/oauth2/accessToken"
SERVICE = "EXP_RECE_SEARCH_ROUTES"
FIELDS = ("partnerID", "requestID", "serviceCode", "timestamp", "msgData")
FAULTS = (*BLOCKING, "duplicate", "reorder", "missing", "stranger")
FORM = "application/x-www-form-urlencoded"


class Refused(Exception):
    """The platform does not pass the call on."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code, text)
        self.code, self.text = code, text


class Gateway:
    """Answers calls about the world's parcels."""

    def __init__(self, house: House, accounts: Sequence[Access]) -> None:
        [self._access] = accounts
        self._world, self._faults, self._tokens = house.world, house.faults, Tokens(house.seed)
        self._real, self._shown = house.clocks.real, house.clocks.shown
        self.calls: Counter[str] = Counter()
        self._count = 0

    def forget(self) -> None:
        """Nothing of the world is kept."""

    def answer(self, call: Call) -> Answer:
        """Answer a call for scans, or for a token."""
        if call.path == PATH:
            return self._service(call.form, call.headers.get("content-type", ""))
        return self._token(call.params) if call.path == TOKEN_PATH else NOT_FOUND

    def _service(self, params: Mapping[str, str], content_type: str) -> Answer:
        fault = ""
        try:
            self._admit(params, content_type)
            self.calls[params["serviceCode"]] += 1
            fault = self._faults.draw(self._access.name, params["serviceCode"], FAULTS)
            self._refuse(fault)
            text = self._serve(params["msgData"], fault)
            answer = self._envelope("A1000", "", text)
        except Refused as refused:
            answer = self._envelope(refused.code, refused.text, None)
        return spoilt(answer, fault)

    def _envelope(self, code: str, text: str, data: str | None) -> Answer:
        self._count += 1
        parts = {"apiErrorMsg": text, "apiResponseID": f"{self._count:032X}", "apiResultCode": code}
        return json_answer({**parts, "apiResultData": data} if data is not None else parts)

    def _admit(self, params: Mapping[str, str], content_type: str) -> None:
        proof = params.get("msgDigest") or params.get("accessToken")
        plain = content_type.partition(";")[0].strip().lower() == FORM
        if not plain or not proof or not all(params.get(name) for name in FIELDS):
            raise Refused("A1001", "必传参数不可为空")
        if not params["timestamp"].isdecimal():
            raise Refused("A1001", "timestamp不合法")
        service = params["serviceCode"]
        if params["partnerID"] != self._access["partner_id"] or service != SERVICE or service in self._access.refused:
            raise Refused("A1004", "无对应服务权限")
        self._prove(params)

    def _prove(self, params: Mapping[str, str]) -> None:
        token = params.get("accessToken")
        if token:
            if not self._access.alive or not self._tokens.good(token, self._real().timestamp()):
                raise Refused("A1011", "OAuth2认证失败")
            return
        bound = self._access.bound
        right = (
            digest(bound, params["msgData"], params["timestamp"], self._access["check_word"])
            if bound in DIGESTS
            else ""
        )
        if not right or not self._access.alive or not hmac.compare_digest(right.encode(), params["msgDigest"].encode()):
            raise Refused("A1006", "数字签名无效")

    def _refuse(self, fault: str) -> None:
        name = fault.partition(":")[0]
        if name in ("rate_limit", "rate_limit_told"):  # this platform never tells how long
            raise Refused("A1005", "流量受控")
        if name == "busy":
            raise Refused("A1009", "目标服务异常或不可达")
        if name == "expired_session":
            self._tokens.end()
            raise Refused("A1011", "OAuth2认证失败")

    def _serve(self, msg_data: str, fault: str) -> str:
        try:
            asked = question(msg_data)
            rows = replies(asked, self._world.parcels, self._shown(), fault, Random(f"{self._count}"))
            result = {"success": True, "errorCode": "S0000", "errorMsg": None, "msgData": {"routeResps": rows}}
        except Failure as failure:
            result = {"success": False, "errorCode": failure.code, "errorMsg": failure.text, "msgData": None}
        return json.dumps(result, ensure_ascii=False, separators=(",", ":"))

    def _token(self, params: Mapping[str, str]) -> Answer:
        """Answer the token call; its three fields may come in the query or in the form."""
        self.calls["accessToken"] += 1
        wrong = ""
        if params.get("partnerID") != self._access["partner_id"]:
            wrong = f"auth_error:partnerID:{params.get('partnerID', '')}_is_not_exist"
        elif params.get("secret") != self._access["check_word"] or params.get("grantType") != "password":
            wrong = "auth_error:secret_is_wrong"
        if wrong or not self._access.alive:
            return json_answer(
                {
                    "apiResultCode": "A1011",
                    "apiErrorMsg": wrong or "auth_error:partnerID_is_disabled",
                    "apiResponseID": "8VYUxU2eL9ZgBXtGXrj",
                    "accessToken": None,
                    "expiresIn": None,
                }
            )
        text, left = self._tokens.current(self._real().timestamp())
        return json_answer(
            {
                "apiResultCode": "A1000",
                "apiErrorMsg": "success",
                "apiResponseID": "00019A3C5E7F1B3FE6AA43A0CAC24D3F",
                "accessToken": text,
                "expiresIn": left,
            }
        )
