"""Every rule is seen to fail for one row and to pass for others, among them rows at its very edge."""

from typing import Any

import pytest

from checks import judge
from schemas.quality import Severity
from schemas.words import Entity, ParcelStatus, ReasonCode
from tests.build import a_line, a_parcel, a_request, an_order
from tests.unit.checks.rows import a_request_line, a_scan

LONG = "9" * 101
LARGEST = "999999999999.99"
FIRST = "2000-01-01T00:00:00+00:00"


BROKEN: dict[Entity, list[tuple[str, Any]]] = {
    Entity.ORDERS: [
        ("order_id_usable", an_order(external_order_id="")),
        ("order_id_usable", an_order(external_order_id=LONG)),
        ("order_status_known", an_order(status="lost")),
        ("total_amount_in_range", an_order(total_amount="-0.01")),
        ("paid_amount_in_range", an_order(paid_amount="-0.01")),
        ("paid_amount_in_range", an_order(paid_amount="1000000000000.00")),
        ("paid_amount_in_range", an_order(paid_amount="99999999999999999999999999.00")),
        ("paid_amount_in_range", an_order(paid_amount="1e2")),
        ("ordered_at_plausible", an_order(ordered_at="1999-12-31T23:59:59+00:00")),
        ("order_updated_at_plausible", an_order(source_updated_at="2100-01-01T00:00:01+00:00")),
        ("order_updated_at_plausible", an_order(source_updated_at="yesterday")),
        (
            "paid_at_after_ordered_at",
            an_order(ordered_at="2026-11-02T10:00:01+08:00", paid_at="2026-11-01T10:00:00+08:00"),
        ),
        ("order_parcels_usable", an_order(parcels=(a_parcel(), a_parcel(tracking_no=LONG)))),
        ("order_parcels_usable", an_order(parcels=(a_parcel(carrier_name=LONG),))),
        ("line_id_usable", an_order(lines=(a_line(external_line_id=""),))),
        ("line_ids_unique", an_order(lines=(a_line(), a_line(quantity=2)))),
        ("line_quantity_in_range", an_order(lines=(a_line(quantity=0),))),
        ("line_quantity_in_range", an_order(lines=(a_line(quantity=2**31),))),
        ("line_quantity_in_range", an_order(lines=(a_line(quantity=10**30),))),
        ("line_paid_amount_in_range", an_order(lines=(a_line(paid_amount="-1.00"),))),
        ("line_status_known", an_order(lines=(a_line(status="lost"),))),
    ],
    Entity.AFTER_SALES: [
        ("request_id_usable", a_request(external_id="")),
        ("request_order_id_usable", a_request(external_order_id=LONG)),
        ("request_kind_known", a_request(kind="gift")),
        ("request_status_known", a_request(status="lost")),
        ("request_stage_known", a_request(stage="on_the_way")),
        ("refund_amount_in_range", a_request(refund_amount="-5.00")),
        ("requested_at_plausible", a_request(requested_at="1970-01-01T00:00:00+08:00")),
        ("request_updated_at_plausible", a_request(source_updated_at="9999-12-31T00:00:00+08:00")),
        ("request_parcels_usable", a_request(parcels=(a_parcel(external_line_id=LONG),))),
        ("request_line_id_usable", a_request(lines=(a_request_line(external_line_id=LONG),))),
        ("request_quantity_in_range", a_request(lines=(a_request_line(quantity=-1),))),
        ("line_refund_amount_in_range", a_request(lines=(a_request_line(refund_amount="-5.00"),))),
    ],
    Entity.TRACES: [
        ("scan_carrier_usable", a_scan(carrier="")),
        ("scan_tracking_no_usable", a_scan(tracking_no=LONG)),
        ("scan_occurred_at_plausible", a_scan(occurred_at="0001-01-01T00:00:00+08:00")),
        ("scan_status_known", a_scan(status="lost")),
        ("scan_reason_known", a_scan(reason_code="lazy")),
    ],
}

