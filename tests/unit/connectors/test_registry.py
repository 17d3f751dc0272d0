from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr

from connectors import registry
from schemas.account import Side

TMALL: dict[str, Any] = {"app_key": "2370", "app_secret": SecretStr("s3cr3t"), "session": SecretStr("sess10n")}
SF: dict[str, Any] = {"partner_id": "JCJD1", "check_word": SecretStr("w0rd")}


def account(platform: str = "tmall", keys: Mapping[str, Any] = TMALL, base_url: str | None = None) -> Any:
    return SimpleNamespace(name="shop-a", platform=platform, base_url=base_url, since=None, keys=dict(keys))


def test_complete_accounts_have_no_faults() -> None:
    assert registry.faults(account()) == []
    assert registry.faults(account("sf_express", SF, "http://127.0.0.1:8080/sf/std/service")) == []
    more = TMALL | {"sign_method": "hmac-sha256", "session_expires_at": "2027-01-01", "calls_per_second": 2.5}
    assert registry.faults(account(keys=more)) == []


def test_all_faults_come_at_once() -> None:
    keys = {
        "app_secret": "in clear",
        "sign_method": "sha1",
        "colour": "red",
        "calls_per_second": 0,
        "session_expires_at": "soon",
    }
    assert registry.faults(account(keys=keys, base_url="gw.example")) == [
        "base_url: must be the whole gateway URL, such as https://gateway.example/path",
        "calls_per_second: must be a number above 0",
        "app_key: is missing",
        "app_secret: is a secret and stands in the file; give it as { env = … } or { file = … }",
        "session: is missing; give it as { env = … } or { file = … }",
        "session_expires_at: must be a date or an ISO 8601 time, such as 2026-11-01",
        "sign_method: must be one of md5, hmac, hmac-sha256",
        "colour: is not a key of tmall; its keys are app_key, app_secret, calls_per_second, session, session_expires_at, sign_method",
    ]


@pytest.mark.parametrize("rate", ["fast", -1, "nan", "inf", ""])
def test_a_rate_is_a_number_above_zero(rate: object) -> None:
    assert registry.faults(account(keys=TMALL | {"calls_per_second": rate})) == [
        "calls_per_second: must be a number above 0"
    ]


def test_an_unknown_digest_and_a_bad_tail_are_faults() -> None:
    assert registry.faults(account("sf_express", SF | {"digest": "md5", "phone_tail": "12a4"})) == [
        "digest: must be one of standard_md5, simple_md5, sm3, token",
        "phone_tail: must be the last four digits of the phone",
    ]


def test_an_unknown_platform_is_named_with_the_known_ones() -> None:
    assert registry.faults(account("taobao")) == [
        "platform: taobao is not known; known are douyin, jd, jd_logistics, kuaidi100, sf_express, tmall"
    ]


@pytest.mark.parametrize("key", ["app_secret", "session"])
def test_no_fault_repeats_a_secret(key: str) -> None:
    found = registry.faults(account(keys=TMALL | {key: "cl3ar-text"}))
    assert len(found) == 1
    assert "cl3ar" not in found[0]


def test_an_account_with_faults_is_not_opened() -> None:
    with pytest.raises(ValueError, match=r"account shop-a: app_key: is missing"):
        registry.open(account(keys={name: TMALL[name] for name in ("app_secret", "session")}))


def test_sides_secrets_and_expiry() -> None:
    assert registry.side("tmall") is Side.SHOP
    assert registry.side("sf_express") is Side.COURIER
    assert registry.secret_keys("tmall") == {"app_secret", "session"}
    assert registry.secret_keys("sf_express") == {"check_word"}
    assert registry.auth_expires_at(account()) is None
    until = registry.auth_expires_at(account(keys=TMALL | {"session_expires_at": "2027-01-01"}))
    assert until is not None
    assert until.isoformat() == "2027-01-01T00:00:00+08:00"
    assert registry.auth_expires_at(account("sf_express", SF)) is None


def test_a_grant_that_is_renewed_without_hands_is_not_warned_about() -> None:
    jd = {"app_key": "K", "app_secret": "s", "access_token": "t", "token_expires_at": "2027-01-01"}
    assert registry.auth_expires_at(account("jd", jd)) is not None
    assert registry.auth_expires_at(account("jd", jd | {"refresh_token": "r"})) is None
