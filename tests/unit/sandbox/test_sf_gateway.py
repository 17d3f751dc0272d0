"""The courier's door: what it refuses, in which order, and whose parcels it shows."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from sandbox.call import Call
from sandbox.service import Sandbox
from sandbox.world.facts import Parcel
from tests.unit.sandbox.callers import a_sandbox, routes, sf_ask, sf_params

NUMBERS = {"trackingType": 1, "trackingNumber": ["SF1031234567890"]}


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return a_sandbox()


def _parcel(sandbox: Sandbox, fits: Callable[[Parcel], bool]) -> Parcel:
    return next(parcel for parcel in sandbox.world.parcels.values() if parcel.scans and fits(parcel))


def test_faults_are_told_in_the_platforms_order(sandbox: Sandbox) -> None:
    unlinked, wrong = {"serviceCode": "EXP_RECE_CREATE_ORDER"}, {"msgDigest": "wrong"}
    assert sf_ask(sandbox, sf_params(sandbox, NUMBERS), "application/json")["apiResultCode"] == "A1001"
    assert sf_ask(sandbox, sf_params(sandbox, NUMBERS, requestID="", **unlinked))["apiResultCode"] == "A1001"
    assert sf_ask(sandbox, sf_params(sandbox, NUMBERS, msgDigest="", accessToken=""))["apiResultCode"] == "A1001"
    assert sf_ask(sandbox, sf_params(sandbox, NUMBERS, **unlinked, **wrong))["apiResultCode"] == "A1004"
    assert sf_ask(sandbox, sf_params(sandbox, NUMBERS, partnerID="nobody", **wrong))["apiResultCode"] == "A1004"
    sandbox.script("EXP_RECE_SEARCH_ROUTES", ["rate_limit"])
    assert sf_ask(sandbox, sf_params(sandbox, "no json", **wrong))["apiResultCode"] == "A1006"
    assert sf_ask(sandbox, sf_params(sandbox, "no json"))["apiResultCode"] == "A1005"
    answer = sf_ask(sandbox, sf_params(sandbox, "no json"))
    assert answer["apiResultCode"] == "A1000"
    assert json.loads(answer["apiResultData"])["errorCode"] == "S0001"


@pytest.mark.parametrize("kind", ["simple_md5", "sm3"])
def test_an_application_is_bound_to_one_digest(kind: str) -> None:
    sandbox = a_sandbox(orders=3)
    sandbox.bind_digest(kind)
    assert sf_ask(sandbox, sf_params(sandbox, NUMBERS))["apiResultCode"] == "A1006"
    assert sf_ask(sandbox, sf_params(sandbox, NUMBERS, kind=kind))["apiResultCode"] == "A1000"


def test_a_token_stays_the_same_until_it_ends() -> None:
    sandbox = a_sandbox(orders=3)
    sandbox.bind_digest("token")
    access = sandbox.access("sf-main")
    asked = {"partnerID": access["partner_id"], "secret": access["check_word"], "grantType": "password"}

    def token(form: dict[str, str]) -> dict[str, object]:
        return dict(json.loads(sandbox._handle(Call("/sf_express/oauth2/accessToken", form=form)).body))

    first, second = token(asked), token(asked)
    assert first["accessToken"] == second["accessToken"]
    good = sf_params(sandbox, NUMBERS, msgDigest="", accessToken=str(first["accessToken"]))
    assert sf_ask(sandbox, good)["apiResultCode"] == "A1000"
    sandbox.script("EXP_RECE_SEARCH_ROUTES", ["expired_session"])
    assert sf_ask(sandbox, good)["apiResultCode"] == "A1011"
    assert sf_ask(sandbox, good)["apiResultCode"] == "A1011"
    assert token(asked)["accessToken"] != first["accessToken"]
    assert token({**asked, "secret": "no"})["apiResultCode"] == "A1011"
    assert sf_ask(sandbox, sf_params(sandbox, NUMBERS))["apiResultCode"] == "A1006"


@pytest.mark.parametrize(
    ("msg", "code"),
    [
        ({"trackingType": 1, "trackingNumber": []}, "8013"),
        ({"trackingType": 1, "trackingNumber": [f"SF{n:013d}" for n in range(10)]}, "S0000"),
        ({"trackingType": "1", "trackingNumber": [f"SF{n:013d}" for n in range(11)]}, "8003"),
        ({"trackingType": 1, "trackingNumber": "SF1031234567890"}, "S0000"),
        ({**NUMBERS, "methodType": 3}, "6133"),
        ({**NUMBERS, "methodType": "2"}, "S0000"),
        ({"trackingNumber": ["SF1031234567890"]}, "S0002"),
        ({**NUMBERS, "checkPhoneNo": "1111,2222,3333,4444,5555,6666"}, "S0000"),
        ({**NUMBERS, "checkPhoneNo": "1111,2222,3333,4444,5555,6666,7777"}, "S0004"),
        (["no object"], "S0001"),
    ],
)
def test_limits_of_the_route_query(sandbox: Sandbox, msg: object, code: str) -> None:
    answer = sf_ask(sandbox, sf_params(sandbox, msg))
    result = json.loads(answer["apiResultData"])
    assert isinstance(answer["apiResultData"], str)
    assert (result["errorCode"], result["success"]) == (code, code == "S0000")


def test_own_parcels_need_no_tail_and_foreign_ones_the_right_one(sandbox: Sandbox) -> None:
    own = _parcel(sandbox, lambda parcel: parcel.own and parcel.known and parcel.carrier == "sf_express")
    foreign = _parcel(sandbox, lambda parcel: not parcel.own and parcel.carrier == "sf_express")
    wrong = "0000" if "0000" not in foreign.tails else "1111"
    assert routes(sandbox, own.number)["msgData"]["routeResps"][0]["routes"]
    assert not routes(sandbox, foreign.number)["msgData"]["routeResps"][0]["routes"]
    for tail in foreign.tails:
        both = routes(sandbox, own.number, foreign.number, tails=f"{wrong},{tail}")["msgData"]["routeResps"]
        assert [row["mailNo"] for row in both] == [own.number, foreign.number]
        assert all(row["routes"] for row in both)
    refused = routes(sandbox, foreign.number, own.number, tails=f"{wrong},{wrong}")["msgData"]["routeResps"]
    assert [bool(row["routes"]) for row in refused] == [False, True]


def test_refusals_come_in_both_forms_and_without_a_word() -> None:
    sandbox = a_sandbox(orders=400)
    foreign = [parcel.number for parcel in sandbox.world.parcels.values() if not parcel.own]
    forms = {json.dumps(routes(sandbox, number)["msgData"]["routeResps"][0].get("reasonCode")) for number in foreign}
    assert forms == {'"20028"', '["741"]', "null"}


def test_an_unknown_number_and_an_old_one_are_empty_without_a_reason() -> None:
    sandbox = a_sandbox()
    own = _parcel(sandbox, lambda parcel: parcel.own and parcel.known and parcel.carrier == "sf_express")
    empty = {"mailNo": "SF0000000000000", "routes": []}
    assert routes(sandbox, "SF0000000000000")["msgData"]["routeResps"] == [empty]
    sandbox.now_override = sandbox.world.ends_at + timedelta(days=91)
    assert routes(sandbox, own.number)["msgData"]["routeResps"] == [{"mailNo": own.number, "routes": []}]


def test_what_is_seen_with_all_tails_is_the_truth(sandbox: Sandbox) -> None:
    truth = [row for row in sandbox.truth()["shipment_events"] if row["carrier"] == "sf_express"]
    expected = {(row["tracking_no"], row["occurred_at"], row["source_code"]) for row in truth}
    found = set()
    for number in {str(row["tracking_no"]) for row in truth}:
        parcel = sandbox.world.parcels[number]
        lives_before = {scan.at for scan in parcel.scans if scan.leg == 0 or scan.broken}
        tail = parcel.tails[1]
        for route in routes(sandbox, number, tails=tail)["msgData"]["routeResps"][0]["routes"]:
            at = route["acceptTime"].replace(" ", "T") + "+08:00"
            if not any(at == before.isoformat() for before in lives_before) and "-13-" not in at:
                found.add((number, at, route["opCode"]))
    assert found == expected
