from threading import Thread

import pytest
from sqlalchemy import Engine

from schemas.commerce import Instant
from schemas.words import Direction
from store import orders
from store.engine import transaction
from store.parcels_links import move_request_links, replace_order_links
from store.parcels_scans import save_promises
from tests.build import a_request, an_order, landed
from tests.integration.store.parcels import (
    EVENTS,
    LEGS,
    LINKS,
    MAY,
    a_name,
    a_scan,
    declare,
    furnish,
    order,
    refold,
    request,
    rows,
    run,
    ship,
    tell,
)


@pytest.fixture(autouse=True)
def furnished(database: Engine) -> None:
    furnish(database)


class TestLinks:
    def test_an_orders_links_are_replaced_as_a_set(self, database: Engine) -> None:
        ship(database, "T1", a_name("SF1", external_line_id="L1"), a_name("SF2", external_line_id="L2"))
        ship(database, "T2", a_name("SF2", order="T2"))
        ship(database, "T1", a_name("SF2", external_line_id="L2"), a_name("SF3", external_line_id="L1"))
        assert [row[:3] for row in rows(database, LINKS)] == [("SF2", 1, "T1"), ("SF2", 1, "T2"), ("SF3", 1, "T1")]

    def test_links_that_stay_are_not_touched(self, database: Engine) -> None:
        ship(database, "T1", a_name("SF1"), a_name("SF2"))
        before = rows(database, "SELECT xmin::text, * FROM core.shipment_link WHERE tracking_no = 'SF1'")
        legs = rows(database, "SELECT xmin::text, * FROM core.shipment WHERE tracking_no = 'SF1'")
        ship(database, "T1", a_name("SF1"), a_name("SF3"))
        assert rows(database, "SELECT xmin::text, * FROM core.shipment_link WHERE tracking_no = 'SF1'") == before
        assert rows(database, "SELECT xmin::text, * FROM core.shipment WHERE tracking_no = 'SF1'") == legs

    def test_a_direction_that_changes_is_taken_over(self, database: Engine) -> None:
        ship(database, "T1", a_name())
        ship(database, "T1", a_name(direction=Direction.REISSUE))
        assert rows(database, LINKS) == [("SF1", 1, "T1", "", "reissue")]
        assert rows(database, LEGS) == [(1, "reissue", "pending")]

    def test_all_numbers_that_an_order_names_or_named_are_computed_anew(self, database: Engine) -> None:
        ship(database, "T1", a_name("SF1"), a_name("SF2"))
        with transaction(database) as cursor:
            touched = replace_order_links(
                cursor, account="shop", orders=["T1"], links=[a_name("SF2"), a_name("SF3"), a_name("SF3")]
            )
        assert touched == {("sf_express", "SF1"), ("sf_express", "SF2"), ("sf_express", "SF3")}

    def test_an_orders_links_leave_those_of_its_requests(self, database: Engine) -> None:
        ship(database)
        request(
            database,
            a_request(requested_at="2026-05-05T09:00:00+08:00"),
            a_name("SF8", external_after_sale_id="R1", direction=Direction.RETURN),
        )
        ship(database, "T1", a_name("SF2"))
        assert [row[0] for row in rows(database, LINKS)] == ["SF2", "SF8"]

    def test_a_request_takes_its_links_back(self, database: Engine) -> None:
        ship(database)
        made = a_request(requested_at="2026-05-05T09:00:00+08:00")
        request(database, made, a_name("SF8", external_after_sale_id="R1", direction=Direction.RETURN))
        request(database, made)
        assert [row[0] for row in rows(database, LINKS)] == ["SF1"]
        assert rows(database, "SELECT poll_state FROM core.shipment WHERE tracking_no = 'SF8'") == [("paused",)]

    def test_an_order_found_later_takes_over_the_requests_links(self, database: Engine) -> None:
        made = a_request(external_order_id="ALIPAY9", requested_at="2026-05-05T09:00:00+08:00")
        named = a_name("SF8", order="ALIPAY9", external_after_sale_id="R1", direction=Direction.RETURN)
        request(database, made, named)
        with transaction(database) as cursor:
            refold(cursor, move_request_links(cursor, account="shop", orders=[("R1", "T1"), ("R2", "T1")]))
        assert rows(database, LINKS) == [("SF8", 1, "T1", "R1", "return")]


