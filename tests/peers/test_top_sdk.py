"""The stand-in of Tmall, called by a published SDK of the Taobao Open Platform that knows nothing of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from sandbox.service import Sandbox
from tests.contract.online import accounts_of
from tests.contract.subject import subject
from tests.peers.environments import asked

ENDS_AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
BEIJING = timezone(timedelta(hours=8))
TYPES = "fixed,auction,guarantee_trade,step,cod,auto_delivery,ec,nopaid,tmall_i18n,eticket,o2o_offlinetrade"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=7, orders=120, days=1, ends_at=ENDS_AT, shops=1) as served:
        served.now_override = ENDS_AT
        yield served


def call(sandbox: Sandbox, method: str, **changed: Any) -> Any:
    [(_, keys)] = accounts_of(subject("tmall"), sandbox).values()
    arguments = changed.pop("arguments", {})
    return asked(
        "top_sdk",
        {
            "host": "127.0.0.1", "port": sandbox.port, "path": "/tmall/router/rest", "method": method,
            "arguments": arguments, **keys, **changed,
        },
    )  # fmt: skip


def a_day() -> dict[str, str]:
    end = ENDS_AT.astimezone(BEIJING)
    ends = {"start_modified": end - timedelta(days=1), "end_modified": end}
    return {name: f"{at:%Y-%m-%d %H:%M:%S}" for name, at in ends.items()}


def test_the_sdk_lists_a_days_orders_as_the_world_holds_them(sandbox: Sandbox) -> None:
    found: dict[str, str] = {}
    for page in (1, 2):
        arguments = {"fields": "tid,status", "type": TYPES, "page_no": page, "page_size": 100, **a_day()}
        answer = call(sandbox, "taobao.trades.sold.increment.get", arguments=arguments)
        body = answer["trades_sold_increment_get_response"]
        found |= {str(trade["tid"]): trade["status"] for trade in body.get("trades", {}).get("trade", [])}
    wanted = {str(row["external_order_id"]): row["platform_status"] for row in sandbox.truth()["orders"]}
    assert wanted.items() <= found.items()
    assert len(wanted) > 100
    assert body["total_results"] == len(found)


def test_the_sdk_reads_a_refund_in_full(sandbox: Sandbox) -> None:
    numbers = [request.number for request in sandbox.world.requests if "refunds" in request.lists]
    arguments = {"fields": "refund_id,status,refund_fee,cs_status", "refund_id": numbers[0]}
    body = call(sandbox, "taobao.refund.get", arguments=arguments)["refund_get_response"]
    assert body["refund"]["refund_id"] == str(numbers[0])


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"app_secret": "wrong"}, 25), ({"session": "wrong"}, 27), ({"app_key": "0"}, 29)],
)
def test_what_is_signed_wrongly_is_refused_by_the_platforms_own_code(
    sandbox: Sandbox, changed: dict[str, str], code: int
) -> None:
    arguments = {"fields": "tid", **a_day()}
    assert call(sandbox, "taobao.trades.sold.increment.get", arguments=arguments, **changed)["code"] == code
