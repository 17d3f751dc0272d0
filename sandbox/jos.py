"""
The door of JD's open platform (JOS), behind which both a shop and a courier of JD stand.

Order of checks: presence, application, timestamp, method, signature, token, rate, then the method itself. HTTP 200 throughout.
"""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sandbox.access import Access
from sandbox.answer import Answer, json_answer, spoilt
from sandbox.call import Call
from sandbox.faults import BLOCKING
from sandbox.standin import House
from sandbox.world.facts import BEIJING

BUSINESS = "360buy_param_json"
TOLERANCE = timedelta(minutes=10)
NEEDED = (("v", "4"), ("timestamp", "7"), ("method", "14"), ("app_key", "20"), ("sign", "11"))
TEXTS = {
    "2": ("限制时间内调用失败次数", "App Call Limited"),
    "8": ("非法的时间戳参数", "Invalid Timestamp"),
    "12": ("无效签名", "Invalid Signature"),
    "15": ("不存在的方法名", "Invalid Method"),
    "18": ("缺少access_token参数", "Missing access_token"),
    "19": ("无效access_token", "Invalid access_token"),
    "21": ("无效app_key", "Invalid app_key"),
    "24": ("无权调用API", "No Permission"),
    "60": ("参数不合法", "Invalid Argument"),
    "61": ("参数值不合法", "Invalid Argument Value"),
    "63": ("json格式不合法", "Invalid Json"),
    "65": ("平台连接后端服务超时", "Platform Connecting Service Timeout"),
    "68": ("验证可选字段异常信息", "Invalid Optional Fields"),
}
Params = Mapping[str, object]
Result = dict[str, object]


class Refused(Exception):
    """The gateway answers with `error_response`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Asked:
    """One accepted call: whose it is, with what parameters, what befalls it, and a source of chance for that."""

    access: Access
    params: Params
    fault: str
    rng: Random


@dataclass(frozen=True, slots=True)
class Method:
    """A method: `answer` gives what stands under the root. `faults`: those besides the blocking ones that may befall it."""

    answer: Callable[[Asked], Result]
    faults: tuple[str, ...] = ()


def signature(params: Mapping[str, str], secret: str) -> str:
    """The signature of the parameters as received, by MD5 or the keyed digest that `sign_method` names."""
    text = "".join(name + value for name, value in sorted(params.items()) if name != "sign" and value)
    digest = {"hmacmd5": hashlib.md5, "hmacsha256": hashlib.sha256}.get(params.get("sign_method", ""))
    if digest:
        return hmac.new(secret.encode(), text.encode(), digest).hexdigest().upper()
    return hashlib.md5(f"{secret}{text}{secret}".encode()).hexdigest().upper()


class Door:
    """Answers calls of several applications."""

    def __init__(self, house: House, accounts: Sequence[Access], methods: Mapping[str, Method]) -> None:
        self._house = house
        self._accounts = {access["app_key"]: access for access in accounts}
        self._methods = methods
        self.calls: Counter[str] = Counter()
        self._count = 0

    def answer(self, call: Call) -> Answer:
        """Answer one call, wherever its parameters stand."""
        self._count += 1
        fault = ""
        try:
            name, access = self._admit(call.params)
            self.calls[name] += 1
            method = self._methods[name]
            fault = self._house.faults.draw(access.name, name, (*BLOCKING, *method.faults))
            _refuse(fault)
            if name in access.refused:
                raise Refused("24")
            asked = Asked(access, _business(call.params), fault, Random(f"{access.name}/{self._count}"))
            root = f"{name.replace('.', '_')}_responce"
            answer = json_answer({root: {"code": "0", **method.answer(asked)}})
        except Refused as refused:
            zh, en = TEXTS.get(refused.code, ("错误", "Error"))
            answer = json_answer({"error_response": {"code": refused.code, "zh_desc": zh, "en_desc": en}})
        return spoilt(answer, fault)

    def _admit(self, params: Mapping[str, str]) -> tuple[str, Access]:
        for name, code in NEEDED:
            if not params.get(name):
                raise Refused(code)
        access = self._accounts.get(params["app_key"])
        if access is None:
            raise Refused("21")
        self._check_time(params["timestamp"])
        if params["method"] not in self._methods:
            raise Refused("15")
        right = signature(params, access["app_secret"])
        if not hmac.compare_digest(right.encode(), params["sign"].encode()):
            raise Refused("12")
        if not params.get("access_token"):
            raise Refused("18")
        if params["access_token"] != access["access_token"] or not access.alive:
            raise Refused("19")
        return params["method"], access

    def _check_time(self, text: str) -> None:
        try:
            told = datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f%z") if "." in text else None
            told = told or datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
        except ValueError:
            raise Refused("8") from None
        if abs(self._house.clocks.real() - told) > TOLERANCE:
            raise Refused("8")


def _refuse(fault: str) -> None:
    """Whatever befalls the call; this platform never tells how long to wait."""
    name = fault.partition(":")[0]
    code = {"rate_limit": "2", "rate_limit_told": "2", "busy": "65", "expired_session": "19"}.get(name)
    if code:
        raise Refused(code)


def _business(params: Mapping[str, str]) -> Params:
    try:
        found = json.loads(params.get(BUSINESS) or "{}")
    except ValueError:
        raise Refused("63") from None
    if not isinstance(found, dict):
        raise Refused("63")
    return found


def need(params: Params, *names: str) -> None:
    """Refuse the call if one of `names` is missing."""
    if any(params.get(name) in (None, "") for name in names):
        raise Refused("60")


def number(params: Params, name: str, low: int, high: int, default: int | None = None) -> int:
    """A whole number, given as number or text."""
    text = str(params.get(name, default))
    if not text.isdecimal() or not low <= int(text) <= high:
        raise Refused("61")
    return int(text)


def moment(params: Params, name: str) -> datetime | None:
    """A time in Beijing, `yyyy-MM-dd HH:mm:ss`; None if not given."""
    text = params.get(name)
    if not text:
        return None
    try:
        return datetime.strptime(str(text), "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    except ValueError:
        raise Refused("61") from None
