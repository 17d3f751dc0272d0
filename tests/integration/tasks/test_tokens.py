"""O4: the whole token answer is kept, one refreshes for all, and a kill in between costs no run."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from sandbox.douyin.gateway import Gateway
from store.tokens import StoredTokens
from tests.stage import Stage

SHOP = "douyin-flagship"


@pytest.fixture
def stage(on_stage: Callable[..., Stage]) -> Stage:
    return on_stage(orders=30, shops=(SHOP,))


def gateway(stage: Stage) -> Gateway:
    found = stage.sandbox._gateways["douyin"]
    assert isinstance(found, Gateway)
    return found


def both_at_once(stage: Stage, minutes: int) -> list[dict[str, Any]]:
    now = stage.now + timedelta(minutes=minutes)
    with ThreadPoolExecutor(2) as threads:
        runs = [threads.submit(run, now=now) for run in (stage.sync_orders, stage.sync_after_sales)]
        return [run.result() for run in runs]


def test_o4_three_expiries_in_a_row_and_two_runs_at_once_make_three_refreshes(stage: Stage) -> None:
    assert [run["status"] for run in both_at_once(stage, 0)] == ["completed"] * 2
    assert gateway(stage).token_calls == {"token.create": 1}
    for number in (1, 2, 3):
        gateway(stage).end_tokens(SHOP)
        assert [run["status"] for run in both_at_once(stage, number)] == ["completed"] * 2
    assert gateway(stage).token_calls == {"token.create": 1, "token.refresh": 3}


def test_o4_a_kill_between_the_answer_and_its_keeping_costs_no_later_run(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.sync_orders()
    gateway(stage).end_tokens(SHOP)

    def killed(*_: object, **__: object) -> None:
        raise MemoryError("as if the process had died here")

    with monkeypatch.context() as patch:
        patch.setattr(StoredTokens, "write", killed)
        assert stage.sync_orders(now=stage.now + timedelta(minutes=1))["status"] == "failed"
    later = stage.sync_orders(now=stage.now + timedelta(minutes=2))
    assert later["status"] == "completed", later
    assert gateway(stage).token_calls["token.create"] == 2, "the old refresh token had been used up"


def test_o4_a_shop_that_lets_nobody_in_is_paused_by_name_with_what_to_do(stage: Stage) -> None:
    stage.sandbox.expire_session(SHOP)
    tally = stage.sync_orders()
    assert tally["accounts"][SHOP]["status"] == "failed"
    [account] = stage.rows("SELECT status, paused_reason FROM core.account WHERE account = :shop", shop=SHOP)
    assert account["status"] == "paused"
    assert "app_key, app_secret and shop_id" in account["paused_reason"]