COUNTED: dict[Entity, list[tuple[str, Any]]] = {
    Entity.ORDERS: [
        (
            "shipped_at_after_ordered_at",
            an_order(ordered_at="2026-11-02T10:00:01+08:00", shipped_at="2026-11-01T10:00:00+08:00"),
        ),
        (
            "order_end_plausible",
            an_order(ordered_at="2025-01-01T10:00:00+08:00", closed_at="2026-11-01T10:00:00+08:00"),
        ),
        ("line_shares_within_paid", an_order(paid_amount="10.00", lines=(a_line(paid_amount="11.01"),))),
        ("line_sku_code_given", an_order(lines=(a_line(sku_code=None),))),
    ],
    Entity.AFTER_SALES: [
        ("request_status_read", a_request(status=None)),
        ("request_kind_read", a_request(kind=None)),
        (
            "request_end_plausible",
            a_request(requested_at="2026-11-02T10:00:01+08:00", closed_at="2026-11-01T10:00:00+08:00"),
        ),
    ],
    Entity.TRACES: [
        ("scan_status_read", a_scan(status=None)),
        ("scan_description_given", a_scan(description=None)),
    ],
}

ABSENT_ORDER = dict.fromkeys(
    ["status", "buyer_ref", "total_amount", "paid_amount", "paid_at", "receiver_province", "receiver_phone_tail"]
)
ABSENT_REQUEST = dict.fromkeys(["kind", "status", "stage", "refund_amount", "disputed"])

FINE: dict[Entity, list[Any]] = {
    Entity.ORDERS: [
        an_order(external_order_id="1" * 100, total_amount="0.00", paid_amount=LARGEST),
        an_order(**ABSENT_ORDER, lines=(a_line(paid_amount=None, status=None, sku_code=None, title=None),)),
        an_order(ordered_at=FIRST, source_updated_at="2100-01-01T00:00:00+00:00"),
        an_order(ordered_at="2026-11-02T10:00:00+08:00", paid_at="2026-11-01T10:00:00+08:00"),
        an_order(source_updated_at="2026-11-01T02:01:00.123Z", paid_at="2026-11-01T10:01:00.5+08:00"),
        an_order(ship_by="9999-12-31T00:00:00+08:00"),
        an_order(parcels=(a_parcel(tracking_no="1" * 100, carrier_name=None),)),
        an_order(lines=(a_line(quantity=2**31 - 1, paid_amount="0.00"), a_line(external_line_id="L2"))),
    ],
    Entity.AFTER_SALES: [
        a_request(**ABSENT_REQUEST, lines=()),
        a_request(external_id="1" * 100, refund_amount="0.00", requested_at=FIRST),
        a_request(lines=(a_request_line(external_line_id=None, quantity=None), a_request_line(quantity=0))),
        a_request(lines=(a_request_line(refund_amount=LARGEST), a_request_line())),
    ],
    Entity.TRACES: [
        a_scan(source_code=None, status=None, place=None, description=None),
        a_scan(status=ParcelStatus.EXCEPTION, reason_code=ReasonCode.REFUSED),
        a_scan(tracking_no="1" * 100, occurred_at="2100-01-01T00:00:00+00:00"),
    ],
}


@pytest.mark.parametrize("entity", Entity)
def test_a_row_that_breaks_one_rule_gets_that_verdict_and_fine_rows_among_them_none(entity: Entity) -> None:
    fine, broken = FINE[entity], BROKEN[entity]
    found = [(verdict.index, verdict.rule) for verdict in judge(entity, [*fine, *(row for _, row in broken)]).verdicts]
    assert found == [(len(fine) + place, rule) for place, (rule, _) in enumerate(broken)]


@pytest.mark.parametrize("entity", Entity)
def test_rows_at_the_edge_of_every_rule_pass_when_nothing_is_broken(entity: Entity) -> None:
    assert judge(entity, FINE[entity]).verdicts == ()


@pytest.mark.parametrize(
    ("entity", "rule", "row"), [(entity, *case) for entity, cases in COUNTED.items() for case in cases]
)
def test_what_is_odd_is_counted_and_loads(entity: Entity, rule: str, row: Any) -> None:
    judged = judge(entity, [row])
    assert judged.verdicts == ()
    assert [(each.rule, each.severity) for each in judged.results if each.failed] == [(rule, Severity.WARNING)]


def test_every_rule_is_seen_failing() -> None:
    from checks.panel import SUITES

    rules = {each.meta["rule"] for suites in SUITES.values() for suite in suites for each in suite.expectations()}
    assert rules == {rule for broken in (*BROKEN.values(), *COUNTED.values()) for rule, _ in broken}
