"""The list of requests may say by a sub-code that a window, or the page behind its last one, holds nothing."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.douyin import Douyin
from schemas.errors import Rejected
from schemas.window import Window
from schemas.words import Entity
from tests.unit.connectors.opened import access
from tests.unit.connectors.stub import Answer, served

KEYS = {"app_key": "7100000000000000001", "app_secret": "s", "shop_id": "1", "access_token": "T"}
WINDOW = Window(start=datetime(2026, 3, 8, tzinfo=UTC), end=datetime(2026, 3, 8, 1, tzinfo=UTC))


def refusal(sub_code: str) -> dict[str, Any]:
    return {"code": 40004, "msg": "x", "sub_code": sub_code, "sub_msg": "x"}


def fetched(answer: dict[str, Any], entity: Entity) -> list[Any]:
    with served(lambda _: Answer(json.dumps(answer).encode())) as stub:
        return list(Douyin(access(stub.url.rsplit("/", 1)[0], KEYS)).fetch(entity, WINDOW))


def test_a_window_of_requests_without_data_is_empty() -> None:
    assert fetched(refusal("isv.parameter-invalid:11003"), Entity.AFTER_SALES) == []


@pytest.mark.parametrize(
    ("sub_code", "entity"),
    [("isv.parameter-invalid:11000", Entity.AFTER_SALES), ("isv.parameter-invalid:11003", Entity.ORDERS)],
)
def test_other_refusals_stay_refusals(sub_code: str, entity: Entity) -> None:
    with pytest.raises(Rejected):
        fetched(refusal(sub_code), entity)
