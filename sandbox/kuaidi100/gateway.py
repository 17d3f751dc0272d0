"""
The two doors of the aggregator: the query, signed over the text received, and the recognition of numbers.

HTTP 200 throughout. A number asked for within half an hour gets 504 only where that is scripted: the real platform answers
with old data, and so does this one.
"""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

from sandbox.access import Access
from sandbox.answer import NOT_FOUND, Answer, json_answer, spoilt
from sandbox.call import Call
from sandbox.faults import BLOCKING
from sandbox.standin import House
from sandbox.world.facts import Parcel, Scan

PATH, RECOGNITION = "/poll/query.do", "/autonumber/auto"
QUERY = "poll/query"
FAULTS = (*BLOCKING, "duplicate", "reorder")
PHONE_WANTED = ("shunfeng", "shunfengkuaiyun", "zhongtong")
TEXTS = {
    "400": "找不到对应公司",
    "408": "快递公司参数异常：验证码错误",
    "500": "查询无结果，请隔段时间再查",
    "501": "服务器错误",
    "502": "服务器繁忙",
    "503": "验证签名失败",
    "601": "POLL:KEY已过期",
}
BASIC = {"pending": "1", "picked_up": "1", "in_transit": "0", "out_for_delivery": "5", "ready_for_pickup": "5"}
BASIC |= {"delivered": "3", "returning": "6", "returned": "4", "exception": "2"}

Row = dict[str, object]


class Refused(Exception):
    """The answer is a failure with this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Gateway:
    """Answers calls about the world's parcels."""

    def __init__(self, house: House, accounts: Sequence[Access]) -> None:
        self._house = house
        [self._access] = accounts
        self.calls: Counter[str] = Counter()
        self._count = 0

    def forget(self) -> None:
        """Nothing of the world is kept."""

    def answer(self, call: Call) -> Answer:
        """Answer a query, or recognise a number."""
        if call.path == PATH:
            return self._query(call.form)
        return self._recognised(call.params) if call.path == RECOGNITION else NOT_FOUND

    def _query(self, form: Mapping[str, str]) -> Answer:
        self._count += 1
        fault = ""
        try:
            asked = self._admit(form)
            self.calls[QUERY] += 1
            fault = self._house.faults.draw(self._access.name, QUERY, FAULTS)
            _refuse(fault)
            answer = json_answer(self._trace(asked, fault))
        except Refused as refused:
            answer = json_answer({"result": False, "returnCode": refused.code, "message": TEXTS[refused.code]})
        return spoilt(answer, fault)

    def _admit(self, form: Mapping[str, str]) -> Mapping[str, object]:
        param = form.get("param", "")
        if not param or not form.get("customer"):
            raise Refused("400")
        right = hashlib.md5(f"{param}{self._access['key']}{form['customer']}".encode()).hexdigest().upper()
        if form["customer"] != self._access["customer"] or not hmac.compare_digest(
            right.encode(), form.get("sign", "").encode()
        ):
            raise Refused("503")
        if not self._access.alive or QUERY in self._access.refused:
            raise Refused("601")
        try:
            asked = json.loads(param)
        except ValueError:
            raise Refused("501") from None
        if not isinstance(asked, dict) or not asked.get("com") or not asked.get("num"):
            raise Refused("400")
        return asked

    def _trace(self, asked: Mapping[str, object], fault: str) -> Row:
        company, number = str(asked["com"]), str(asked["num"])
        parcel = self._house.world.parcels.get(number)
        if not company.isascii() or not company.islower():
            raise Refused("400")
        if company in PHONE_WANTED and (parcel is None or str(asked.get("phone")) not in parcel.tails):
            raise Refused("408")
        if parcel is None or not parcel.known or parcel.source != "kuaidi100" or not parcel.scans:
            raise Refused("500")
        if company != parcel.carrier:
            raise Refused("500")
        return self._answered(parcel, asked, fault)

    def _answered(self, parcel: Parcel, asked: Mapping[str, object], fault: str) -> Row:
        advanced = str(asked.get("resultv2") or "0")
        rows = _rows(parcel, advanced, fault, Random(f"{self._count}"))
        last = max(parcel.scans, key=lambda scan: scan.at)
        state = BASIC.get(last.status or "", "0")
        answer: Row = {
            "message": "ok",
            "nu": parcel.number,
            "ischeck": "1" if state in "34" else "0",
            "com": parcel.carrier,
            "status": "200",
            "state": state,
            "condition": "F00",
            "isLoop": False,
            "data": rows if asked.get("order") != "asc" else rows[::-1],
        }
        if advanced == "8" and asked.get("to") and parcel.promised_at:
            answer |= {"arrivalTime": f"{parcel.promised_at:%Y-%m-%d %H:%M:%S}", "totalTime": "96", "remainTime": "1"}
        return answer

    def _recognised(self, params: Mapping[str, str]) -> Answer:
        self.calls[RECOGNITION] += 1
        if not params.get("key"):
            return json_answer({"returnCode": "701", "message": "key缺失", "result": False})
        if params["key"] != self._access["key"]:
            return json_answer({"returnCode": "601", "message": "KEY已过期", "result": False})
        parcel = self._house.world.parcels.get(params.get("num", ""))
        if parcel is None or parcel.source is None:
            return json_answer([])
        company = {"sf_express": "shunfeng", "jd_logistics": "jd"}.get(parcel.carrier, parcel.carrier)
        return json_answer([{"lengthPre": len(parcel.number), "comCode": company, "name": parcel.company}])


def _rows(parcel: Parcel, advanced: str, fault: str, rng: Random) -> list[Row]:
    """The whole trace, newest first."""
    scans = parcel.scans if parcel.shuffled else sorted(parcel.scans, key=lambda scan: scan.at, reverse=True)
    rows = [_row(scan, advanced) for scan in scans for _ in range(scan.times)]
    if fault == "duplicate":
        rows.append(rng.choice(rows))
    if fault == "reorder":
        rng.shuffle(rows)
    return rows


def _row(scan: Scan, advanced: str) -> Row:
    at = "2026-13-45 99:00:00" if scan.broken else f"{scan.at:%Y-%m-%d %H:%M:%S}"
    row: Row = {"time": at.replace("-", "/"), "ftime": at, "context": scan.remark}
    if scan.place:
        row["location"] = scan.place
    if advanced in ("1", "4", "8"):
        row["status"] = (scan.first or ("", ""))[1]
    if advanced in ("4", "8"):
        row |= {"statusCode": scan.code, "areaCode": None, "areaName": None}
    return row


def _refuse(fault: str) -> None:
    """Whatever befalls the call; this platform tells of no rate but the number's own."""
    name = fault.partition(":")[0]
    code = {"rate_limit": "502", "rate_limit_told": "502", "busy": "501", "expired_session": "601"}.get(name)
    if code:
        raise Refused(code)
