"""The stand-in of Douyin, called by a published client that creates its own token and knows nothing of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.service import Sandbox
from tests.contract.online import accounts_of
from tests.contract.subject import subject
from tests.peers.environments import asked

ENDS_AT = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=7, orders=90, days=1, ends_at=ENDS_AT, shops=("douyin-flagship",)) as served:
        served.now_override = ENDS_AT
        yield served


def call(sandbox: Sandbox, path: str, arguments: dict[str, Any], **changed: str) -> Any:
    [(url, keys)] = accounts_of(subject("douyin"), sandbox).values()
    return asked("doudian", {"url": url, "path": path, "arguments": arguments, **keys, **changed})


def a_day() -> dict[str, int]:
    end = int(ENDS_AT.timestamp())
    return {"update_time_start": end - 86_400, "update_time_end": end}


def test_the_client_lists_a_days_orders_as_the_world_holds_them(sandbox: Sandbox) -> None:
    arguments = {**a_day(), "page": 0, "size": 100, "order_by": "update_time", "order_asc": True}
    answer = call(sandbox, "/order/searchList", arguments)
    assert answer["err_no"] == 0
    found = {row["order_id"] for row in answer["data"]["shop_order_list"]}
    wanted = {str(row["external_order_id"]) for row in sandbox.truth()["orders"]}
    assert wanted <= found
    assert len(wanted) > 60


def test_the_client_reads_a_request_in_full(sandbox: Sandbox) -> None:
    number = sandbox.world.requests[0].number
    answer = call(sandbox, "/afterSale/Detail", {"after_sale_id": str(number), "need_operation_record": False})
    assert answer["data"]["process_info"]["after_sale_info"]["after_sale_id"] == number


def test_a_wrong_secret_gets_no_token_and_a_wrong_window_the_platforms_own_code(sandbox: Sandbox) -> None:
    refused = call(sandbox, "/order/searchList", {**a_day(), "page": 0, "size": 10}, app_secret="wrong")
    assert (refused["code"], refused["sub_code"]) == (40003, "isv.signature-invalid")
    answer = call(sandbox, "/order/searchList", {**a_day(), "page": 0, "size": 101})
    assert (answer["code"], answer["sub_code"]) == (40004, "isv.parameter-invalid:20008")
