"""Pushes over real HTTP into a real database, settled by the next sync."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import requests
from pydantic import SecretStr

from connectors.douyin.push import sign as douyin_sign
from connectors.kuaidi100.push import sign as kuaidi_sign
from receiver.body import LARGEST_BODY
from receiver.desk import Desk
from receiver.server import Receiver
from tasks import accounts
from tests.stage import Stage
from tests.truth import view

OnStage = Callable[..., Stage]


@contextmanager
def receiving(database_url: str, *more: object) -> Iterator[dict[str, str]]:
    """Serve a desk for the stage's accounts; yields the address of each."""
    desk = Desk([*accounts.settings().accounts, *more], database_url)  # type: ignore[list-item]
    server = Receiver(desk, host="127.0.0.1", port=0)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield {name: f"http://127.0.0.1:{server.server_address[1]}{path}" for name, path in desk.paths.items()}
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def declared(url: str, length: int | None) -> int:
    """Say that so many bytes follow, and send none; returns the status."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=5)
    connection.putrequest("POST", parts.path)
    if length is not None:
        connection.putheader("Content-Length", str(length))
    connection.endheaders()
    return connection.getresponse().status


def route(number: str, at: str, code: str, remark: str) -> dict[str, str]:
    return {"mailno": number, "acceptTime": at, "opCode": code, "remark": remark, "acceptAddress": "佛山市"}


def push_sf(url: str, *routes: dict[str, str]) -> dict[str, str]:
    answer = requests.post(url, json={"Body": {"WaybillRoute": routes}}, timeout=5).json()
    assert isinstance(answer, dict)
    return answer


def test_t6_a_push_is_one_more_payload(on_stage: OnStage, database_url: str) -> None:
    """Older than the sign-off: one more event, still delivered. The same again: nothing new."""
    stage = on_stage(orders=60, shops=2)
    stage.sync_orders()
    stage.sync_traces()
    [parcel] = stage.rows(
        "SELECT tracking_no, delivered_at FROM core.shipment"
        " WHERE carrier = 'sf_express' AND status = 'delivered' ORDER BY 1 LIMIT 1"
    )
    at = parcel["delivered_at"] - timedelta(hours=1)
    scan = route(
        parcel["tracking_no"],
        f"{at.astimezone(stage.sandbox.now().tzinfo):%Y-%m-%d %H:%M:%S}",
        "44",
        "派送中 13912345678",
    )
    events = len(view(stage.database, "shipment_events"))
    with receiving(database_url) as urls:
        for _ in range(2):
            assert push_sf(urls["sf-main"], scan, scan)["return_code"] == "0000"
    first = stage.sync_traces(now=stage.now + timedelta(minutes=1))
    assert first["accounts"]["sf-main"]["inserted"] == 1
    assert len(view(stage.database, "shipment_events")) == events + 1
    assert "13912345678" not in str(view(stage.database, "shipment_events"))
    [after] = stage.rows("SELECT status FROM core.shipment WHERE tracking_no = :no", no=parcel["tracking_no"])
    assert after["status"] == "delivered"
    assert stage.sync_traces(now=stage.now + timedelta(minutes=2))["inserted"] == 0


def test_t6_a_push_for_the_orders_second_parcel_is_a_second_shipment(on_stage: OnStage, database_url: str) -> None:
    stage = on_stage(orders=220, shops=2)
    with receiving(database_url) as urls:
        [order] = [each for each in stage.sandbox.world.orders if each.story == "two_parcels"][:1]
        sf = [line.parcel for line in order.lines if line.parcel]
        for parcel in sf:
            push_sf(urls["sf-main"], route(parcel.number, "2026-10-15 18:02:11", "54", "已收取快件"))
    stage.sync_orders()
    stage.sync_traces()
    found = stage.rows("SELECT tracking_no FROM core.shipment_link WHERE external_order_id = :id", id=str(order.tid))
    assert {row["tracking_no"] for row in found} == {parcel.number for parcel in sf}
    assert len(sf) == 2


def test_a_message_of_douyin_is_a_hint_that_the_next_sync_follows(on_stage: OnStage, database_url: str) -> None:
    stage = on_stage(orders=40, shops=("douyin-flagship",))
    stage.sync_orders()
    order = next(each for each in stage.sandbox.world.orders if not each.broken)
    stage.sandbox.change_order(order.tid, at=order.modified_at, freight=order.freight + 100)  # no list tells
    access = stage.sandbox.access("douyin-flagship")
    body = json.dumps([{"tag": "104", "msg_id": "1", "data": json.dumps({"p_id": order.tid})}]).encode()
    headers = {
        "app-id": access["app_key"],
        "event-sign": douyin_sign(body, access["app_key"], access["app_secret"], "md5"),
    }
    with receiving(database_url) as urls:
        assert requests.post(urls["douyin-flagship"], data=body, headers=headers, timeout=5).json()["code"] == 0
        assert (
            requests.post(
                urls["douyin-flagship"], data=body, headers=headers | {"event-sign": "0" * 32}, timeout=5
            ).json()["code"]
            != 0
        )
    assert stage.rows("SELECT number FROM ops.hint") == [{"number": str(order.tid)}]
    before = stage.sandbox.calls["order.orderDetail"]
    stage.sync_orders(now=stage.now + timedelta(minutes=1))
    assert stage.sandbox.calls["order.orderDetail"] == before + 1
    assert stage.rows("SELECT number FROM ops.hint") == []


def test_what_is_pushed_for_an_account_that_is_not_asked_is_settled_too(
    on_stage: OnStage, database_url: str, tmp_path: Path
) -> None:
    """Of several accounts of one courier the first is asked; pushes come for each."""
    stage = on_stage(orders=40, shops=2)
    config = tmp_path / "shouhou.toml"
    word = config.with_name("second.secret")
    word.write_text("w0rd")
    config.write_text(
        config.read_text()
        + '\n[[accounts]]\nname = "sf-second"\nplatform = "sf_express"\npartner_id = "P2"\n'
        + 'check_word = {file = "second.secret"}\n'
    )
    accounts.settings.cache_clear()
    with receiving(database_url) as urls:
        push_sf(urls["sf-second"], route("SF9000000000001", "2026-10-15 18:02:11", "54", "已收取快件"))
    tally = stage.sync_traces()
    assert (tally["accounts"]["sf-second"]["status"], tally["accounts"]["sf-second"]["inserted"]) == ("done", 1)
    assert "sf-second" not in stage.sync_traces()["accounts"], "it is not asked, and nothing waits"


def test_a_callback_of_kuaidi100_needs_the_salt(on_stage: OnStage, database_url: str) -> None:
    stage = on_stage(orders=40, shops=2)
    keys = {"key": SecretStr("k"), "customer": "C", "salt": SecretStr("s4lt")}
    salted = SimpleNamespace(name="kuaidi-salted", platform="kuaidi100", base_url=None, since=None, keys=keys)
    scan = {"ftime": "2026-10-15 18:02:11", "context": "已揽收", "statusCode": "103"}
    param = json.dumps({"lastResult": {"com": "yuantong", "nu": "YT9", "state": "1", "data": [scan]}})
    form = {"param": param, "sign": kuaidi_sign(param, "s4lt")}
    with receiving(database_url, salted) as urls:
        assert requests.post(urls["kuaidi-salted"], data=form, timeout=5).json()["result"] is True
        assert requests.post(urls["kuaidi-salted"], data=form | {"sign": "0" * 32}, timeout=5).json()["result"] is False
        assert requests.post(urls["kuaidi-main"], data=form, timeout=5).json()["result"] is False, "it has no salt"
    assert [row["account"] for row in stage.rows("SELECT account FROM raw.page")] == ["kuaidi-salted"]


def test_a_watch_that_kuaidi100_gives_up_is_told_to_the_operator(
    on_stage: OnStage, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    stage = on_stage(orders=20, shops=2)
    keys = {"key": SecretStr("k"), "customer": "C", "salt": SecretStr("s4lt")}
    salted = SimpleNamespace(name="kuaidi-salted", platform="kuaidi100", base_url=None, since=None, keys=keys)
    nothing = {"message": "李小明13912345678", "com": "yuantong", "nu": "YT9", "state": "0", "data": []}
    param = json.dumps({"status": "abort", "message": "3天查询无记录", "lastResult": nothing})
    form = {"param": param, "sign": kuaidi_sign(param, "s4lt")}
    with receiving(database_url, salted) as urls:
        assert requests.post(urls["kuaidi-salted"], data=form, timeout=5).json()["result"] is True
    [warning] = [record for record in caplog.records if record.msg == "push.watch_ended"]
    assert (vars(warning)["account"], vars(warning)["number"]) == ("kuaidi-salted", "YT9")
    assert "13912345678" not in str(vars(warning))
    assert stage.rows("SELECT 1 FROM raw.page") == []


def test_nothing_is_taken_at_a_guessed_address_or_beyond_the_bound(on_stage: OnStage, database_url: str) -> None:
    stage = on_stage(orders=20, shops=2)
    with receiving(database_url) as urls:
        guessed = urls["sf-main"][:-1] + ("0" if urls["sf-main"][-1] != "0" else "1")
        assert requests.post(guessed, json={}, timeout=5).status_code == 404
        assert requests.post(urls["sf-main"].rpartition("/")[0], json={}, timeout=5).status_code == 404
        assert requests.get(urls["sf-main"], timeout=5).status_code == 200
        assert declared(urls["sf-main"], None) == 411
        assert declared(urls["sf-main"], LARGEST_BODY + 1) == 413
    assert stage.rows("SELECT 1 FROM raw.page") == []


def test_a_database_that_cannot_keep_a_push_makes_the_platform_send_it_again(on_stage: OnStage) -> None:
    on_stage(orders=20, shops=2)
    with receiving("postgresql://127.0.0.1:9/nowhere") as urls:
        assert push_sf(urls["sf-main"], route("SF1", "2026-10-15 18:02:11", "54", "x"))["return_code"] == "1000"


@pytest.mark.parametrize("words", [["receive", "--help"]])
def test_the_command_says_what_it_does(words: list[str]) -> None:
    from typer.testing import CliRunner

    from cli.main import app

    assert "pushes" in CliRunner().invoke(app, words).output
