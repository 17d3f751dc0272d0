from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from rules.polling import plan
from schemas.legs import Named
from schemas.parcels import ParcelRef
from schemas.polling import Due, Look, Said
from schemas.words import Direction
from store.engine import transaction
from store.parcels_links import replace_order_links
from store.pausing import review
from store.polling import due, due_between, read_states, write_plans
from tests.build import a_request, an_order
from tests.integration.store.parcels import SF, a_name, a_scan, declare, furnish, refold, request, rows, run, tell

NOW = datetime(2026, 5, 5, 4, 0, tzinfo=UTC)
POLL = "SELECT poll_state, poll_reason, next_poll_at FROM core.shipment WHERE until IS NULL ORDER BY tracking_no"


@pytest.fixture(autouse=True)
def furnished(database: Engine) -> None:
    furnish(database)


def ship(database: Engine, *links: Named, order: str = "T1", **given: object) -> None:
    at = {"ordered_at": "2026-05-01T10:00:00+08:00", "paid_at": "2026-05-01T10:00:00+08:00"}
    declare(database, an_order(**{"external_order_id": order} | at | given), *(links or (a_name(order=order),)))


def is_due(database: Engine, *, now: datetime = NOW, limit: int = 100, after: Due | None = None) -> list[Due]:
    with transaction(database) as cursor:
        return due(cursor, platform=SF, now=now, limit=limit, after=after)


def numbers(found: list[Due]) -> list[str]:
    return [each.parcel.tracking_no for each in found]


def answered(
    database: Engine, number: str = "SF1", said: Said = Said.SCANS, *, with_tail: bool = True, now: datetime = NOW
) -> list[tuple[str, str]]:
    look = Look(number=(SF, number), with_tail=with_tail, said=said)
    with transaction(database) as cursor:
        return write_plans(
            cursor, [plan(facts, look, now=now) for facts in read_states(cursor, [look.number])], now=now
        )


