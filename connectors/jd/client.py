"""Calls of one shop: signed and opened by JOS, results checked, the token renewed in its last day."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from connectors.access import Access
from connectors.jos import CODE, TO_DO, Body, Jos, check
from connectors.parse import parse
from connectors.tokens import Answer, Keeper, Renewed
from connectors.transport import Transport
from connectors.values import read_moment
from schemas.errors import AuthError, ContractError, PlatformError, Retryable
from schemas.page import Raw

PLATFORM = "jd"
TOKEN_URL = "https://open-oauth.jd.com/oauth2/refresh_token"
EARLY = timedelta(hours=24)
"""JD renews a token within its last day, not after it has ended, and a limited number of times a month."""

SHOP = "jingdong.vender.shop.query"
PERSON = "shouhou"
"""After-sale methods want to know who acts; any text that is not empty serves."""


class Client:
    """Calls of one shop. Its secrets stay inside."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._transport = Transport(platform=PLATFORM, timeout_s=access.timeout_s)
        renew = self._renewed if access.keys.get("refresh_token") else None
        given, ends_at = access.keys["access_token"], access.keys.get("token_expires_at")
        token = Keeper(
            access.tokens,
            early=EARLY,
            renew=renew,
            given=given,
            given_ends_at=read_moment(ends_at) if ends_at else None,
        )
        self._jos = Jos(access, self._transport, token, platform=PLATFORM, url=access.base_url)
        self._vender_id: str | None = None

    def call(self, method: str, params: Mapping[str, object], result: str) -> Body:
        """
        Return one method's result object.

        Args:
            method: such as `jingdong.pop.order.enSearch`.
            params: its own parameters.
            result: under which name the result stands.

        Raises:
            PlatformError: by the gateway's code, or because the result says failure.
        """
        found = self._jos.call(method, params).get(result)
        if found == "":  # the gateway's word for an object that holds nothing
            return {}
        if not isinstance(found, dict):
            raise ContractError(TO_DO[ContractError], PLATFORM, method)
        says = found["apiResult"] if isinstance(found.get("apiResult"), dict) else found
        if "success" in says:
            check(says, method, PLATFORM)
        return found

    def acting(self, method: str, params: Mapping[str, object], result: str) -> Body:
        """Call a method that wants to know for which shop and who acts."""
        who = {"buId": self.shop(), "operatePin": PERSON, "operateNick": PERSON}
        return self.call(method, {**who, **params}, result)

    def shop(self) -> str:
        """Return the shop's vender id; the platform is asked once."""
        if self._vender_id is None:
            found = self.call(SHOP, {}, "shop_jos_result").get("vender_id")
            if not found:
                raise ContractError(TO_DO[ContractError], PLATFORM, SHOP)
            self._vender_id = str(found)
        return self._vender_id

    def _renewed(self, stored: Answer | None) -> Renewed:
        keys = self._access.keys
        query = {
            "app_key": keys["app_key"],
            "app_secret": keys["app_secret"],
            "grant_type": "refresh_token",
            "refresh_token": str((stored or {}).get("refresh_token") or keys["refresh_token"]),
        }
        call = "refresh_token"
        body = self._transport.get(keys.get("token_url", TOKEN_URL), query, call=call)
        answer = parse(body, platform=PLATFORM, call=call)
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not token:
            raise _not_renewed(answer, call)
        return Renewed(token=token, answer=answer, ends_at=_ends_at(answer))


def _not_renewed(answer: object, call: str) -> PlatformError:
    """Return what an answer without a token means: the same refresh may pass later, or somebody must authorise again."""
    told = answer.get("error_response", answer) if isinstance(answer, dict) else {}
    code = str(told.get("code"))[:20] if isinstance(told, dict) else None
    kind = CODE.get(code or "", AuthError)
    if not issubclass(kind, Retryable):
        kind = AuthError
    return kind(TO_DO[kind], PLATFORM, call, code)


def _ends_at(answer: Raw) -> datetime | None:
    lasts_s = str(answer.get("expires_in", ""))
    if not lasts_s.isdecimal() or len(lasts_s) > 9:
        return None
    given = str(answer.get("time", ""))
    since = datetime.fromtimestamp(int(given) / 1000, UTC) if given.isdecimal() and len(given) == 13 else None
    return (since or datetime.now(UTC)) + timedelta(seconds=int(lasts_s))
