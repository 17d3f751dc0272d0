"""`create-tickets` on a real database: one ticket a cause, nothing twice, people's word kept."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine

from schemas.tickets import CloseCode, HoldReason, TicketStatus
from store import tickets
from store.engine import transaction
from tasks import create_tickets as task
from tasks.create_tickets import create_tickets
from tests.shop import NOW, Shop


@pytest.fixture
def shop(database: Engine, database_url: str) -> Shop:
    return Shop(database, database_url)


def test_orders_requests_and_parcels_become_tickets(shop: Shop) -> None:
    shop.order("100")
    shop.parcel("100", "delivered", delivered=True)
    shop.order("200", "unpaid")
    shop.order("300")
    shop.request("300", "requested", "return_refund")
    assert shop.run() == {"created": 3, "changed": 0, "cancelled": 0}
    assert shop.tickets() == [
        ("install:shop:100:100-1", "ready", None),
        ("install:shop:300:300-1", "suspended", "refund_pending"),
        ("return:shop:R300", "new", None),
    ]
    assert shop.rows("SELECT DISTINCT at, actor, actor_kind FROM core.ticket_event") == [
        (NOW, "create-tickets", "flow")
    ]


def test_a_second_run_writes_nothing(shop: Shop) -> None:
    shop.order("100")
    shop.request("100", "requested")
    shop.order("200")
    shop.request("200", "approved", "exchange")
    shop.run()
    before = (
        shop.rows("SELECT * FROM core.ticket ORDER BY 1"),
        shop.rows("SELECT * FROM core.ticket_event ORDER BY 1, 2"),
    )
    assert shop.run() == {"created": 0, "changed": 0, "cancelled": 0}
    assert (
        shop.rows("SELECT * FROM core.ticket ORDER BY 1"),
        shop.rows("SELECT * FROM core.ticket_event ORDER BY 1, 2"),
    ) == before


def test_each_kind_of_news_is_seen_after_an_hour(shop: Shop) -> None:
    shop.order("100")
    shop.parcel("100", "in_transit")
    shop.run()
    shop.age()
    shop.parcel("100", "delivered", delivered=True)
    assert shop.run() == {"created": 0, "changed": 1, "cancelled": 0}
    shop.age()
    shop.request("100", "requested")
    assert shop.run() == {"created": 0, "changed": 1, "cancelled": 0}
    shop.age()
    shop.order("100", "closed")
    assert shop.run() == {"created": 0, "changed": 0, "cancelled": 1}
    assert shop.history() == [
        ("status", "new", "rule install-brand version 1"),
        ("status", "ready", "delivered"),
        ("status", "suspended", "refund_pending"),
        ("status", "cancelled", "order_closed"),
    ]


def test_old_orders_are_looked_at_again_only_when_rules_or_products_changed(shop: Shop) -> None:
    shop.run()
    shop.order("100")
    shop.age()
    shop.age()
    assert shop.run()["created"] == 0
    shop.rows("UPDATE core.product SET updated_at = now() RETURNING 1")
    assert shop.run()["created"] == 1


def test_a_run_that_failed_is_no_reason_to_forget(shop: Shop) -> None:
    shop.run()
    shop.order("100")
    shop.age()
    shop.rows("""INSERT INTO ops.run (run_id, flow, trigger, status) VALUES
                 (gen_random_uuid(), 'create-tickets', 'manual', 'failed'),
                 (gen_random_uuid(), 'create-tickets', 'manual', 'crashed') RETURNING 1""")
    shop.rows("UPDATE ops.run SET started_at = started_at - interval '2 hours' WHERE status = 'completed' RETURNING 1")
    assert shop.run()["created"] == 1


def test_many_orders_are_taken_in_chunks(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task, "ORDERS_AT_ONCE", 3)
    for number in range(100, 110):
        shop.order(str(number))
    assert shop.run() == {"created": 10, "changed": 0, "cancelled": 0}
    assert [key for key, *_ in shop.tickets()] == [f"install:shop:{n}:{n}-1" for n in range(100, 110)]


def test_a_parcel_that_goes_back_without_a_request_suspends_the_visit(shop: Shop) -> None:
    shop.order("100")
    shop.parcel("100", "delivered", delivered=True)
    shop.run()
    shop.parcel("100", "in_transit", leg=2, direction="return")
    shop.run()
    assert shop.tickets() == [("install:shop:100:100-1", "suspended", "goods_not_arrived")]


def test_a_request_finds_its_ticket_when_its_order_becomes_known(shop: Shop) -> None:
    shop.request("B1", "requested", "exchange")
    shop.run()
    shop.order("100")
    shop.request("100", "requested", "exchange", request="RB1")
    shop.run()
    assert shop.rows("SELECT ticket_type, external_order_id, adcode FROM core.ticket ORDER BY ticket_type") == [
        ("exchange", "100", "330106"),
        ("install", "100", "330106"),
    ]


def test_a_changed_kind_ends_one_ticket_and_makes_another(shop: Shop) -> None:
    shop.request("100", "requested", "exchange")
    shop.run()
    shop.request("100", "requested", "return_refund")
    assert shop.run() == {"created": 1, "changed": 0, "cancelled": 1}
    assert shop.tickets() == [
        ("exchange:shop:R100", "cancelled", "kind_changed"),
        ("return:shop:R100", "new", None),
    ]


@pytest.mark.parametrize("first", ["order", "request"])
def test_a1_order_and_refund_in_either_order_leave_the_same_suspended_ticket(shop: Shop, first: str) -> None:
    writers = [lambda: shop.order("100"), lambda: shop.request("100", "requested")]
    for write in writers if first == "order" else reversed(writers):
        write()
        shop.run()
    shop.order("100")
    shop.run()
    assert shop.tickets() == [("install:shop:100:100-1", "suspended", "refund_pending")]
    assert shop.rows("SELECT status, refund_amount FROM core.after_sale") == [("requested", None)]


def test_a3_one_of_two_units_refunded_leaves_one_ready_to_install(shop: Shop) -> None:
    shop.order("100", quantity=2)
    shop.request("100", "completed", amount="2000.00", quantity=1)
    shop.parcel("100", "delivered", delivered=True)
    shop.run()
    assert shop.rows("SELECT ticket_type, quantity, status FROM core.ticket") == [("install", 1, "ready")]


def test_a3_a_price_refund_leaves_the_ticket_untouched(shop: Shop) -> None:
    shop.order("100")
    shop.run()
    before = shop.rows("SELECT * FROM core.ticket")
    shop.request("100", "completed", amount="50.00")
    assert shop.run() == {"created": 0, "changed": 0, "cancelled": 0}
    assert shop.rows("SELECT * FROM core.ticket") == before


def test_s1_what_people_decided_stands_and_the_news_becomes_notes(shop: Shop) -> None:
    for order in ("100", "200"):
        shop.order(order)
        shop.parcel(order, "delivered", delivered=True)
    shop.run()
    with transaction(shop.database) as cursor:
        act = {"reason": "the buyer called", "actor": "li", "version": 1, "now": NOW}
        tickets.override(cursor, "IN-00000001", TicketStatus.SUSPENDED, hold_reason=HoldReason.OPERATOR, **act)
        tickets.override(cursor, "IN-00000002", TicketStatus.CANCELLED, close_code=CloseCode.SUPPRESSED, **act)
    left = [("install:shop:100:100-1", "suspended", "operator"), ("install:shop:200:200-1", "cancelled", "suppressed")]
    for _ in range(2):
        assert shop.run() == {"created": 0, "changed": 0, "cancelled": 0}
        assert shop.tickets() == left
    for order in ("100", "200"):
        shop.request(order, "completed")
    assert shop.run() == {"created": 0, "changed": 1, "cancelled": 0}
    assert shop.run() == {"created": 0, "changed": 0, "cancelled": 0}
    assert shop.tickets() == left
    notes = shop.rows(
        "SELECT t.ticket_no, e.reason FROM core.ticket_event e JOIN core.ticket t USING (ticket_id) WHERE kind = 'note'"
    )
    assert notes == [("IN-00000001", "cancelled: order_refunded (left as a person decided)")]


def test_s1_a_ticket_given_back_goes_on_by_what_happened_meanwhile(shop: Shop) -> None:
    shop.order("100")
    shop.run()
    with transaction(shop.database) as cursor:
        act = {"reason": "wait", "actor": "li", "now": NOW}
        tickets.override(
            cursor, "IN-00000001", TicketStatus.SUSPENDED, hold_reason=HoldReason.OPERATOR, version=1, **act
        )
    shop.parcel("100", "delivered", delivered=True)
    shop.run()
    shop.age()
    with transaction(shop.database) as cursor:
        tickets.release(cursor, "IN-00000001", version=2, **act)
    assert shop.tickets() == [("install:shop:100:100-1", "new", None)]
    shop.run()
    assert shop.tickets() == [("install:shop:100:100-1", "ready", None)]


def test_a_ticket_that_was_put_somewhere_follows_the_pipeline_again_once_given_back(shop: Shop) -> None:
    act = {"reason": "by hand", "actor": "li", "now": NOW}
    shop.order("100")
    shop.run()
    with transaction(shop.database) as cursor:
        tickets.override(cursor, "IN-00000001", TicketStatus.READY, version=1, **act)
    shop.request("100", "completed")
    shop.run()
    assert shop.tickets() == [("install:shop:100:100-1", "ready", None)]
    with transaction(shop.database) as cursor:
        tickets.release(cursor, "IN-00000001", version=2, **act)
    shop.run()
    assert shop.tickets() == [("install:shop:100:100-1", "cancelled", "order_refunded")]
    with pytest.raises(tickets.IllegalMove), transaction(shop.database) as cursor:
        tickets.release(cursor, "IN-00000001", version=4, **act)


def test_a_person_acts_on_the_ticket_that_was_seen_within_the_state_machine(shop: Shop) -> None:
    shop.order("100")
    shop.run()
    act = {"reason": "by hand", "actor": "li", "now": NOW}
    with pytest.raises(tickets.TicketChanged), transaction(shop.database) as cursor:
        tickets.override(cursor, "IN-00000001", TicketStatus.READY, version=9, **act)
    with pytest.raises(tickets.IllegalMove), transaction(shop.database) as cursor:
        tickets.override(cursor, "IN-00000001", TicketStatus.DONE, version=1, **act)
    with pytest.raises(tickets.NoSuchTicket), transaction(shop.database) as cursor:
        tickets.override(cursor, "IN-00000009", TicketStatus.READY, version=1, **act)
    assert shop.tickets() == [("install:shop:100:100-1", "new", None)]


def test_s6_two_runs_at_once_make_one_ticket_a_cause(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task, "ORDERS_AT_ONCE", 5)
    for number in range(100, 140):
        shop.order(str(number))
        shop.request(str(number), "requested", "return_refund")
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(create_tickets, shop.url, now=NOW, run_id=None) for _ in range(2)]
    assert sum(run.result()["created"] for run in runs) == 80
    assert shop.rows("SELECT count(*), count(DISTINCT dedupe_key) FROM core.ticket") == [(80, 80)]
    assert shop.run() == {"created": 0, "changed": 0, "cancelled": 0}


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from tasks import create_tickets as task

task.ORDERS_AT_ONCE = 5
left, settle = iter(range(2)), task._settle

def killed(*given):
    if next(left, None) is None:
        os.kill(os.getpid(), signal.SIGKILL)
    return settle(*given)

task._settle = killed
task.create_tickets(sys.argv[1], now=datetime(2026, 11, 20, 8, tzinfo=UTC), run_id=None)
"""


def test_s6_a_run_killed_after_its_commit_leaves_one_ticket_a_cause(shop: Shop) -> None:
    for number in range(100, 120):
        shop.order(str(number))
    killed = subprocess.run([sys.executable, "-c", KILLED, shop.url], cwd=Path(__file__).parents[3], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(shop.tickets()) == 10
    assert shop.run() == {"created": 10, "changed": 0, "cancelled": 0}
    assert shop.rows("SELECT count(*), count(DISTINCT dedupe_key) FROM core.ticket") == [(20, 20)]


def test_a_database_without_orders_needs_no_tickets(shop: Shop) -> None:
    assert shop.run() == {"created": 0, "changed": 0, "cancelled": 0}
