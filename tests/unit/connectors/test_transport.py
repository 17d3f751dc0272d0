import time
from datetime import UTC, datetime

import pytest

from connectors.transport import Transport
from schemas.errors import ContractError, PlatformError, RateLimited, Unavailable
from tests.unit.connectors.stub import Answer, served

SECRET = {"secret": "s3cr3t-word"}


def post(url: str, timeout_s: float = 5, left_s: float = float("inf")) -> bytes:
    return Transport(platform="acme", timeout_s=timeout_s).post(url, SECRET, call="orders", left_s=left_s)


def test_a_form_goes_out_in_utf_8_over_one_kept_connection() -> None:
    with served(lambda _: Answer(b"{}")) as stub:
        transport = Transport(platform="acme", timeout_s=5)
        for _ in range(3):
            assert transport.post(stub.url, {"name": "李 & 明"}, call="orders") == b"{}"
        assert stub.asked == [{"name": "李 & 明"}] * 3
        assert stub.connections == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [(500, Unavailable), (502, Unavailable), (503, Unavailable), (408, Unavailable), (429, RateLimited),
     (301, ContractError), (403, ContractError), (404, ContractError)],
)  # fmt: skip
def test_other_statuses_than_200_are_errors(status: int, kind: type[PlatformError]) -> None:
    with served(lambda _: Answer(b"<html>", status, {"Location": "http://127.0.0.1:1/"})) as stub:
        with pytest.raises(kind) as caught:
            post(stub.url)
        assert caught.value.code == f"HTTP {status}"
        assert len(stub.asked) == 1


def test_a_told_pause_of_http_is_kept() -> None:
    with served(lambda _: Answer(b"", 429, {"Retry-After": "120"})) as stub:
        with pytest.raises(RateLimited) as caught:
            post(stub.url)
        assert caught.value.not_before is not None
        assert 110 < (caught.value.not_before - datetime.now(UTC)).total_seconds() <= 120


def test_a_closed_connection_and_a_cut_answer_are_unavailable() -> None:
    with served(lambda _: None) as stub, pytest.raises(Unavailable):
        post(stub.url)
    cut = Answer(b'{"tid', headers={"Content-Length": "500", "Connection": "close"})
    with served(lambda _: cut) as stub, pytest.raises(Unavailable):
        post(stub.url, timeout_s=1)


def test_nobody_at_the_address_is_unavailable() -> None:
    with pytest.raises(Unavailable) as caught:
        post("http://127.0.0.1:9/gate")
    assert "ConnectionError" in str(caught.value)


def test_an_answer_that_does_not_come_ends_with_the_limit() -> None:
    def slow(_: dict[str, str]) -> Answer:
        time.sleep(1)
        return Answer(b"{}")

    with served(slow) as stub:
        began = time.monotonic()
        with pytest.raises(Unavailable):
            post(stub.url, timeout_s=30, left_s=0.2)
        assert time.monotonic() - began < 0.9


def test_errors_hold_no_secret_and_no_request() -> None:
    with pytest.raises(Unavailable) as caught:
        post("http://127.0.0.1:9/gate")
    error: BaseException | None = caught.value
    assert "s3cr3t" not in repr(error) + str(error)
    assert error.__cause__ is None
    assert error.__suppress_context__


def test_proxies_of_the_environment_are_not_used_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    with served(lambda _: Answer(b"{}")) as stub:
        assert post(stub.url) == b"{}"
