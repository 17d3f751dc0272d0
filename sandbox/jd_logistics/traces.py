"""A parcel's scans in the form of each way to ask for them."""

from collections.abc import Callable
from random import Random

from sandbox.world.facts import Parcel, Scan

Row = dict[str, object]
BROKEN = "2026-13-45 99:00:00"


def details(parcel: Parcel | None, fault: str, rng: Random) -> list[Row]:
    """Rows of the express trace."""
    return _rows(parcel, _detail, fault, rng)


def trackings(parcel: Parcel | None, fault: str, rng: Random) -> list[Row]:
    """Rows of the tracking of any way bill: no category, no title."""
    return _rows(parcel, _tracking, fault, rng)


def nodes(parcel: Parcel | None, fault: str, rng: Random) -> list[Row]:
    """Rows of the older door: titles alone, and slashes in the time."""
    return _rows(parcel, _node, fault, rng)


def _rows(parcel: Parcel | None, form: Callable[[str, Scan], Row], fault: str, rng: Random) -> list[Row]:
    if parcel is None:
        return []
    scans = parcel.scans if parcel.shuffled else sorted(parcel.scans, key=lambda scan: scan.at)
    rows = [form(parcel.number, scan) for scan in scans for _ in range(scan.times)]
    if fault == "duplicate" and rows:
        rows.append(rng.choice(rows))
    if fault == "reorder":
        rng.shuffle(rows)
    return rows


def _time(scan: Scan) -> str:
    return BROKEN if scan.broken else f"{scan.at:%Y-%m-%d %H:%M:%S}"


def _detail(number: str, scan: Scan) -> Row:
    category, name = scan.first or ("", "")
    state, title = scan.second or ("", "")
    row: Row = {
        "waybillCode": number,
        "operationTitle": title,
        "operationRemark": scan.remark,
        "operationTime": _time(scan),
        "operatorName": "张师傅",
        "operatorPhone": "138****8888",
        "operateSiteId": "39",
    }
    row |= {"category": int(category), "categoryName": name} if category else {}
    return row | ({"state": state} if state else {})


def _tracking(number: str, scan: Scan) -> Row:
    state, _ = scan.second or ("", "")
    return {
        "waybillNo": number,
        "operationCode": state,
        "remark": scan.remark,
        "operatorName": "张师傅",
        "operationTime": _time(scan),
        "operateSite": "营业部",
        "operateLocation": {"routeCityName": "合肥市"},
        "extend": {"operatorPhone": "138****8888"},
    }


def _node(number: str, scan: Scan) -> Row:
    _, title = scan.second or ("", "")
    return {
        "opeTitle": title,
        "opeRemark": scan.remark,
        "opeName": "京东快递",
        "opeTime": _time(scan).replace("-", "/"),
        "waybillCode": number,
        "courier": "张师傅",
        "courierTel": "138****8888",
    }
