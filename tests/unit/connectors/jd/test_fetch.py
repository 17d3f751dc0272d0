"""What JD's gateways may do differently: older fields, other times, a token that ends, streams that are closed."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.jd import Jd
from connectors.tokens import MemoryTokens
from schemas.errors import AuthError, ContractError, NotPermitted
from schemas.window import Window
from schemas.words import Entity
from tests.unit.connectors.opened import access
from tests.unit.connectors.stub import Answer, served

KEYS = {"app_key": "K", "app_secret": "s3cr3t-word", "access_token": "T0"}
WINDOW = Window(start=datetime(2026, 3, 8, tzinfo=UTC), end=datetime(2026, 3, 8, 1, tzinfo=UTC))
EMPTY = {
    "jingdong.pop.order.enSearch": {
        "searchorderinfo_result": {"apiResult": {"success": "true"}, "orderTotal": "0", "orderInfoList": ""}
    },
    "jingdong.pop.order.notPayOrderInfo": {"paginatedInfo": {"totalItem": 0, "pageList": []}},
    "jingdong.vender.shop.query": {"shop_jos_result": {"vender_id": 10001234}},
    "jingdong.asc.sync.list": {"pageResult": {"success": True, "totalCount": 0}},
    "jingdong.pop.afs.soa.refundapply.queryPageList": {
        "queryResult": {"success": True, "totalCount": 0, "result": None}
    },
}
Form = dict[str, str]


def said(value: Any) -> Answer:
    return Answer(json.dumps(value).encode())


def refusal(code: str) -> Answer:
    return said({"error_response": {"code": code, "zh_desc": "x", "en_desc": "x"}})


def gateway(refuse: Callable[[Form], str | None] = lambda _: None) -> Callable[[Form], Answer]:
    def behave(form: Form) -> Answer:
        code = refuse(form)
        method = form["method"]
        return refusal(code) if code else said({f"{method.replace('.', '_')}_responce": {"code": "0", **EMPTY[method]}})

    return behave


def params(form: Form) -> dict[str, Any]:
    return dict(json.loads(form["360buy_param_json"]))


def shop(url: str, **keys: str) -> Jd:
    return Jd(access(url, KEYS | keys))


def fetch(url: str, entity: Entity) -> Jd:
    opened = shop(url)
    assert list(opened.fetch(entity, WINDOW)) == []
    return opened


def test_a_gateway_that_knows_no_newer_fields_is_asked_without_them_from_then_on() -> None:
    def too_new(form: Form) -> str | None:
        return "68" if "actualPay" in params(form).get("optional_fields", "") else None

    with served(gateway(too_new)) as stub:
        opened = fetch(stub.url, Entity.ORDERS)
        list(opened.fetch(Entity.ORDERS, WINDOW))
        fields = [params(form)["optional_fields"] for form in stub.asked if form["method"].endswith("enSearch")]
    assert ["actualPay" in each for each in fields] == [True, False, False]
    assert all("partialLogisticsInfoModel" in each for each in fields)


def test_a_gateway_that_takes_no_fields_at_all_is_told_of() -> None:
    with (
        served(gateway(lambda form: "68" if "optional_fields" in params(form) else None)) as stub,
        pytest.raises(ContractError),
    ):
        list(shop(stub.url).fetch(Entity.ORDERS, WINDOW))


@pytest.mark.parametrize("code", ["60", "61"])
def test_where_the_time_of_change_is_refused_applications_are_listed_by_two_other_times(code: str) -> None:
    with served(gateway(lambda form: code if "modifiedStart" in params(form) else None)) as stub:
        opened = fetch(stub.url, Entity.AFTER_SALES)
        list(opened.fetch(Entity.AFTER_SALES, WINDOW))
        asked = [params(form) for form in stub.asked if "refundapply" in form["method"]]
    times = [next(name for name in each if name.endswith("Start")) for each in asked]
    both = ["applyTimeStart", "checkTimeStart"]
    assert times == ["modifiedStart", "modifiedStart", *both, *both]
    assert asked[2]["applyTimeStart"] == "2026-03-08 08:00:00", "China time"
    assert all(each.get("showSku") for each in asked[2:]), "the articles were not to blame"


def test_where_the_articles_are_refused_applications_come_without_them_by_time_of_change() -> None:
    with served(gateway(lambda form: "61" if "showSku" in params(form) else None)) as stub:
        opened = fetch(stub.url, Entity.AFTER_SALES)
        list(opened.fetch(Entity.AFTER_SALES, WINDOW))
        asked = [params(form) for form in stub.asked if "refundapply" in form["method"]]
    assert all("modifiedStart" in each for each in asked)
    assert ["showSku" in each for each in asked] == [True, False, False]


def test_an_application_by_its_number_that_may_not_be_asked_for_is_told_of_once() -> None:
    with served(gateway(lambda form: "24" if "queryById" in form["method"] else None)) as stub:
        opened = shop(stub.url)
        assert [*opened.fetch_one(Entity.AFTER_SALES, "RA1"), *opened.fetch_one(Entity.AFTER_SALES, "RA2")] == []
        assert len(stub.asked) == 1
    assert list(opened.refused()) == ["jingdong.pop.afs.soa.refundapply.queryById"]


@pytest.mark.parametrize("code", ["24", "15", "28"])
def test_a_stream_that_may_not_be_read_is_left_out_with_a_word_and_orders_are_not(code: str) -> None:
    with served(gateway(lambda form: code if "notPay" in form["method"] or "asc." in form["method"] else None)) as stub:
        opened = fetch(stub.url, Entity.ORDERS)
        list(opened.fetch(Entity.AFTER_SALES, WINDOW))
        assert set(opened.refused()) == {"unpaid", "services"}
        assert "open platform" in opened.refused()["unpaid"]
        before = len(stub.asked)
        list(opened.fetch(Entity.ORDERS, WINDOW))
        assert len(stub.asked) == before + 1, "it is not asked for again"
    with (
        served(gateway(lambda form: code if "enSearch" in form["method"] else None)) as stub,
        pytest.raises(NotPermitted),
    ):
        list(shop(stub.url).fetch(Entity.ORDERS, WINDOW))


def test_the_shops_number_is_asked_for_once() -> None:
    with served(gateway()) as stub:
        opened = fetch(stub.url, Entity.AFTER_SALES)
        list(opened.fetch(Entity.AFTER_SALES, WINDOW))
        assert [form["method"] for form in stub.asked].count("jingdong.vender.shop.query") == 1
        assert params(stub.asked[1])["buId"] == "10001234"


class Renewing:
    """A gateway that takes the newest token only, and gives new ones."""

    def __init__(self) -> None:
        self.tokens = ["T0"]
        self.refreshed: list[str] = []

    def behave(self, form: Form) -> Answer:
        if form.get("grant_type"):
            self.refreshed.append(form["refresh_token"])
            self.tokens.append(f"T{len(self.tokens)}")
            answer = {
                "code": 0,
                "access_token": self.tokens[-1],
                "refresh_token": f"R{len(self.tokens)}",
                "expires_in": 31_535_999,
            }
            return said(answer | {"time": int(datetime.now(UTC).timestamp() * 1000)})
        return gateway(lambda call: None if call["access_token"] == self.tokens[-1] else "19")(form)


def test_a_token_that_has_ended_is_renewed_once_and_the_whole_answer_kept() -> None:
    platform, store = Renewing(), MemoryTokens()
    with served(platform.behave) as stub:

        def opened() -> Jd:
            return Jd(access(stub.url, KEYS | {"refresh_token": "R0", "token_url": stub.url}, tokens=store))

        opened().ping()
        assert platform.refreshed == []
        platform.tokens.append("elsewhere")  # the configured one has ended
        opened().ping()
        opened().ping()
        platform.tokens.append("elsewhere again")
        opened().ping()
    assert platform.refreshed == ["R0", "R3"], "by the newest refresh token, once each"


def test_a_token_in_its_last_day_is_renewed_before_it_ends() -> None:
    platform, store = Renewing(), MemoryTokens()
    with served(platform.behave) as stub:
        keys = KEYS | {"refresh_token": "R0", "token_url": stub.url}
        platform.tokens.append("elsewhere")
        Jd(access(stub.url, keys, tokens=store)).ping()
        kept = store.read() or {}
        store.write(kept | {"ends_at": (datetime.now(UTC) + timedelta(hours=23)).isoformat()}, expires_at=None)
        Jd(access(stub.url, keys, tokens=store)).ping()
        assert len(platform.refreshed) == 2
        store.write(
            kept | {"token": platform.tokens[-1], "ends_at": (datetime.now(UTC) + timedelta(hours=25)).isoformat()},
            expires_at=None,
        )
        Jd(access(stub.url, keys, tokens=store)).ping()
        assert len(platform.refreshed) == 2, "no earlier than in its last day"


@pytest.mark.parametrize(("left", "refreshed"), [(timedelta(hours=23), 1), (timedelta(hours=25), 0)])
def test_a_configured_token_whose_end_is_told_is_renewed_in_its_last_day(left: timedelta, refreshed: int) -> None:
    platform = Renewing()
    with served(platform.behave) as stub:
        more = {
            "refresh_token": "R0",
            "token_url": stub.url,
            "token_expires_at": (datetime.now(UTC) + left).isoformat(),
        }
        shop(stub.url, **more).ping()
    assert len(platform.refreshed) == refreshed


def test_without_a_refresh_token_an_ended_token_is_for_people_to_renew() -> None:
    with served(gateway(lambda _: "19")) as stub, pytest.raises(AuthError, match="access_token"):
        shop(stub.url).ping()
