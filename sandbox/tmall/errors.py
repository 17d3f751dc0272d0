"""The gateway's refusals: code, message and sub-code as its table of errors has them."""

from dataclasses import dataclass

Envelope = dict[str, object]


@dataclass(frozen=True)
class Refusal(Exception):
    """The gateway answers with `error_response`."""

    code: int
    msg: str
    sub_code: str | None = None
    sub_msg: str | None = None

    def envelope(self, request_id: str) -> Envelope:
        """The JSON answer; absent parts are left out."""
        parts = {"code": self.code, "msg": self.msg, "sub_code": self.sub_code, "sub_msg": self.sub_msg}
        shown: Envelope = {name: part for name, part in parts.items() if part is not None}
        return {"error_response": {**shown, "request_id": request_id}}


def missing_argument(name: str) -> Refusal:
    """A required argument is missing or empty."""
    return Refusal(40, f"Missing Required Arguments:{name}", f"isv.missing-parameter:{name}")


def invalid_argument(name: str, why: str) -> Refusal:
    """An argument's value can't be taken."""
    return Refusal(41, f"Invalid Arguments:{name}", f"isv.invalid-parameter:{name}", why)


NO_METHOD = Refusal(21, "Missing Method")
UNKNOWN_METHOD = Refusal(22, "Invalid Method", "isv.invalid-method", "不存在的方法名")
NO_APP_KEY = Refusal(28, "Missing App Key")
UNKNOWN_APP_KEY = Refusal(29, "Invalid app Key", "isv.appkey-not-exists")
NO_SIGNATURE = Refusal(24, "Missing Signature")
NO_TIMESTAMP = Refusal(30, "Missing Timestamp")
BAD_TIMESTAMP = Refusal(31, "Invalid Timestamp", "isv.invalid-timestamp", "非法的时间戳参数")
NO_VERSION = Refusal(32, "Missing Version")
BAD_VERSION = Refusal(33, "Invalid Version")
ONLY_JSON = Refusal(23, "Invalid Format", None, "this stand-in answers in JSON only: send format=json")
BAD_SIGNATURE = Refusal(25, "Invalid Signature")
NO_SESSION = Refusal(26, "Missing Session")
DEAD_SESSION = Refusal(27, "Invalid session", "invalid-sessionkey", "SessionKey非法")
FOREIGN_SESSION = Refusal(
    27, "Invalid session", "sessionkey-not-generated-by-server", "RealSession don&apos;t belong app and user !"
)
NOT_GRANTED = Refusal(11, "Insufficient ISV Permissions", "isv.permission-api-package-empty", "应用没有该接口的权限")
NO_TRADE = Refusal(15, "Remote service error", "isv.trade-not-exist", "交易不存在")
NO_REFUND = Refusal(15, "Remote service error", "isv.refund-not-exist", "退款不存在")
BUSY = Refusal(15, "Remote service error", "isp.remote-service-timeout", "服务调用超时，请稍后重试")
TOO_FAST = Refusal(7, "App Call Limited", "accesscontrol.limited-by-api-access-count")


def banned(seconds: int) -> Refusal:
    """Too fast, and told for how long: the daily quota's sub-code for long bans."""
    sub_code = "limited-by-app-access-count" if seconds > 600 else "limited-by-api-access-count"
    return Refusal(7, "App Call Limited", f"accesscontrol.{sub_code}", f"This ban will last for {seconds} more seconds")
