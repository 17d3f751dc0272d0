"""Vectors by the vendor's own code; callbacks proven by the salt."""

import json
from urllib.parse import urlencode

import pytest

from connectors.kuaidi100 import push
from connectors.kuaidi100.client import recognition_url, sign
from schemas.push import Forged

KEY, CUSTOMER, SALT = "KEYabcdef123456", "CUSTOMER0123456789ABCDEF01234567", "SALT0123456789"
PLAIN = (
    '{"com":"shunfeng","num":"SF1031234567890","phone":"0000","from":"浙江省杭州市余杭区","to":"广东省佛山市顺德区",'
    '"resultv2":"4","show":"0","order":"desc"}'
)
SPACED = json.dumps(json.loads(PLAIN) | {"resultv2": "1"})
CALLBACK = (
    '{"status":"polling","billstatus":"got","message":"","autoCheck":"0","comOld":"","comNew":"","lastResult":{"message":"ok",'
    '"state":"0","status":"200","condition":"F00","ischeck":"0","com":"shunfeng","nu":"SF1031234567890","data":[]}}'
)
SCAN = {"ftime": "2026-10-15 18:02:11", "context": "电话13912345678", "statusCode": "103"}


@pytest.mark.parametrize(
    ("param", "wanted"), [(PLAIN, "820900B515A6C1C454C64AA677C7F384"), (SPACED, "EC6995BE87DF70146F444368C7C72715")]
)
def test_a_query_is_signed_as_published(param: str, wanted: str) -> None:
    assert sign(param, KEY, CUSTOMER) == wanted


def test_numbers_are_recognised_beside_the_query() -> None:
    assert recognition_url("https://poll.kuaidi100.com/poll/query.do") == "https://www.kuaidi100.com/autonumber/auto"
    assert (
        recognition_url("http://127.0.0.1:8/kuaidi100/poll/query.do") == "http://127.0.0.1:8/kuaidi100/autonumber/auto"
    )


def form(param: str, given: str | None = None) -> bytes:
    return urlencode({"param": param, "sign": given if given is not None else push.sign(param, SALT)}).encode()


def test_a_callback_is_proven_as_published() -> None:
    assert push.sign(CALLBACK, SALT) == "BCB90EC20CB51F75B1D793F83CC1548B"
    assert push.verify(form(CALLBACK), SALT).page is None, "it holds no scan"
    assert json.loads(push.verify(form(CALLBACK), SALT).taken.body)["result"] is True


def test_both_traces_of_a_callback_are_kept_without_phone_numbers() -> None:
    trace = {"com": "yuantong", "nu": "YT1", "state": "0", "data": [SCAN]}
    param = json.dumps(
        {"status": "polling", "lastResult": trace, "destResult": trace | {"nu": "YT2"}}, ensure_ascii=False
    )
    page = push.verify(form(param), SALT).page
    assert page
    assert [record["nu"] for record in page.records] == ["YT1", "YT2"]
    assert "139****5678" in str(page.records)


@pytest.mark.parametrize(
    "param", ['{"status":"abort","message":"3天查询无记录","comNew":"shentong"}', '{"lastResult":{}}', "[]", "7"]
)
def test_a_callback_without_a_trace_is_taken_all_the_same(param: str) -> None:
    found = push.verify(form(param), SALT)
    assert (found.page, json.loads(found.taken.body)["returnCode"]) == (None, "200")


NO_TRACE = {"message": "查无结果13912345678", "nu": "YT1", "com": "yuantong", "status": "201", "state": "0", "data": []}


@pytest.mark.parametrize(
    ("told", "ended"),
    [
        ({"status": "abort", "lastResult": NO_TRACE}, ("YT1",)),
        ({"status": "abort", "comNew": "shentong", "lastResult": NO_TRACE}, ("YT1",)),
        ({"status": "polling", "comNew": "shentong", "lastResult": NO_TRACE}, ("YT1",)),
        ({"status": "abort", "lastResult": {"nu": "李小明"}, "destResult": NO_TRACE}, ("YT1",)),
        ({"status": "abort", "lastResult": {"nu": ["李小明"]}}, ("unknown",)),
        ({"status": "abort", "message": "3天查询无记录"}, ("unknown",)),
        ({"status": "polling", "comNew": "", "lastResult": NO_TRACE}, ()),
        ({"status": "shutdown", "lastResult": NO_TRACE}, ()),
    ],
)
def test_a_watch_that_ends_without_a_trace_names_its_parcel(told: dict[str, object], ended: tuple[str, ...]) -> None:
    found = push.verify(form(json.dumps(told)), SALT)
    assert (found.page, found.ended) == (None, ended)


@pytest.mark.parametrize("told", [{"status": "abort"}, {"autoCheck": "1", "comOld": "yuantong", "comNew": "shentong"}])
def test_the_trace_of_a_watch_that_ends_or_moves_is_kept(told: dict[str, object]) -> None:
    found = push.verify(form(json.dumps({**told, "lastResult": NO_TRACE | {"data": [SCAN]}})), SALT)
    assert found.page
    assert ([record["nu"] for record in found.page.records], found.ended) == (["YT1"], ())


@pytest.mark.parametrize(
    ("param", "given", "salt"),
    [
        (CALLBACK, "", SALT),
        (CALLBACK, "0" * 32, SALT),
        (CALLBACK, None, None),
        (CALLBACK, None, ""),
        ("{cut", None, SALT),
    ],
)
def test_what_is_not_proven_or_not_whole_is_refused(param: str, given: str | None, salt: str | None) -> None:
    with pytest.raises(Forged) as caught:
        push.verify(form(param, given), salt)
    assert json.loads(caught.value.answer.body)["result"] is False
