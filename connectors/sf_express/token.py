"""Access tokens, for applications that are bound to them instead of a digest."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from connectors.access import Access
from connectors.parse import parse
from connectors.sf_express import codes
from connectors.tokens import Keeper, Renewed
from connectors.transport import Transport
from schemas.errors import ContractError, PlatformError

PLATFORM = "sf_express"
CALL = "accessToken"
SERVICE_PATH, TOKEN_PATH = "/std/service", "/oauth2/accessToken"
GATEWAY_WITHOUT_TOKENS, TOKEN_HOST = "bspgw.sf-express.com", "sfapi.sf-express.com"
EARLY = timedelta(seconds=30)
"""A token is renewed so long before it ends."""


def keeper(access: Access, transport: Transport) -> Keeper:
    """Return what keeps the customer's token."""
    return Keeper(access.tokens, early=EARLY, renew=lambda _: _asked(access, transport))


def _asked(access: Access, transport: Transport) -> Renewed:
    form = {"partnerID": access.keys["partner_id"], "secret": access.keys["check_word"], "grantType": "password"}
    answer = parse(transport.post(token_url(access.base_url), form, call=CALL), platform=PLATFORM, call=CALL)
    token, lasts_s = _token_of(answer)
    return Renewed(token=token, answer=answer, ends_at=datetime.now(UTC) + timedelta(seconds=lasts_s))


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
