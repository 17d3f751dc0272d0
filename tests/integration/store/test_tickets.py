"""Tickets in the database: made once a cause, moved by version, within the state machine."""

from datetime import UTC, datetime
from typing import Any

import pytest
from psycopg2.errors import CheckViolation, ForeignKeyViolation
from sqlalchemy import Engine, text

from schemas.tickets import Amend, CloseCode, HoldReason, Move, NewTicket, Note, TicketStatus, TicketType
from store import tickets
from store.engine import transaction

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LATER = datetime(2026, 11, 21, 8, tzinfo=UTC)


def a_ticket(dedupe_key: str = "install:shop:1:1", **given: Any) -> NewTicket:
    return NewTicket(
        **{"ticket_type": TicketType.INSTALL, "dedupe_key": dedupe_key, "priority": 3, "reason": "rule x v1", **given}
    )


def made(database: Engine, *asked: NewTicket) -> list[int]:
    with transaction(database) as cursor:
        return tickets.create(cursor, asked, now=NOW, actor="create-tickets")


def moved(database: Engine, *asked: Move) -> list[int]:
    with transaction(database) as cursor:
        return tickets.move(cursor, asked, now=LATER, actor="create-tickets")


def to(status: TicketStatus, ticket_id: int, version: int = 1, **given: Any) -> Move:
    return Move(ticket_id=ticket_id, expected_version=version, to_status=status, reason="because", **given)


def rows(database: Engine, query: str) -> list[tuple[Any, ...]]:
    with database.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_numbers_follow_the_causes_and_carry_the_prefix_of_their_type(database: Engine) -> None:
    made(database, a_ticket("b"), a_ticket("c", ticket_type=TicketType.RETURN), a_ticket("a"))
    assert rows(database, "SELECT dedupe_key, ticket_no FROM core.ticket ORDER BY ticket_id") == [
        ("a", "IN-00000001"),
        ("b", "IN-00000002"),
        ("c", "RT-00000003"),
    ]


def test_a_cause_that_has_its_ticket_gets_no_second_one_and_uses_no_number(database: Engine) -> None:
    made(database, a_ticket("a"))
    assert made(database, a_ticket("a"), a_ticket("a")) == []
    assert len(made(database, a_ticket("a"), a_ticket("b"))) == 1
    assert rows(database, "SELECT ticket_no FROM core.ticket ORDER BY 1") == [("IN-00000001",), ("IN-00000002",)]


def test_a_cancelled_ticket_may_be_made_again_a_suppressed_one_never(database: Engine) -> None:
    first, second = made(database, a_ticket("a"), a_ticket("b"))
    moved(
        database,
        to(TicketStatus.CANCELLED, first, close_code=CloseCode.ORDER_REFUNDED),
        to(TicketStatus.CANCELLED, second, close_code=CloseCode.SUPPRESSED),
    )
    made(database, a_ticket("a"), a_ticket("b"))
    assert rows(database, "SELECT dedupe_key, status FROM core.ticket ORDER BY ticket_id") == [
        ("a", "cancelled"),
        ("b", "cancelled"),
        ("a", "new"),
    ]


def test_a_ticket_that_begins_suspended_says_how_it_came_to_that(database: Engine) -> None:
    made(database, a_ticket(status=TicketStatus.SUSPENDED, hold_reason=HoldReason.REFUND_PENDING))
    assert rows(database, "SELECT seq, from_status, to_status, reason FROM core.ticket_event ORDER BY seq") == [
        (1, None, "new", "rule x v1"),
        (2, "new", "suspended", "refund_pending"),
    ]
    assert rows(database, "SELECT held_since FROM core.ticket") == [(NOW,)]


def test_a_move_needs_the_version_that_was_seen(database: Engine) -> None:
    (ticket,) = made(database, a_ticket())
    assert moved(database, to(TicketStatus.READY, ticket, version=2)) == []
    assert moved(database, to(TicketStatus.READY, ticket, version=1)) == [ticket]
    assert moved(database, to(TicketStatus.ASSIGNED, ticket, version=1)) == []
    assert rows(database, "SELECT status, version FROM core.ticket") == [("ready", 2)]