class TestDue:
    def test_a_new_parcel_is_due_at_once_with_its_tail(self, database: Engine) -> None:
        ship(database)
        tail = ParcelRef(carrier=SF, tracking_no="SF1", phone_tail="3321")
        assert is_due(database) == [Due(parcel=tail, next_poll_at=None)]

    def test_it_is_due_again_when_its_time_has_come(self, database: Engine) -> None:
        ship(database)
        tell(database, a_scan("05-05 10:00", "in_transit"))
        answered(database)
        assert is_due(database, now=NOW + timedelta(hours=4, seconds=-1)) == []
        assert numbers(is_due(database, now=NOW + timedelta(hours=4))) == ["SF1"]

    def test_pages_follow_each_other_longest_waiting_first(self, database: Engine) -> None:
        ship(database, *(a_name(f"SF{n}") for n in range(5)))
        run(
            database,
            "UPDATE core.shipment SET next_poll_at = '2026-05-04' WHERE tracking_no = 'SF0'",
            "UPDATE core.shipment SET next_poll_at = '2026-05-03' WHERE tracking_no = 'SF3'",
        )
        pages = [is_due(database, limit=2)]
        while pages[-1]:
            pages.append(is_due(database, limit=2, after=pages[-1][-1]))
        assert [numbers(page) for page in pages] == [["SF1", "SF2"], ["SF4", "SF3"], ["SF0"], []]

    def test_a_number_with_several_legs_is_asked_for_once(self, database: Engine) -> None:
        ship(database)
        tell(database, a_scan("05-02 10:00", "picked_up"), a_scan("05-03 10:00", "delivered"))
        answered(database)
        assert is_due(database) == []
        request(
            database,
            a_request(requested_at="2026-05-04T09:00:00+08:00"),
            a_name(external_after_sale_id="R1", direction=Direction.RETURN),
        )
        assert [each.parcel.phone_tail for each in is_due(database)] == ["3321"]
        assert rows(database, "SELECT leg, poll_state FROM core.shipment ORDER BY leg") == [(1, "done"), (2, "active")]

    def test_a_leg_that_is_the_newest_again_is_due_at_once(self, database: Engine) -> None:
        ship(database)
        tell(database, a_scan("05-02 10:00", "picked_up"), a_scan("05-03 10:00", "delivered"))
        ship(database, order="T2", paid_at="2026-05-04T10:00:00+08:00")
        answered(database)
        ship(database, a_name("SF9", order="T2"), order="T2", paid_at="2026-05-04T10:00:00+08:00")
        assert numbers(is_due(database)) == ["SF1", "SF9"]

    def test_a_newly_known_tail_makes_the_parcel_due_at_once_and_only_once(self, database: Engine) -> None:
        """T5."""
        ship(database, receiver_phone_tail=None)
        assert [each.parcel.phone_tail for each in is_due(database)] == [None]
        answered(database, said=Said.NOTHING_OR_NO, with_tail=False)
        assert is_due(database) == []
        ship(database, receiver_phone_tail="8812", source_updated_at="2026-11-09T10:00:00+08:00")
        assert [each.parcel.phone_tail for each in is_due(database)] == ["8812"]
        answered(database, said=Said.NOTHING)
        assert is_due(database) == []

    def test_the_tail_is_that_of_any_order_in_the_parcel(self, database: Engine) -> None:
        ship(database, order="T1", receiver_phone_tail=None)
        ship(database, order="T2", receiver_phone_tail="8812")
        assert [each.parcel.phone_tail for each in is_due(database)] == ["8812"]

    def test_only_the_platforms_own_carriers_are_asked_for(self, database: Engine) -> None:
        run(
            database,
            "INSERT INTO core.account (account, platform, side) VALUES ('k', 'kuaidi100', 'courier')",
        )
        ship(database, a_name("SF1"), a_name("Z1", carrier="zhongtong"))
        assert numbers(is_due(database)) == ["SF1"]

    def test_with_bounds_the_parcels_shipped_in_them_are_asked_for_due_or_not(self, database: Engine) -> None:
        for number, shipped in enumerate(("05-01T23:59", "05-02T00:00", "05-02T23:59", "05-03T00:00")):
            order = f"T{number}"
            ship(database, a_name(f"SF{number}", order=order), order=order, shipped_at=f"2026-{shipped}:00+08:00")
        answered(database, "SF1")
        start = datetime(2026, 5, 1, 16, 0, tzinfo=UTC)
        with transaction(database) as cursor:
            values = {"platform": SF, "start": start, "end": start + timedelta(days=1), "now": NOW, "limit": 1}
            first = due_between(cursor, **values)
            second = due_between(cursor, **values, after=first[-1])
            assert due_between(cursor, **values, after=second[-1]) == []
        assert numbers(first + second) == ["SF1", "SF2"]
        assert first[0].parcel.phone_tail == "3321"


class TestAnswered:
    def test_a_look_is_kept_with_the_time_of_the_question(self, database: Engine) -> None:
        ship(database)
        answered(database, said=Said.NOTHING)
        assert rows(database, "SELECT last_polled_ok_at, next_poll_at, poll_reason FROM core.shipment") == [
            (NOW, NOW + timedelta(hours=12), None)
        ]

    def test_a_refusal_is_no_look_and_shows_its_reason(self, database: Engine) -> None:
        """T5: asked for four days without a tail, the parcel is listed with the reason and never looked at."""
        ship(database, receiver_phone_tail=None)
        for days in range(4):
            answered(database, said=Said.NOTHING_OR_NO, with_tail=False, now=NOW + timedelta(days=days))
        [(looked_at, reason, state)] = rows(
            database, "SELECT last_polled_ok_at, poll_reason, poll_state FROM core.shipment"
        )
        assert (looked_at, state) == (None, "active")
        assert "phone" in reason

    def test_a_later_refusal_leaves_the_last_look(self, database: Engine) -> None:
        ship(database)
        answered(database, said=Said.NOTHING)
        answered(database, said=Said.LEFT_OUT, now=NOW + timedelta(hours=12))
        [(looked_at, reason)] = rows(database, "SELECT last_polled_ok_at, poll_reason FROM core.shipment")
        assert looked_at == NOW
        assert reason

    def test_a_look_does_not_tell_readers_that_the_parcel_changed(self, database: Engine) -> None:
        ship(database)
        before = rows(database, "SELECT updated_at FROM api.v1_shipments")
        answered(database, said=Said.NOTHING)
        assert rows(database, "SELECT updated_at FROM api.v1_shipments") == before

    def test_a_parcel_without_news_for_60_days_is_given_up_once_and_told(self, database: Engine) -> None:
        ship(database)
        tell(database, a_scan("05-02 10:00", "in_transit"))
        late = NOW + timedelta(days=60)
        assert answered(database, now=late) == [(SF, "SF1")]
        assert answered(database, now=late) == []
        assert rows(database, "SELECT status, status_at, poll_state FROM core.shipment") == [
            ("expired", late, "expired")
        ]
        assert is_due(database, now=late + timedelta(days=9)) == []

    def test_given_up_stays_given_up_until_there_is_news(self, database: Engine) -> None:
        ship(database)
        tell(database, a_scan("05-02 10:00", "in_transit"))
        answered(database, now=NOW + timedelta(days=60))
        with transaction(database) as cursor:
            refold(cursor, [(SF, "SF1")])
        assert rows(database, "SELECT status, poll_state FROM core.shipment") == [("expired", "expired")]
        tell(database, a_scan("07-09 10:00", "out_for_delivery"))
        assert rows(database, "SELECT status, poll_state, next_poll_at FROM core.shipment") == [
            ("out_for_delivery", "active", None)
        ]

    def test_a_parcel_that_is_done_is_asked_for_again_when_its_status_changes(self, database: Engine) -> None:
        ship(database)
        tell(database, a_scan("05-02 10:00", "delivered"))
        answered(database)
        assert rows(database, POLL) == [("done", None, None)]
        tell(database, a_scan("05-05 10:00", "returning"))
        assert rows(database, POLL) == [("active", None, None)]


