"""EXP_RECE_SEARCH_ROUTES: the scans of up to ten waybills, for those who may see them."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sandbox.world.facts import Parcel, Scan

Row = dict[str, object]
MOST_NUMBERS = 10
LONGEST_TAILS = 30
REACH = timedelta(days=90)


@dataclass(frozen=True)
class Failure(Exception):
    """A business failure inside an accepted call."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: numbers in order, and the phone tail meant for each (or all tails, where the counts differ)."""

    numbers: tuple[str, ...]
    tails: tuple[frozenset[str], ...]


def question(text: str) -> Question:
    """
    Read `msgData`.

    Raises:
        Failure: S0001 not JSON, S0002 or 8013 something missing, 8003 too many numbers, S0004 too many tails, 6133.
    """
    try:
        asked = json.loads(text)
    except ValueError:
        raise Failure("S0001", "非法的JSON格式") from None
    if not isinstance(asked, dict):
        raise Failure("S0001", "非法的JSON格式")
    if str(asked.get("trackingType", "")) not in ("1", "2"):
        raise Failure("S0002", "必填参数trackingType为空")
    if str(asked.get("methodType") or 1) not in ("1", "2"):
        raise Failure("6133", "methodType传入值不合法")
    return _numbers(asked)


def _numbers(asked: Mapping[str, object]) -> Question:
    given = asked.get("trackingNumber")
    listed = given if isinstance(given, list) else [given] if given else []
    numbers = tuple(dict.fromkeys(str(number).strip() for number in listed if number))
    if not numbers:
        raise Failure("8013", "未传入查询单号")
    if len(listed) > MOST_NUMBERS:
        raise Failure("8003", "查询单号超过最大限制")
    phones = str(asked.get("checkPhoneNo") or "")
    if len(phones) > LONGEST_TAILS:
        raise Failure("S0004", "checkPhoneNo超长")
    if str(asked["trackingType"]) == "2":  # order numbers: none of the world's orders was placed with the courier
        return Question((), ())
    tails = [tail.strip() for tail in phones.split(",")] if phones else []
    if len(tails) == len(numbers):
        return Question(numbers, tuple(frozenset({tail}) for tail in tails))
    return Question(numbers, (frozenset(tails),) * len(numbers))


def replies(
    asked: Question, parcels: Mapping[str, Parcel], now: datetime, fault: str = "", rng: Random | None = None
) -> list[Row]:
    """Return one `routeResps` element for each number asked."""
    found = []
    for number, tails in zip(asked.numbers, asked.tails, strict=True):
        parcel = parcels.get(number)
        found.append(_reply(number, parcel, tails, now))
        if fault and rng:
            _bend(found[-1], fault, rng)
    if fault and rng:
        _bend_batch(found, fault, rng)
    return found


def _bend_batch(found: list[Row], fault: str, rng: Random) -> None:
    """Shuffle the answer, leave a number out, or answer for one that nobody asked for."""
    if fault == "reorder":
        rng.shuffle(found)
    if fault == "missing" and found:
        found.pop(rng.randrange(len(found)))
    if fault == "stranger":
        found.insert(rng.randrange(len(found) + 1), {"mailNo": "SF9999999999999", "routes": []})


def _reply(number: str, parcel: Parcel | None, tails: frozenset[str], now: datetime) -> Row:
    if parcel is None or not parcel.known or parcel.carrier != "sf_express":
        return {"mailNo": number, "routes": []}
    if not parcel.own and tails.isdisjoint(parcel.tails):
        return {"mailNo": number, "routes": [], **_refusal(number)}
    if max((scan.at for scan in parcel.scans), default=now) < now - REACH:
        return {"mailNo": number, "routes": []}
    scans = parcel.scans if parcel.shuffled else sorted(parcel.scans, key=lambda scan: scan.at)
    return {"mailNo": number, "routes": [_route(scan, parcel.coded) for scan in scans for _ in range(scan.times)]}


def _refusal(number: str) -> Row:
    """A foreign waybill without its tail: said in two forms, or not at all."""
    forms: Sequence[Row] = (
        {},
        {"reasonCode": "20028", "reasonRemark": "月结卡号不匹配"},
        {"reasonCode": ["741"], "reasonRemark": ["运单付款月结卡与顾客编码未绑定"]},
    )
    return forms[zlib.crc32(number.encode()) % len(forms)]


def _route(scan: Scan, coded: bool) -> Row:
    row: Row = {
        "acceptTime": "2026-13-45 99:00:00" if scan.broken else scan.at.strftime("%Y-%m-%d %H:%M:%S"),
        "acceptAddress": scan.place,
        "remark": scan.remark,
        "opCode": scan.code,
    }
    if scan.place is None:
        del row["acceptAddress"]
    if coded and scan.first and scan.second:
        row["firstStatusCode"], row["firstStatusName"] = scan.first
        row["secondaryStatusCode"], row["secondaryStatusName"] = scan.second
    return row


def _bend(reply: Row, fault: str, rng: Random) -> None:
    routes = reply["routes"]
    if not isinstance(routes, list) or not routes:
        return
    if fault == "duplicate":
        routes.append(rng.choice(routes))
    if fault == "reorder":
        rng.shuffle(routes)
