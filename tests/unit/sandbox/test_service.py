"""The service as a whole: over real sockets, its files, and what may be changed under its readers."""

import http.client
import json
import socket
import stat
import threading
import time
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from sandbox.service import Sandbox
from tests.unit.sandbox.callers import a_sandbox, orders, post, routes, sf_params, tmall, tmall_params

TIME = "taobao.time.get"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with a_sandbox(hold_s=0.2) as running:
        yield running


@pytest.fixture
def connection(sandbox: Sandbox) -> Iterator[http.client.HTTPConnection]:
    opened = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=5)
    yield opened
    opened.close()


def _time(sandbox: Sandbox, connection: http.client.HTTPConnection) -> http.client.HTTPResponse:
    return post(connection, "/tmall/router/rest", tmall_params(sandbox, TIME))


def test_a_connection_is_kept_for_both_platforms(sandbox: Sandbox, connection: http.client.HTTPConnection) -> None:
    answer = _time(sandbox, connection)
    assert answer.status == 200
    assert answer.version == 11
    assert b"time_get_response" in answer.read()
    kept = connection.sock
    asked = sf_params(sandbox, {"trackingType": 1, "trackingNumber": ["SF0000000000000"]})
    answer = post(connection, "/sf_express/std/service", asked)
    assert json.loads(answer.read())["apiResultCode"] == "A1000"
    assert connection.sock is kept


def test_a_small_call_by_get_is_answered(sandbox: Sandbox, connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/tmall/router/rest?" + urlencode(tmall_params(sandbox, TIME)))
    assert b"time_get_response" in connection.getresponse().read()
    connection.request("GET", "/elsewhere")
    assert connection.getresponse().status == 404


def test_small_packets_are_not_held_back(sandbox: Sandbox, connection: http.client.HTTPConnection) -> None:
    _time(sandbox, connection).read()
    accepted = list(sandbox._server._open)
    assert accepted
    assert all(kept.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for kept in accepted)


def test_faults_of_the_way(sandbox: Sandbox, connection: http.client.HTTPConnection) -> None:
    sandbox.script(TIME, ["http500", "html", "cut_json", "reset", "timeout"])
    assert _time(sandbox, connection).status == 500
    connection.close()
    answer = _time(sandbox, connection)
    assert answer.getheader("Content-Type", "").startswith("text/html")
    answer.read()
    with pytest.raises(json.JSONDecodeError):
        json.loads(_time(sandbox, connection).read())
    with pytest.raises(ConnectionResetError):
        _time(sandbox, connection)
    connection.close()
    began = time.monotonic()
    with pytest.raises(http.client.RemoteDisconnected):
        _time(sandbox, connection)
    assert time.monotonic() - began >= 0.2


def test_stopping_ends_kept_connections_and_threads() -> None:
    before = threading.active_count()
    sandbox = a_sandbox(orders=3)
    sandbox.start()
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=5)
    _time(sandbox, connection).read()
    sandbox.stop()
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        _time(sandbox, connection)
    connection.close()
    for _ in range(50):
        if threading.active_count() <= before:
            break
        time.sleep(0.02)
    assert threading.active_count() <= before
    sandbox.stop()  # twice does no harm


def test_a_port_in_use_is_an_error(sandbox: Sandbox) -> None:
    with pytest.raises(OSError, match="in use"):
        a_sandbox(orders=3, port=sandbox.port)


@pytest.mark.parametrize("wrong", [{"orders": 0}, {"shops": 0}, {"days": 0}])
def test_a_world_without_size_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        a_sandbox(**wrong)