@pytest.mark.parametrize(
    ("kind", "path", "refused"),
    [
        ("install", [], "assigned"),
        ("install", ["ready"], "done"),
        ("install", ["ready", "assigned"], "in_progress"),
        ("return", [], "ready"),
        ("anomaly", ["in_progress"], "new"),
    ],
)
def test_the_database_refuses_an_illegal_move(database: Engine, kind: str, path: list[str], refused: str) -> None:
    (ticket,) = made(database, a_ticket(ticket_type=TicketType(kind)))
    for version, status in enumerate(path, start=1):
        assert moved(database, to(TicketStatus(status), ticket, version)) == [ticket]
    with pytest.raises(ForeignKeyViolation):
        moved(database, to(TicketStatus(refused), ticket, len(path) + 1))
    assert rows(database, "SELECT status FROM core.ticket") == [(path[-1] if path else "new",)]


def test_nothing_leaves_cancelled(database: Engine) -> None:
    (ticket,) = made(database, a_ticket())
    moved(database, to(TicketStatus.CANCELLED, ticket, close_code=CloseCode.ORDER_CLOSED))
    with pytest.raises(ForeignKeyViolation):
        moved(database, to(TicketStatus.NEW, ticket, version=2))


def test_a_suspended_ticket_must_say_why(database: Engine) -> None:
    (ticket,) = made(database, a_ticket())
    with pytest.raises(CheckViolation):
        moved(database, to(TicketStatus.SUSPENDED, ticket))


def test_suspending_an_assigned_ticket_frees_the_technician(database: Engine) -> None:
    (ticket,) = made(database, a_ticket(status=TicketStatus.READY))
    moved(database, to(TicketStatus.ASSIGNED, ticket))
    with database.begin() as connection:
        connection.execute(
            text("""
            WITH p AS (INSERT INTO core.provider (code, name) VALUES ('p', 'p') RETURNING provider_id),
                 w AS (INSERT INTO core.technician (provider_id, code, display_name, daily_capacity)
                       SELECT provider_id, 't1', 't1', 4 FROM p RETURNING technician_id)
            INSERT INTO core.assignment (ticket_id, technician_id, service_date, assigned_by, reason)
            SELECT :ticket, technician_id, '2026-11-22', 'test', 'by hand' FROM w"""),
            {"ticket": ticket},
        )
    moved(database, to(TicketStatus.SUSPENDED, ticket, version=2, hold_reason=HoldReason.REFUND_PENDING))
    assert rows(database, "SELECT status, ended_at FROM core.assignment") == [("cancelled", LATER)]


def test_news_change_columns_and_stand_in_the_history(database: Engine) -> None:
    (ticket,) = made(database, a_ticket(quantity=2, adcode="330106"))
    with transaction(database) as cursor:
        news = Amend(ticket_id=ticket, expected_version=1, reason="units_refunded", quantity=1)
        assert tickets.amend(cursor, [news, news], now=LATER, actor="create-tickets") == [ticket]
    assert rows(database, "SELECT quantity, adcode, version FROM core.ticket") == [(1, "330106", 2)]
    assert rows(database, "SELECT kind, reason, data FROM core.ticket_event WHERE seq = 2") == [
        ("note", "units_refunded", {"quantity": 1})
    ]


def test_a_note_leaves_the_ticket_as_it_is(database: Engine) -> None:
    (ticket,) = made(database, a_ticket())
    before = rows(database, "SELECT * FROM core.ticket")
    with transaction(database) as cursor:
        tickets.note(cursor, [Note(ticket_id=ticket, reason="look", data={"a": 1})], now=LATER, actor="watch-sla")
    assert rows(database, "SELECT * FROM core.ticket") == before
    assert rows(database, "SELECT seq, kind, data FROM core.ticket_event ORDER BY seq")[1] == (2, "note", {"a": 1})
