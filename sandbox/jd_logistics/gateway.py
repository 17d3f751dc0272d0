"""
The courier's doors: its own gateway with two ways to ask for scans, and the method of JD's open platform.

Order of checks of its own gateway: presence, application, timestamp, signature over the body as received, token, rate,
an array as the body. HTTP 200 throughout. Every other answer stands in a second wrapper, as both forms are met.
"""

import base64
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from sandbox.access import Access
from sandbox.answer import NOT_FOUND, Answer, json_answer, spoilt
from sandbox.call import Call
from sandbox.faults import BLOCKING
from sandbox.jd_logistics import traces
from sandbox.jos import TEXTS, Asked, Door, Method, Refused, Result, need
from sandbox.standin import House
from sandbox.world.facts import BEIJING, Parcel

TRACE, TRACKING, JOS = "/ecap/v1/orders/trace/query", "/jd/tracking/query", "/routerjson"
TRACE_METHOD = "jingdong.ldop.receive.trace.get"
NEEDED = (("v", "4"), ("timestamp", "7"), ("app_key", "20"), ("sign", "11"), ("LOP-DN", "60"))
TOLERANCE = timedelta(minutes=10)
FAULTS = (*BLOCKING, "duplicate", "reorder")
DIGESTS = {"HMacMD5": "md5", "HMacSHA1": "sha1", "HMacSHA256": "sha256", "HMacSHA512": "sha512"}


class Gateway:
    """Answers calls about the world's parcels."""

    def __init__(self, house: House, accounts: Sequence[Access]) -> None:
        self._house = house
        self._accounts = {access["app_key"]: access for access in accounts}
        self._own: Counter[str] = Counter()
        self._count = 0
        method = Method(self._node_list, faults=("duplicate", "reorder"))
        self._jos = Door(house, accounts, {TRACE_METHOD: method})

    @property
    def calls(self) -> Counter[str]:
        """How many admitted calls each way of asking got."""
        return self._own + self._jos.calls

    def forget(self) -> None:
        """Nothing of the world is kept."""

    def answer(self, call: Call) -> Answer:
        """Answer one call."""
        if call.path == JOS:
            return self._jos.answer(call)
        return self._logistics(call) if call.path in (TRACE, TRACKING) else NOT_FOUND

    def _logistics(self, call: Call) -> Answer:
        self._count += 1
        fault = ""
        try:
            access = self._admit(call)
            self._own[call.path] += 1
            fault = self._house.faults.draw(access.name, call.path, FAULTS)
            _refuse(fault)
            if call.path in access.refused:
                raise Refused("24")
            answer = json_answer(self._served(call, access, fault))
        except Refused as refused:
            zh, en = TEXTS.get(refused.code, ("错误", "Error"))
            answer = json_answer({"error_response": {"en_desc": en, "zh_desc": zh, "code": int(refused.code)}})
        return spoilt(answer, fault)

    def _admit(self, call: Call) -> Access:
        query = call.query
        for name, code in NEEDED:
            if not query.get(name):
                raise Refused(code)
        access = self._accounts.get(query["app_key"])
        if access is None:
            raise Refused("21")
        try:
            told = datetime.strptime(query["timestamp"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
        except ValueError:
            raise Refused("8") from None
        if abs(self._house.clocks.real() - told) > TOLERANCE:
            raise Refused("8")
        if not _fits(call, access["app_secret"]):
            raise Refused("12")
        if query.get("access_token") != access["access_token"] or not access.alive:
            raise Refused("19")
        return access

    def _served(self, call: Call, access: Access, fault: str) -> Mapping[str, object]:
        asked = _question(call.body)
        rng = Random(f"{self._count}")
        if call.path == TRACKING:
            return self._tracked(asked, access, fault, rng)
        envelope: dict[str, object] = {"mills": 12, "requestId": f"00000000-0000-4000-8000-{self._count:012d}"}
        if asked.get("customerCode") != access["customer_code"]:
            return {"code": 10010, "success": False, "msg": "商家编码不正确", **envelope}
        rows = traces.details(self._parcel(str(asked.get("waybillCode"))), fault, rng)
        data = {"collectorName": "张师傅", "collectorPhone": "138****8888", "traceDetails": rows}
        answer = {"code": 0, "success": True, "msg": "成功", "data": data, **envelope}
        return {"response": {"content": answer, "code": 0}} if self._count % 2 else answer

    def _tracked(self, asked: Mapping[str, object], access: Access, fault: str, rng: Random) -> Mapping[str, object]:
        if str(asked.get("referenceType")) != "20000" or asked.get("customerCode") != access["customer_code"]:
            return {"code": 2001, "msg": "无权限", "data": None}
        number = str(asked.get("referenceNumber"))
        rows = traces.trackings(self._parcel(number), fault, rng)
        if not rows:
            return {"code": 2100, "msg": "单据不存在", "data": None}
        return {
            "code": 1000,
            "msg": "success",
            "data": [{"referenceNumber": number, "referenceType": 20000, "trackings": rows}],
        }

    def _node_list(self, asked: Asked) -> Result:
        need(asked.params, "customerCode", "waybillCode")
        if asked.params["customerCode"] != asked.access["customer_code"]:
            return {"querytrace_result": {"code": 101, "messsage": "商家编码不正确", "data": None}}
        rows = traces.nodes(self._parcel(str(asked.params["waybillCode"])), asked.fault, asked.rng)
        return {"querytrace_result": {"code": 100, "messsage": "成功", "data": rows}}

    def _parcel(self, number: str) -> Parcel | None:
        parcel = self._house.world.parcels.get(number)
        return parcel if parcel and parcel.known and parcel.source == "jd_logistics" else None


def _fits(call: Call, secret: str) -> bool:
    query = call.query
    content = (
        f"{secret}access_token{query.get('access_token', '')}app_key{query['app_key']}method{call.path}param_json".encode()
        + call.body
        + f"timestamp{query['timestamp']}v{query['v']}{secret}".encode()
    )
    algorithm = query.get("algorithm") or "md5-salt"
    if algorithm == "md5-salt":
        right = hashlib.md5(content).hexdigest()
        return hmac.compare_digest(right.encode(), query["sign"].lower().encode())
    if algorithm not in DIGESTS:
        return False
    right = base64.b64encode(hmac.new(secret.encode(), content, DIGESTS[algorithm]).digest()).decode()
    return hmac.compare_digest(right.encode(), query["sign"].encode())


def _question(body: bytes) -> Mapping[str, object]:
    """The one object inside the array; anything else gets error 62."""
    try:
        found = json.loads(body)
    except ValueError:
        raise Refused("62") from None
    if not isinstance(found, list) or len(found) != 1 or not isinstance(found[0], dict):
        raise Refused("62")
    return found[0]


def _refuse(fault: str) -> None:
    """Whatever befalls the call; this platform never tells how long to wait."""
    name = fault.partition(":")[0]
    code = {"rate_limit": "2", "rate_limit_told": "2", "busy": "65", "expired_session": "19"}.get(name)
    if code:
        raise Refused(code)
