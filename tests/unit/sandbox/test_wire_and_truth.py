"""The wire rows, read plainly by the field reference, say what the truth says; regions are where the table has them."""

import csv
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sandbox.service import Sandbox
from sandbox.truth.words import ORDER
from sandbox.world.places import ODD_PLACES, PLACES
from tests.unit.sandbox.callers import ALL_TYPES, a_sandbox, orders, tmall

ROOT = Path(__file__).parents[3]
ORDER_FIELDS = (
    "tid,status,created,pay_time,consign_time,end_time,modified,delivery_time,payment,post_fee,type,"
    "receiver_state,receiver_city,receiver_district,orders"
)
REFUND_FIELDS = (
    "refund_id,tid,oid,status,order_status,dispute_type,has_good_return,refund_fee,reason,desc,num,created,modified,"
    "company_name,sid,special_refund_type,attribute"
)


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return a_sandbox(orders=300)


def _at(text: str | None) -> str | None:
    return None if text is None else datetime.strptime(f"{text} +0800", "%Y-%m-%d %H:%M:%S %z").isoformat()


def _yuan(amount: Decimal) -> str:
    assert amount == round(amount, 2)
    return f"{amount:.2f}"


def _lines(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for line in row["orders"]["order"] if not line["is_service_order"]]


def _order(row: dict[str, Any]) -> dict[str, object]:
    status = ORDER.get(row["status"])
    paid = row.get("pay_time") if status != "unpaid" else None
    consigned = [line["consign_time"] for line in _lines(row) if "consign_time" in line]
    return {
        "external_order_id": str(row["tid"]),
        "status": status,
        "platform_status": row["status"],
        "total_amount": _yuan(sum((Decimal(line["price"]) * line["num"] for line in _lines(row)), Decimal())),
        "paid_amount": _yuan(Decimal(row["payment"])) if paid else None,
        "ordered_at": _at(row["created"]),
        "paid_at": _at(paid),
        "ship_by": _at(row.get("delivery_time")),
        "shipped_at": _at(row.get("consign_time") or min(consigned, default=None)),
        "completed_at": _at(row.get("end_time")) if status == "completed" else None,
        "closed_at": _at(row.get("end_time")) if status == "closed" else None,
        "receiver_province": row.get("receiver_state"),
        "receiver_city": row.get("receiver_city"),
        "receiver_district": row.get("receiver_district"),
        "source_updated_at": _at(row["modified"]),
    }


def _line(row: dict[str, Any], line: dict[str, Any]) -> dict[str, object]:
    alone = len(row["orders"]["order"]) == 1
    share = line.get("divide_order_fee") or _yuan(
        Decimal(line["payment"]) - (Decimal(row["post_fee"]) if alone else Decimal())
    )
    return {
        "external_order_id": str(row["tid"]),
        "external_line_id": str(line["oid"]),
        "external_sku_id": line.get("sku_id") or str(line["num_iid"]),
        "sku_code": line.get("outer_sku_id") or line.get("outer_iid"),
        "title": line["title"].replace("\0", "").replace("\ud83d", ""),
        "quantity": line["num"],
        "paid_amount": share,
        "status": ORDER.get(line["status"]),
    }


def _same(truth: list[dict[str, object]], read: list[dict[str, object]], *key: str) -> None:
    def by_key(row: dict[str, object]) -> list[str]:
        return [str(row[name]) for name in key]

    columns = read[0].keys()
    assert sorted(read, key=by_key) == [{name: row[name] for name in columns} for row in sorted(truth, key=by_key)]


def test_orders_on_the_wire_are_the_truth(sandbox: Sandbox) -> None:
    broken = {order.tid for order in sandbox.world.orders if order.broken}
    rows = [row for shop in (0, 1) for row in orders(sandbox, shop, 100, ORDER_FIELDS) if row["tid"] not in broken]
    truth = sandbox.truth()
    _same(truth["orders"], [_order(row) for row in rows], "external_order_id")
    lines = [_line(row, line) for row in rows for line in _lines(row)]
    _same(truth["order_lines"], lines, "external_order_id", "external_line_id")


