"""Errors of platforms, by what to do next. Connectors raise them; tasks decide by them."""

from datetime import datetime


class PlatformError(Exception):
    """A platform did not do what was asked.

    Args:
        why: one sentence for the operator, what to do; no payload, no secret.
        platform: the connector's name.
        call: the platform's name of the call.
        code: the platform's own code, if it gave one.
        request_id: the platform's id of the answer, if it gave one.
    """

    def __init__(
        self, why: str, platform: str = "", call: str = "", code: str | None = None, request_id: str | None = None
    ) -> None:
        super().__init__(why, platform, call, code, request_id)
        self.why, self.platform, self.call, self.code, self.request_id = why, platform, call, code, request_id

    def __str__(self) -> str:
        seen = ", ".join(part for part in (self.platform, self.call, self.code and f"code {self.code}") if part)
        return f"{self.why} ({seen})" if seen else self.why


class Retryable(PlatformError):
    """The same call may pass later."""


class RateLimited(Retryable):
    """We asked too fast. `not_before`: the aware instant from which we may ask again, if the platform told one."""

    def __init__(
        self,
        why: str,
        platform: str = "",
        call: str = "",
        code: str | None = None,
        request_id: str | None = None,
        not_before: datetime | None = None,
    ) -> None:
        super().__init__(why, platform, call, code, request_id)
        self.args = (why, platform, call, code, request_id, not_before)
        self.not_before = not_before


class Unavailable(Retryable):
    """The platform, or the way to it, is down for now."""


class AuthError(PlatformError):
    """We are not let in: the account is paused until somebody renews its access."""


class NotPermitted(PlatformError):
    """This call is not ours to make: its stream is switched off, the account's others go on."""


class NeedsPhoneTail(PlatformError):
    """The courier wants the last four digits of a phone; never an anomaly."""


class ContractError(PlatformError):
    """Not shaped as we know it: an answer, a row or a code that no table knows."""


class Rejected(PlatformError):
    """Refused for good."""
