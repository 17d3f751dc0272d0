"""The merchant's token: as configured, renewed where a refresh token is given. Each door has a way of its own."""

import hashlib
from datetime import UTC, datetime, timedelta

from connectors.access import Access
from connectors.jd_logistics.endpoints import JOS, LOP
from connectors.jos import TO_DO
from connectors.parse import parse
from connectors.tokens import Answer, Keeper, Renewed
from connectors.transport import Transport
from connectors.values import CHINA, SHANGHAI, as_instant, read_moment
from schemas.errors import AuthError

PLATFORM = "jd_logistics"
CALL = "refresh"
EARLY = timedelta(hours=24)
TOKEN_URL = {LOP: "https://oauth.jdl.com/oauth/refresh", JOS: "https://open-oauth.jd.com/oauth2/refresh_token"}


def keeper(access: Access, transport: Transport) -> Keeper:
    """Return what keeps the account's token."""
    given, refresh = access.keys["access_token"], access.keys.get("refresh_token")
    if not refresh:
        return Keeper(access.tokens, early=EARLY, renew=None, given=given)
    door = access.keys.get("door", LOP)
    ask = _by_jos if door == JOS else _by_lop

    def renewed(stored: Answer | None) -> Renewed:
        known = stored or {}
        last = str(known.get("refreshToken") or known.get("refresh_token") or refresh)
        url = access.keys.get("token_url", TOKEN_URL[door])
        body = transport.get(url, ask(access, last), call=CALL)
        answer = parse(body, platform=PLATFORM, call=CALL)
        found = answer if isinstance(answer, dict) else {}
        token = found.get("accessToken") or found.get("access_token")
        if not isinstance(token, str):
            raise AuthError(TO_DO[AuthError], PLATFORM, CALL, str(found.get("code"))[:20])
        return Renewed(token=token, answer=found, ends_at=_ends_at(found))

    ends_at = access.keys.get("token_expires_at")
    return Keeper(
        access.tokens, early=EARLY, renew=renewed, given=given, given_ends_at=read_moment(ends_at) if ends_at else None
    )


def refresh_sign(app_key: str, secret: str, refresh_token: str, timestamp: str) -> str:
    """Return the signature of a refresh through the logistics platform, in lower-case hexadecimal."""
    text = f"{secret}app_key{app_key}refresh_token{refresh_token}timestamp{timestamp}{secret}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _by_lop(access: Access, refresh_token: str) -> dict[str, str]:
    key, secret = access.keys["app_key"], access.keys["app_secret"]
    timestamp = f"{datetime.now(CHINA):%Y-%m-%d %H:%M:%S}"
    proof = refresh_sign(key, secret, refresh_token, timestamp)
    return {"app_key": key, "refresh_token": refresh_token, "timestamp": timestamp, "sign": proof}


def _by_jos(access: Access, refresh_token: str) -> dict[str, str]:
    return {
        "app_key": access.keys["app_key"],
        "app_secret": access.keys["app_secret"],
        "grant_type": "refresh_token",
        "refresh_token": refresh_token,
    }


def _ends_at(answer: Answer) -> datetime | None:
    text, lasts_s = str(answer.get("accessExpire", "")), str(answer.get("expires_in", ""))
    if lasts_s.isdecimal() and len(lasts_s) <= 9:
        return datetime.now(UTC) + timedelta(seconds=int(lasts_s))
    try:
        return datetime.fromisoformat(as_instant(text, SHANGHAI))
    except ValueError:
        return None