@pytest.mark.parametrize(
    ("story", "fits"),
    [
        ("amount_with_exponent", lambda row: row["payment"] == "1e2"),
        ("amount_not_a_number", lambda row: row["payment"] == "NaN"),
        ("amount_with_three_decimals", lambda row: row["orders"]["order"][0]["price"] == "1.005"),
        ("never_changed", lambda row: "modified" not in row),
    ],
)
def test_broken_orders_are_served_and_are_not_in_the_truth(
    sandbox: Sandbox, story: str, fits: Callable[[dict[str, Any]], bool]
) -> None:
    broken = next(order for order in sandbox.world.orders if order.story == story)
    rows = orders(sandbox, sandbox.accounts.index(broken.account), 100, ORDER_FIELDS)
    assert fits(next(row for row in rows if row["tid"] == broken.tid))
    assert str(broken.tid) not in {row["external_order_id"] for row in sandbox.truth()["orders"]}


def _refunds(sandbox: Sandbox) -> list[dict[str, Any]]:
    found = []
    for shop in (0, 1):
        for page in range(1, 9):
            answer = tmall(
                sandbox,
                "taobao.refunds.receive.get",
                shop,
                fields=REFUND_FIELDS,
                type=ALL_TYPES,
                page_no=page,
                page_size=50,
            )
            found += answer.get("refunds", {}).get("refund", [])
    return found


KINDS = {
    "REFUND": "refund_only",
    "REFUND_AND_RETURN": "return_refund",
    "REPAIR": "repair",
    "RESHIPPING": "reship",
    "OTHERS": "other",
}
STATES = {
    "WAIT_SELLER_AGREE": "requested",
    "WAIT_BUYER_RETURN_GOODS": "approved",
    "WAIT_SELLER_CONFIRM_RETURN_ADDRESS": "approved",
    "WAIT_SELLER_CONFIRM_GOODS": "buyer_returning",
    "WAIT_SELLER_SEND_GOODS": "received",
    "WAIT_BUYER_CONFIRM_REDO_SEND_GOODS": "processing",
    "SUCCESS": "completed",
    "SELLER_REFUSE_BUYER": "rejected",
    "CLOSED": "cancelled",
}
STAGES = {
    "WAIT_SELLER_SEND_GOODS": "before_ship",
    "WAIT_BUYER_CONFIRM_GOODS": "after_ship",
    "TRADE_FINISHED": "after_ship",
}


def _kind(row: dict[str, Any]) -> str | None:
    if "dispute_type" in row:
        return KINDS.get(row["dispute_type"])
    return "return_refund" if row["has_good_return"] else "refund_only"


def test_refunds_on_the_wire_are_the_truth(sandbox: Sandbox) -> None:
    """Those that no higher list owns; times and words that only the detail call gives are looked at elsewhere."""
    mine = {
        str(request.number): request
        for request in sandbox.world.requests
        if request.lists[0] == "refunds" and not request.broken
    }
    read = [
        {
            "external_id": row["refund_id"],
            "external_order_id": str(row["tid"]),
            "kind": _kind(row),
            "status": STATES.get(row["status"]),
            "platform_status": row["status"],
            "stage": STAGES.get(row["order_status"]),
            "refund_amount": row["refund_fee"],
            "requested_at": _at(row["created"]),
            "source_updated_at": _at(row["modified"]),
        }
        for row in _refunds(sandbox)
        if row["refund_id"] in mine
    ]
    _same([row for row in sandbox.truth()["after_sales"] if row["external_id"] in mine], read, "external_id")


def test_what_buyers_write_comes_unmasked(sandbox: Sandbox) -> None:
    words = {row.get("desc") for row in _refunds(sandbox)}
    assert "请打13912345678，谢谢" in words
    assert "第一行\n第二行" in words


def test_special_refunds_name_their_kind_in_the_attribute(sandbox: Sandbox) -> None:
    rows = []
    for shop in (0, 1):
        answer = tmall(sandbox, "taobao.special.refunds.receive.get", shop, fields=REFUND_FIELDS, page_size=100)
        rows += answer.get("refunds", {}).get("refund", [])
    assert {row["special_refund_type"] for row in rows} == {"价保服务", "退差返现"}
    assert all("disputeRequest:1" in row["attribute"] for row in rows)
    assert not any("dispute_type" in row for row in rows)


def test_adcodes_of_places_are_those_of_the_regions_table() -> None:
    with (ROOT / "data" / "regions.csv").open(encoding="utf-8", newline="") as file:
        names = {row["adcode"]: row["name"] for row in csv.DictReader(file)}
    for place in (*PLACES, *(place for place in ODD_PLACES.values() if place.adcode)):
        assert place.adcode
        full = names[place.adcode]
        assert full.startswith((place.district or "", place.city or "")), place
