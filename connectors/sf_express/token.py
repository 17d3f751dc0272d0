"""Access tokens, for applications that are bound to them instead of a digest."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from connectors.access import Access
from connectors.parse import parse
from connectors.sf_express import codes
from connectors.tokens import Renewed, current_token
from connectors.transport import Transport
from schemas.errors import ContractError, PlatformError

PLATFORM = "sf_express"
CALL = "accessToken"
SERVICE_PATH, TOKEN_PATH = "/std/service", "/oauth2/accessToken"
GATEWAY_WITHOUT_TOKENS, TOKEN_HOST = "bspgw.sf-express.com", "sfapi.sf-express.com"
EARLY = timedelta(seconds=30)
"""A token is renewed so long before it ends."""


class Tokens:
    """The token in force, kept in the account's store for every process that calls for it."""

    def __init__(self, access: Access, transport: Transport) -> None:
        self._access = access
        self._transport = transport
        self._given: str | None = None
        self._refused: str | None = None

    def current(self, left_s: float) -> str:
        """
        Return a token that lasts; asks for one if need be.

        Raises:
            PlatformError: the platform gives none.
        """
        self._given = current_token(self._access.tokens, good=self._good, renew=lambda _: self._asked(left_s))
        return self._given

    def forget(self) -> None:
        """Note that the token given last is not taken any more; one that somebody else got meanwhile still is."""
        self._refused = self._given

    def _good(self, answer: dict[str, object]) -> str | None:
        token, ends_at = answer.get("accessToken"), answer.get("ends_at")
        if not isinstance(token, str) or not isinstance(ends_at, str) or token == self._refused:
            return None
        return token if datetime.fromisoformat(ends_at) - EARLY > datetime.now(UTC) else None

    def _asked(self, left_s: float) -> Renewed:
        keys = self._access.keys
        form = {"partnerID": keys["partner_id"], "secret": keys["check_word"], "grantType": "password"}
        url = token_url(self._access.base_url)
        answer = parse(self._transport.post(url, form, call=CALL, left_s=left_s), platform=PLATFORM, call=CALL)
        token, lasts_s = _token_of(answer)
        ends_at = datetime.now(UTC) + timedelta(seconds=lasts_s)
        return Renewed(token=token, answer={**answer, "ends_at": ends_at.isoformat()}, ends_at=ends_at)


def token_url(base_url: str) -> str:
    """Return where tokens are given for a gateway: beside it, save for the one host that gives none."""
    parts = urlsplit(base_url)
    host = TOKEN_HOST if parts.netloc == GATEWAY_WITHOUT_TOKENS else parts.netloc
    return urlunsplit((parts.scheme, host, parts.path.removesuffix(SERVICE_PATH) + TOKEN_PATH, "", ""))


def refused(code: str, call: str, request_id: str | None) -> PlatformError:
    """Return the error that a code means."""
    kind = codes.API_CODE.get(code) or codes.ERROR_CODE.get(code) or ContractError
    told = code if len(code) <= 20 else None
    return kind(codes.TO_DO_BY_CODE.get(code, codes.TO_DO[kind]), PLATFORM, call, told, request_id)


def _token_of(answer: object) -> tuple[str, int]:
    if not isinstance(answer, dict):
        raise ContractError(codes.TO_DO[ContractError], PLATFORM, CALL)
    if (code := str(answer.get("apiResultCode"))) != "A1000":
        raise refused(code, CALL, None)
    token, lasts_s = answer.get("accessToken"), str(answer.get("expiresIn"))
    if not isinstance(token, str) or not token or not lasts_s.isdecimal() or len(lasts_s) > 9:
        raise ContractError(codes.TO_DO[ContractError], PLATFORM, CALL)
    return token, int(lasts_s)
