"""The stand-in of Kuaidi100, asked by a caller written from the document alone."""

import hashlib
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from sandbox.call import Call
from sandbox.service import Sandbox
from sandbox.world.facts import Parcel
from tests.unit.sandbox.callers import FORM, a_sandbox


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return a_sandbox(orders=260)


def parcel(sandbox: Sandbox, carrier: str) -> Parcel:
    return next(
        each for each in sandbox.world.parcels.values() if each.carrier == carrier and each.scans and not each.shuffled
    )


def query(sandbox: Sandbox, param: dict[str, Any], *, key: str | None = None) -> dict[str, Any]:
    access = sandbox.access("kuaidi-main")
    text = json.dumps(param)
    sign = hashlib.md5(f"{text}{key or access['key']}{access['customer']}".encode()).hexdigest().upper()
    form = {"customer": access["customer"], "sign": sign, "param": text}
    call = Call("/kuaidi100/poll/query.do", form=form, body=urlencode(form).encode(), headers={"content-type": FORM})
    return dict(json.loads(sandbox._handle(call).body))


def test_a_trace_comes_newest_first_with_just_the_fields_asked_for(sandbox: Sandbox) -> None:
    yt = parcel(sandbox, "yuantong")
    plain = query(sandbox, {"com": "yuantong", "num": yt.number})
    assert (plain["status"], plain["nu"], "result" in plain) == ("200", yt.number, False)
    times = [row["ftime"] for row in plain["data"]]
    assert times == sorted(times, reverse=True)
    assert "statusCode" not in plain["data"][0]
    named = query(sandbox, {"com": "yuantong", "num": yt.number, "resultv2": "1"})["data"][0]
    assert "status" in named
    assert "statusCode" not in named
    assert "statusCode" in query(sandbox, {"com": "yuantong", "num": yt.number, "resultv2": "4"})["data"][0]
    rising = query(sandbox, {"com": "yuantong", "num": yt.number, "order": "asc"})["data"]
    assert [row["ftime"] for row in rising] == times[::-1]


def test_the_arrival_is_told_to_those_who_say_where_it_goes(sandbox: Sandbox) -> None:
    promised = next(
        each
        for each in sandbox.world.parcels.values()
        if each.promised_at and each.scans and each.carrier == "yuantong"
    )
    asked = {"com": "yuantong", "num": promised.number, "resultv2": "8"}
    assert "arrivalTime" not in query(sandbox, asked)
    assert (
        query(sandbox, asked | {"to": "浙江省杭州市余杭区"})["arrivalTime"]
        == f"{promised.promised_at:%Y-%m-%d %H:%M:%S}"
    )


@pytest.mark.parametrize(
    ("param", "code"),
    [
        ({"com": "Yuantong!", "num": "YT1"}, "400"),
        ({"com": "", "num": "YT1"}, "400"),
        ({"com": "yuantong", "num": "YT0000000000000"}, "500"),
        ({"com": "zhongtong", "num": "70000000000001"}, "408"),
        ({"com": "shunfeng", "num": "SF1000000000000"}, "408"),
    ],
)
def test_failures_have_the_platforms_codes(sandbox: Sandbox, param: dict[str, str], code: str) -> None:
    answer = query(sandbox, param)
    assert (answer["result"], answer["returnCode"]) == (False, code)


def test_a_phone_tail_opens_a_parcel_that_needs_one(sandbox: Sandbox) -> None:
    zt = parcel(sandbox, "zhongtong")
    asked = {"com": "zhongtong", "num": zt.number}
    assert query(sandbox, asked)["returnCode"] == "408"
    assert query(sandbox, asked | {"phone": zt.tails[1]})["status"] == "200"


def test_a_wrong_key_is_503_and_a_dry_account_601(sandbox: Sandbox) -> None:
    assert query(sandbox, {"com": "yuantong", "num": "YT1"}, key="wrong")["returnCode"] == "503"
    sandbox.expire_session("kuaidi-main")
    try:
        assert query(sandbox, {"com": "yuantong", "num": "YT1"})["returnCode"] == "601"
    finally:
        sandbox.renew_session("kuaidi-main")


def test_a_number_is_recognised_and_an_unknown_one_is_an_empty_list(sandbox: Sandbox) -> None:
    def ask(number: str, key: str) -> Any:
        return json.loads(sandbox._handle(Call("/kuaidi100/autonumber/auto", {"num": number, "key": key})).body)

    key = sandbox.access("kuaidi-main")["key"]
    assert ask(parcel(sandbox, "yuantong").number, key)[0]["comCode"] == "yuantong"
    assert ask("NOBODYS", key) == []
    assert ask("NOBODYS", "wrong")["returnCode"] == "601"