def test_the_configuration_points_here_and_keeps_secrets_apart(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "home" / "shouhou.toml"
    sandbox.write_config(path)
    text = path.read_text(encoding="utf-8")
    accounts = tomllib.loads(text)["accounts"]
    assert [account["name"] for account in accounts] == [
        *("tmall-flagship", "tmall-outlet", "jdl-main", "kuaidi-main", "sf-main")
    ]
    assert [account["platform"] for account in accounts] == [
        *("tmall", "tmall", "jd_logistics", "kuaidi100", "sf_express")
    ]
    assert accounts[0]["base_url"] == f"{sandbox.url}/tmall/router/rest"
    assert accounts[2]["base_url"] == f"{sandbox.url}/jd_logistics"
    assert accounts[4]["base_url"] == f"{sandbox.url}/sf_express/std/service"
    assert {account["since"] for account in accounts} == {sandbox.world.starts_at.date().isoformat()}
    assert "phone_tail" not in text
    for access in map(sandbox.access, sandbox.accounts):
        account = next(account for account in accounts if account["name"] == access.name)
        assert access.secret
        for key in access.secret:
            file = path.parent / account[key]["file"]
            assert file.read_text().strip() == access[key]
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
            assert access[key] not in text


def test_no_secret_is_shown(sandbox: Sandbox) -> None:
    accesses = [sandbox.access(name) for name in sandbox.accounts]
    shown = repr(sandbox) + repr(accesses)
    for access in accesses:
        assert not any(access[key] in shown for key in access.secret)


def test_shops_are_the_usual_ones_and_then_more_of_tmall() -> None:
    sandbox = a_sandbox(orders=60, shops=6)
    shops = ("tmall-flagship", "tmall-outlet", "jd-flagship", "douyin-flagship", "douyin-outlet", "tmall-3")
    assert sandbox.accounts == (*shops, "jdl-main", "kuaidi-main", "sf-main")
    assert {order.account for order in sandbox.world.orders} == set(shops)


def test_a_shop_by_its_name() -> None:
    sandbox = a_sandbox(orders=10, shops=("jd-outlet",))
    assert {order.account for order in sandbox.world.orders} == {"jd-outlet"}


def test_the_truth_is_written_whole(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "truth.json"
    sandbox.write_truth(path)
    assert json.loads(path.read_text(encoding="utf-8")) == sandbox.truth()
    assert [file.name for file in tmp_path.iterdir()] == ["truth.json"]


def test_calls_are_counted_by_method() -> None:
    sandbox = a_sandbox(orders=3)
    tmall(sandbox, TIME)
    tmall(sandbox, TIME)
    routes(sandbox, "SF0000000000000")
    assert sandbox.calls == {TIME: 2, "EXP_RECE_SEARCH_ROUTES": 1}


def _status(sandbox: Sandbox, view: str, key: str, number: int) -> object:
    return next((row["status"] for row in sandbox.truth()[view] if row[key] == str(number)), "absent")


def test_changes_show_on_the_wire_and_in_the_truth() -> None:
    sandbox = a_sandbox()
    order = next(order for order in sandbox.world.orders if order.story == "paid_fresh")
    shop = sandbox.accounts.index(order.account)
    at = sandbox.world.ends_at - timedelta(minutes=1)
    sandbox.close_order(order.tid, at)
    assert _status(sandbox, "orders", "external_order_id", order.tid) == "closed"
    assert not [row for row in sandbox.truth()["tickets"] if row["external_order_id"] == str(order.tid)]
    row = next(row for row in orders(sandbox, shop, fields="tid,status,modified,end_time") if row["tid"] == order.tid)
    assert row == {
        "tid": order.tid,
        "status": "TRADE_CLOSED",
        "modified": "2026-11-20 10:29:00",
        "end_time": "2026-11-20 10:29:00",
    }
    sandbox.set_order_word(order.tid, "WAIT_ROBOT", at)
    assert _status(sandbox, "orders", "external_order_id", order.tid) is None
    sandbox.hide(order.tid)
    assert _status(sandbox, "orders", "external_order_id", order.tid) == "absent"
    assert order.tid not in [row["tid"] for row in orders(sandbox, shop)]
    sandbox.hide(order.tid, hidden=False)
    assert order.tid in [row["tid"] for row in orders(sandbox, shop)]


def test_requests_and_parcels_change_too() -> None:
    sandbox = a_sandbox()
    request = next(request for request in sandbox.world.requests if request.story == "return_requested")
    sandbox.set_request_word(request.number, "CLOSED")
    assert _status(sandbox, "after_sales", "external_id", request.number) == "cancelled"
    sandbox.change_request(request.number, amount=1, word="WAIT_SELLER_AGREE")
    changed = next(row for row in sandbox.truth()["after_sales"] if row["external_id"] == str(request.number))
    assert (changed["refund_amount"], changed["status"]) == ("0.01", "requested")
    with pytest.raises(AttributeError):
        sandbox.change_order(request.tid, no_such_fact=1)
    order = next(order for order in sandbox.world.orders if order.story == "delivered")
    parcel = order.lines[0].parcel
    assert parcel
    last = max(parcel.scans, key=lambda scan: scan.at)
    again = type(last)(last.at + timedelta(hours=1), "99", "正在退回", "正在退回", "returning")
    sandbox.add_scan(parcel.number, again)
    leg = next(row for row in sandbox.truth()["shipments"] if row["tracking_no"] == parcel.number)
    assert leg["status"] == "returning"
    sent = routes(sandbox, parcel.number, tails=parcel.tails[0])["msgData"]["routeResps"][0]["routes"]
    assert sent[-1]["opCode"] == "99"
