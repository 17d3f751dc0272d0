from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.tmall.client import error_of, opened, unwrapped
from schemas.errors import (
    AuthError,
    ContractError,
    NotPermitted,
    PlatformError,
    RateLimited,
    Rejected,
    Unavailable,
)

METHOD = "taobao.trades.sold.increment.get"
ROOT = "trades_sold_increment_get_response"


def error(code: Any, sub_code: str | None = None, sub_msg: str | None = None) -> PlatformError:
    return error_of({"code": code, "msg": "…", "sub_code": sub_code, "sub_msg": sub_msg, "request_id": "r1"}, METHOD)


def test_an_answer_opens_to_what_stands_under_its_root() -> None:
    assert opened({ROOT: {"total_results": 0}}, METHOD) == {"total_results": 0}
    other = "tmall.exchange.receive.get"
    assert opened({"tmall_exchange_receive_get_response": {"has_next": False}}, other) == {"has_next": False}


@pytest.mark.parametrize("answer", [[], "text", None, {}, {"refund_get_response": {}}, {ROOT: []}])
def test_another_root_is_a_contract_error(answer: object) -> None:
    with pytest.raises(ContractError):
        opened(answer, METHOD)


@pytest.mark.parametrize("wrapped", [None, {}, {"trade": []}, {"trade": None}, []])
def test_all_forms_of_an_empty_list(wrapped: object) -> None:
    assert unwrapped(wrapped) == []


def test_lists_are_unwrapped_whatever_their_wrapper_is_called() -> None:
    assert unwrapped({"workcard_d_t_o": [1, 2]}) == [1, 2]
    for odd in (5, "text", {"a": 1}, {"a": [1], "b": [2]}):
        with pytest.raises(ValueError, match="no list"):
            unwrapped(odd)


@pytest.mark.parametrize(
    ("code", "sub_code", "kind"),
    [
        (7, "accesscontrol.limited-by-api-access-count", RateLimited),
        (8, None, RateLimited),
        (10, None, Unavailable),
        (11, "isv.permission-api-package-empty", NotPermitted),
        (15, "isp.remote-service-timeout", Unavailable),
        (15, "isp.top-remote-connection-timeout-tmall", Unavailable),
        (520, "isp.service-error", Unavailable),
        (15, "isv.trade-service-rejection", RateLimited),
        (15, "isv.trade-not-exist", Rejected),
        (15, "isv.refund-not-exist", Rejected),
        (670, "isv.something", Rejected),
        (15, None, ContractError),
        (22, "isv.invalid-method", NotPermitted),
        (25, None, AuthError),
        (26, None, AuthError),
        (27, "session-expired", AuthError),
        ("27", "INVALID_PARAMS", AuthError),
        (53, "invalid-sessionkey", AuthError),
        (29, "isv.appkey-not-exists", AuthError),
        (31, "isv.invalid-timestamp", Unavailable),
        (40, "isv.missing-parameter:fields", ContractError),
        (41, "isv.invalid-parameter:type", ContractError),
        (99, None, ContractError),
        (None, None, ContractError),
        ("x" * 50, None, ContractError),
    ],
)
def test_codes_become_what_to_do_next(code: Any, sub_code: str | None, kind: type[PlatformError]) -> None:
    assert type(error(code, sub_code)) is kind


def test_a_ban_tells_until_when() -> None:
    banned = error(7, "accesscontrol.limited-by-app-access-count", "This ban will last for 31062 more seconds")
    assert isinstance(banned, RateLimited)
    assert banned.not_before is not None
    assert 31_000 < (banned.not_before - datetime.now(UTC)).total_seconds() <= 31_062


def test_too_many_slow_queries_mean_three_minutes() -> None:
    rejected = error(15, "isv.trade-service-rejection", "请缩短时间跨度")
    assert isinstance(rejected, RateLimited)
    assert rejected.not_before is not None
    assert 170 < (rejected.not_before - datetime.now(UTC)).total_seconds() <= 180


def test_a_limit_without_a_time_tells_none() -> None:
    limited = error(7, "accesscontrol.limited-by-api-access-count")
    assert isinstance(limited, RateLimited)
    assert limited.not_before is None


def test_the_operator_is_told_which_key_to_check() -> None:
    assert "app_secret and sign_method" in str(error(25))
    assert "session" in str(error(27, "invalid-sessionkey"))
    assert "app_key" in str(error(29))
    assert "clock" in str(error(31))
    assert "address" in str(error(11, "isv.permission-ip-whitelist-limit"))


def test_free_text_of_an_error_goes_nowhere() -> None:
    told = error(27, "sessionkey-not-generated-by-server", "RealSession don&apos;t belong app and user ! 6200a1b2")
    assert "6200a1b2" not in repr(told) + str(told)
    assert told.code == "27 sessionkey-not-generated-by-server"
    assert told.request_id == "r1"
    assert error(15, "strange 13912345678 text").code == "15"


@pytest.mark.parametrize(
    "inside",
    [
        {"result": {"success": False, "msg_code": "isp.busy", "message": "…"}},
        {"error_codes": "isp.busy", "error_msg": "…"},
        {"result": {"error_code": "isp.busy", "error_msg": "…"}},
        {"result": {"success": "false", "msg_code": "isp.busy", "msg_info": "…"}},
    ],
)
def test_a_failure_inside_a_success_root_is_an_error(inside: dict[str, Any]) -> None:
    with pytest.raises(Unavailable):
        opened({ROOT: inside}, METHOD)


@pytest.mark.parametrize(
    "fine", [{"result": {"success": True, "msg_code": "OK"}}, {"error_code": 0}, {"error_code": "0"}]
)
def test_a_code_beside_success_is_no_error(fine: dict[str, Any]) -> None:
    assert opened({ROOT: fine}, METHOD) == fine
