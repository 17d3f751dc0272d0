"""The stand-in of JD, called by JD's own published SDK: parameters in the query of an absolute request target."""

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
SEARCH = "jingdong.pop.order.enSearch"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=7, orders=90, days=1, ends_at=ENDS_AT, shops=("jd-flagship",)) as served:
        served.now_override = ENDS_AT
        yield served


def call(sandbox: Sandbox, method: str, arguments: dict[str, Any], **changed: str) -> Any:
    [(_, keys)] = accounts_of(subject("jd"), sandbox).values()
    given = {
        "port": sandbox.port,
        "path": "/jd/routerjson",
        "method": method,
        "arguments": arguments,
        **keys,
        **changed,
    }
    return asked("jd_sdk", given)


def a_day() -> dict[str, str]:
    end = ENDS_AT.astimezone(BEIJING)
    ends = {"start_date": end - timedelta(days=1), "end_date": end}
    return {name: f"{at:%Y-%m-%d %H:%M:%S}" for name, at in ends.items()}


def test_the_sdk_lists_a_days_orders_as_the_world_holds_them(sandbox: Sandbox) -> None:
    arguments = {
        **a_day(),
        "order_state": "ALL",
        "optional_fields": "orderId,orderState",
        "page": "1",
        "page_size": "100",
    }
    found = call(sandbox, SEARCH, arguments)["jingdong_pop_order_enSearch_responce"]["searchorderinfo_result"]
    rows = {row["orderId"]: row["orderState"] for row in found["orderInfoList"]}
    wanted = {
        str(row["external_order_id"]): row["platform_status"]
        for row in sandbox.truth()["orders"]
        if row["status"] != "unpaid"
    }
    assert wanted.items() <= rows.items()
    assert len(wanted) > 60
    assert int(found["orderTotal"]) == len(rows)


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"app_secret": "wrong"}, "12"), ({"access_token": "wrong"}, "19"), ({"app_key": "none"}, "21")],
)
def test_what_is_signed_wrongly_is_refused_by_the_platforms_own_code(
    sandbox: Sandbox, changed: dict[str, str], code: str
) -> None:
    answer = call(sandbox, "jingdong.vender.shop.query", {}, **changed)
    assert answer["error_response"]["code"] == code
