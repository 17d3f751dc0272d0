"""What an answer of the token server without a token means."""

from typing import Any

import pytest

from connectors.jd.client import _not_renewed
from schemas.errors import AuthError, PlatformError, RateLimited, Unavailable


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"error_response": {"code": "66"}}, Unavailable),
        ({"code": 1}, Unavailable),
        ({"code": "2"}, RateLimited),
        ({"code": "19"}, AuthError),
        ({"code": "4"}, AuthError),
        ({}, AuthError),
        ([], AuthError),
        ({"error_response": "x"}, AuthError),
    ],
)
def test_a_busy_token_server_pauses_nobody(answer: Any, kind: type[PlatformError]) -> None:
    assert type(_not_renewed(answer, "refresh_token")) is kind
