"""The stand-in of JD Logistics, called by a published SDK that knows nothing of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.service import Sandbox
from tests.contract.online import accounts_of
from tests.contract.subject import subject
from tests.peers.environments import asked

ENDS_AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
TRACE = "/ecap/v1/orders/trace/query"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seed=7, orders=60, days=10, ends_at=ENDS_AT, shops=("jd-flagship",)) as served:
        yield served


def call(sandbox: Sandbox, number: str, **changed: str) -> Any:
    [(url, keys)] = accounts_of(subject("jd_logistics"), sandbox).values()
    arguments = [{"waybillCode": number, "orderOrigin": 1, "customerCode": keys["customer_code"]}]
    given = {"url": url, "path": TRACE, "solution": "ECAP", "arguments": arguments, **keys, **changed}
    answer = asked("jdl_sdk", given)
    return answer["response"]["content"] if "response" in answer else answer


def test_the_sdk_reads_a_parcels_scans_as_the_world_holds_them(sandbox: Sandbox) -> None:
    parcel = next(each for each in sandbox.world.parcels.values() if len(each.scans) > 3 and not each.shuffled)
    rows = call(sandbox, parcel.number)["data"]["traceDetails"]
    assert [row["operationTime"] for row in rows] == sorted(f"{scan.at:%Y-%m-%d %H:%M:%S}" for scan in parcel.scans)


@pytest.mark.parametrize(
    ("changed", "code"), [({"app_secret": "wrong"}, 12), ({"access_token": "wrong"}, 19), ({"app_key": "none"}, 21)]
)
def test_what_is_signed_wrongly_is_refused_by_the_platforms_own_code(
    sandbox: Sandbox, changed: dict[str, str], code: int
) -> None:
    answer = call(sandbox, "JDVC1", **changed)
    assert answer["error_response"]["code"] == code