class TestPaused:
    def test_a_parcel_without_any_link_left_is_paused_with_a_reason(self, database: Engine) -> None:
        ship(database)
        tell(database, a_scan("05-02 10:00", "in_transit"))
        drop = {"account": "shop", "orders": ["T1"], "links": []}
        with transaction(database) as cursor:
            refold(cursor, replace_order_links(cursor, **drop))
        [(state, reason, _)] = rows(database, POLL)
        assert state == "paused"
        assert "names this number" in reason
        assert rows(database, "SELECT status, external_order_id FROM api.v1_shipments") == [("in_transit", None)]
        with transaction(database) as cursor:
            assert review(cursor) == (0, 0), "a courier account does not bring the link back"
        with transaction(database) as cursor:
            refold(cursor, replace_order_links(cursor, account="shop", orders=["T1"], links=[a_name()]))
        assert rows(database, POLL) == [("active", None, None)]

    @pytest.mark.parametrize(
        ("carrier", "word"), [("unknown", "which carrier"), ("某某快递", "not among"), ("local_post", "同城邮递")]
    )
    def test_a_carrier_that_nobody_can_be_asked_for_is_paused_with_a_reason(
        self, database: Engine, carrier: str, word: str
    ) -> None:
        ship(database, a_name(carrier=carrier))
        [(state, reason, _)] = rows(database, POLL)
        assert state == "paused"
        assert word in reason
        assert is_due(database) == []

    def test_parcels_follow_the_accounts_that_can_be_asked(self, database: Engine) -> None:
        ship(database)
        answered(database, said=Said.NOTHING)
        run(database, "UPDATE core.account SET status = 'retired' WHERE account = 'sf'")
        with transaction(database) as cursor:
            assert review(cursor) == (1, 0)
            assert review(cursor) == (0, 0)
        assert rows(database, POLL)[0][:2] == ("paused", "No courier account of sf_express is configured.")
        run(database, "UPDATE core.account SET status = 'active' WHERE account = 'sf'")
        with transaction(database) as cursor:
            assert review(cursor) == (0, 1)
        assert rows(database, POLL) == [("active", None, None)]

    def test_an_account_that_waits_for_new_credentials_pauses_no_parcel(self, database: Engine) -> None:
        run(
            database,
            "UPDATE core.account SET status = 'paused', paused_reason = 'Session expired.' WHERE side = 'courier'",
        )
        ship(database)
        assert rows(database, POLL) == [("active", None, None)]

    def test_a_parcel_paused_meanwhile_stays_paused_when_its_answer_comes(self, database: Engine) -> None:
        ship(database)
        run(database, "UPDATE core.account SET status = 'retired' WHERE account = 'sf'")
        with transaction(database) as cursor:
            review(cursor)
        answered(database)
        assert rows(database, POLL)[0][0] == "paused"