class TestLegs:
    def test_a_number_used_again_is_another_parcel(self, database: Engine) -> None:
        """T2: order 2 has July's scans only and is not delivered; order 1 keeps May's delivery."""
        ship(database, "T1")
        tell(database, *MAY)
        ship(database, "T2", paid="07-01")
        tell(database, a_scan("07-02 10:00", "picked_up"), a_scan("07-03 10:00", "in_transit"))
        assert rows(
            database, "SELECT external_order_id, leg, status, delivered_at IS NULL FROM api.v1_shipments ORDER BY leg"
        ) == [("T1", 1, "delivered", False), ("T2", 2, "in_transit", True)]
        assert [leg for leg, _ in rows(database, EVENTS)] == [1, 1, 1, 2, 2]
        assert [row[:3] for row in rows(database, LINKS)] == [("SF1", 1, "T1"), ("SF1", 2, "T2")]

    def test_a_pickup_after_delivery_opens_a_return_leg(self, database: Engine) -> None:
        """T3: outbound delivered at the first time, return leg in_transit."""
        ship(database)
        tell(database, *MAY)
        request(
            database,
            a_request(requested_at="2026-05-05T09:00:00+08:00"),
            a_name(external_after_sale_id="R1", direction=Direction.RETURN),
        )
        tell(database, a_scan("05-06 10:00", "picked_up"), a_scan("05-07 10:00", "in_transit"))
        assert rows(
            database,
            "SELECT leg, direction, status, delivered_at AT TIME ZONE 'Asia/Shanghai' = '2026-05-04 10:00',"
            " external_order_id, external_after_sale_id FROM api.v1_shipments ORDER BY leg",
        ) == [(1, "outbound", "delivered", True, "T1", None), (2, "return", "in_transit", None, "T1", "R1")]
        assert rows(database, EVENTS)[-2:] == [(2, "picked_up"), (2, "in_transit")]

    def test_a_return_that_no_request_declares_keeps_the_orders_links_until_one_does(self, database: Engine) -> None:
        ship(database)
        tell(database, *MAY, a_scan("05-06 10:00", "picked_up"))
        assert rows(database, LINKS) == [("SF1", 1, "T1", "", "outbound"), ("SF1", 2, "T1", "", "return")]
        request(
            database,
            a_request(requested_at="2026-05-07T09:00:00+08:00"),
            a_name(external_after_sale_id="R1", direction=Direction.RETURN),
        )
        assert rows(database, LINKS) == [("SF1", 1, "T1", "", "outbound"), ("SF1", 2, "T1", "R1", "return")]

    def test_any_order_of_arrival_gives_the_same_rows(self, database: Engine) -> None:
        """What came first does not matter: orders, requests or scans."""
        back = (a_scan("05-06 10:00", "picked_up"), a_scan("05-07 10:00", "delivered"))
        july = (a_scan("07-02 10:00", "picked_up"),)
        made = a_request(requested_at="2026-05-05T09:00:00+08:00")
        named = a_name(external_after_sale_id="R1", direction=Direction.RETURN)
        steps = [
            lambda: ship(database, "T1"),
            lambda: tell(database, *MAY),
            lambda: request(database, made, named),
            lambda: tell(database, *back),
            lambda: ship(database, "T2", paid="07-01"),
            lambda: tell(database, *july),
        ]
        seen = []
        for turn in ([0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [3, 0, 5, 2, 1, 4]):
            run(
                database,
                "TRUNCATE core.shipment, core.shipment_link, core.shipment_event",
                "TRUNCATE core.sales_order, core.order_line, core.after_sale, core.after_sale_line",
            )
            for step in turn:
                steps[step]()
            seen.append((rows(database, LEGS), rows(database, LINKS), rows(database, EVENTS)))
        assert seen[0][0] == [(1, "outbound", "delivered"), (2, "return", "delivered"), (3, "outbound", "picked_up")]
        assert seen[0] == seen[1] == seen[2]

    def test_a_leg_goes_with_the_order_that_named_the_number(self, database: Engine) -> None:
        ship(database, "T1")
        tell(database, *MAY)
        ship(database, "T2", paid="07-01")
        ship(database, "T2", a_name("SF9", order="T2"), paid="07-01")
        assert rows(database, "SELECT tracking_no, leg, status, poll_state FROM core.shipment ORDER BY 1, 2") == [
            ("SF1", 1, "delivered", "active"),
            ("SF9", 1, "pending", "active"),
        ]

    def test_cash_on_delivery_counts_since_the_order(self, database: Engine) -> None:
        """Paid at the door: its first scans are older than the payment."""
        declare(
            database,
            an_order(
                ordered_at="2026-05-01T10:00:00+08:00",
                shipped_at="2026-05-02T09:00:00+08:00",
                paid_at="2026-05-04T10:00:00+08:00",
            ),
            a_name(),
        )
        tell(database, *MAY)
        assert rows(database, "SELECT picked_up_at IS NOT NULL FROM core.shipment") == [(True,)]

    def test_an_order_whose_times_change_moves_its_leg(self, database: Engine) -> None:
        ship(database, "T1", paid="05-03", source_updated_at="2026-05-03T10:00:00+08:00")
        tell(database, *MAY)
        assert rows(database, "SELECT picked_up_at IS NULL FROM core.shipment") == [(True,)]
        ship(database, "T1", paid="05-01", source_updated_at="2026-05-05T10:00:00+08:00")
        assert rows(database, "SELECT picked_up_at IS NULL FROM core.shipment") == [(False,)]

    def test_the_smallest_link_stands_for_the_parcel(self, database: Engine) -> None:
        ship(database, "T2", a_name(order="T2"))
        ship(database, "T1", a_name(order="T1"))
        assert rows(database, "SELECT external_order_id, leg FROM api.v1_shipments") == [("T1", 1)]
        assert len(rows(database, "SELECT * FROM api.v1_shipment_links")) == 2

    def test_rows_that_do_not_change_keep_their_updated_at(self, database: Engine) -> None:
        ship(database)
        tell(database, *MAY)
        before = rows(database, "SELECT xmin::text, updated_at FROM core.shipment")
        tell(database, *MAY, page_id=9)
        with transaction(database) as cursor:
            refold(cursor, [("sf_express", "SF1")])
        assert rows(database, "SELECT xmin::text, updated_at FROM core.shipment") == before

    def test_the_first_promise_stays_and_belongs_to_the_newest_leg(self, database: Engine) -> None:
        ship(database)
        tell(database, *MAY)
        ship(database, "T2", paid="07-01")
        for day in ("2026-07-04", "2026-07-09"):
            with transaction(database) as cursor:
                save_promises(cursor, promises=[(("sf_express", "SF1"), Instant(f"{day}T18:00:00+08:00"))])
        assert rows(database, "SELECT promised_at::date::text FROM core.shipment ORDER BY leg") == [
            (None,),
            ("2026-07-04",),
        ]

    def test_a_shop_and_a_courier_that_write_at_once_see_each_other(self, database: Engine) -> None:
        """The courier's transaction begins before the shop's ends, and comes to the legs after it."""
        with transaction(database) as cursor:
            orders.save(cursor, "tmall", "shop", [landed(order())], {})
            numbers = replace_order_links(cursor, account="shop", orders=["T1"], links=[a_name()])
            courier = Thread(target=tell, args=(database, *MAY))
            courier.start()
            courier.join(timeout=1)
            assert courier.is_alive(), "it waits for the legs"
            refold(cursor, numbers)
        courier.join(timeout=60)
        assert rows(database, LEGS) == [(1, "outbound", "delivered")]

    def test_a_scan_older_than_the_sign_off_is_one_more_event(self, database: Engine) -> None:
        """T6: still delivered."""
        ship(database)
        tell(database, *MAY)
        tell(database, a_scan("05-03 20:00", "out_for_delivery"))
        assert rows(database, LEGS) == [(1, "outbound", "delivered")]
        assert len(rows(database, EVENTS)) == 4


def test_a_chunk_gives_what_its_parcels_give_one_by_one(database: Engine) -> None:
    """Hundreds of parcels in two transactions, twice: the second time nothing is written."""
    count = 300
    run(
        database,
        f"""INSERT INTO core.sales_order (platform, account, external_order_id, platform_status, ordered_at, paid_at,
                source_updated_at, fetched_at, row_hash, page_id, position)
            SELECT 'tmall', 'shop', 'O' || n, 'x', '2026-05-01', '2026-05-01', now(), now(), 'h', 1, 1
            FROM generate_series(1, {count}) n""",
    )
    words = ("picked_up", "in_transit", "in_transit", "out_for_delivery", "delivered")
    # Parcel n has come n % 5 + 1 scans far.
    scans = [
        a_scan(f"05-{2 + step:02} 10:00", word, number=f"SF{n}", description=f"{step}")
        for n in range(1, count + 1)
        for step, word in enumerate(words[: n % 5 + 1])
    ]
    names = [a_name(f"SF{n}", order=f"O{n}") for n in range(1, count + 1)]
    written = []
    for _ in range(2):
        with transaction(database) as cursor:
            owners = [name.external_order_id for name in names]
            refold(cursor, replace_order_links(cursor, account="shop", orders=owners, links=names))
        tell(database, *scans)
        written.append(rows(database, "SELECT xmin::text, * FROM core.shipment ORDER BY tracking_no"))
    assert written[0] == written[1]
    assert rows(database, "SELECT status, count(*) FROM core.shipment GROUP BY 1 ORDER BY 1") == [
        ("delivered", 60),
        ("in_transit", 120),
        ("out_for_delivery", 60),
        ("picked_up", 60),
    ]
