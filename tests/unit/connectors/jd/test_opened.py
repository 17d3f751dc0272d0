"""What stands under the root of JD's answers."""

import pytest

from connectors.jos import opened
from schemas.errors import PlatformError


@pytest.mark.parametrize("code", ["0", 0, "", None])
def test_no_code_is_no_error(code: object) -> None:
    body = {"code": code, "result": []}
    assert opened({"some_responce": body}, "some.method", "jd") == body


def test_another_code_is_an_error() -> None:
    with pytest.raises(PlatformError):
        opened({"some_responce": {"code": "67"}}, "some.method", "jd")
