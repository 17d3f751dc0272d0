from typing import Any

from sqlalchemy import Engine, text

from schemas.commerce import Order
from schemas.tally import Counts
from schemas.words import OrderStatus
from store import orders
from store.engine import transaction
from store.versions import Landed
from tests.build import a_line, an_order, landed

LATER = "2026-11-10T12:10:00+08:00"


def save(database: Engine, *rows: Landed[Order]) -> Counts:
    with transaction(database) as cursor:
        return orders.save(cursor, "tmall", "shop", rows, {("浙江省", "杭州市", "余杭区"): "330110"}).counts()


def one(database: Engine, query: str) -> Any:
    with database.connect() as connection:
        return connection.execute(text(query)).one()


def lines(database: Engine) -> list[tuple[str, int]]:
    with database.connect() as connection:
        rows = connection.execute(text("SELECT external_line_id, quantity FROM core.order_line ORDER BY 1"))
        return [(row[0], row[1]) for row in rows]


def test_an_order_is_written_with_its_lines_and_its_region(database: Engine) -> None:
    assert save(database, landed(an_order())) == Counts(inserted=1)
    row = one(
        database, "SELECT platform, status, paid_amount::text, receiver_adcode, ordered_at::text FROM core.sales_order"
    )
    assert tuple(row) == ("tmall", "paid", "2000.00", "330110", "2026-11-01 02:00:00+00")
    assert lines(database) == [("L1", 1)]


def test_the_same_order_again_writes_nothing(database: Engine) -> None:
    save(database, landed(an_order()))
    before = one(database, "SELECT updated_at, xmin::text FROM core.sales_order")
    assert save(database, landed(an_order(), fetched_at=LATER)) == Counts(unchanged=1)
    assert one(database, "SELECT updated_at, xmin::text FROM core.sales_order") == before


def test_o3_an_unknown_word_on_a_known_order_keeps_its_status_and_its_end(database: Engine) -> None:
    done = an_order(status=OrderStatus.COMPLETED, completed_at="2026-11-05T00:00:00+08:00")
    save(database, landed(done))
    strange = an_order(
        status=None, platform_status="BRAND_NEW", completed_at=None, lines=(a_line(status=None),),
        source_updated_at="2026-11-06T00:00:00+08:00",
    )  # fmt: skip
    assert save(database, landed(strange, fetched_at=LATER)) == Counts(updated=1)
    row = one(database, "SELECT status, platform_status, completed_at::text FROM core.sales_order")
    assert tuple(row) == ("completed", "BRAND_NEW", "2026-11-04 16:00:00+00")
    assert one(database, "SELECT status FROM core.order_line")[0] == "paid"


def test_an_order_that_lost_a_line_loses_its_row_and_a_changed_line_is_updated(database: Engine) -> None:
    save(database, landed(an_order(lines=(a_line(), a_line(external_line_id="L2")))))
    fewer = an_order(lines=(a_line(quantity=3),), source_updated_at="2026-11-06T00:00:00+08:00")
    save(database, landed(fewer, fetched_at=LATER))
    assert lines(database) == [("L1", 3)]


def test_g1_an_older_version_never_replaces_a_newer_one(database: Engine) -> None:
    save(database, landed(an_order(source_updated_at="2026-11-06T00:00:00+08:00", buyer_ref="new")))
    assert save(database, landed(an_order(buyer_ref="old"), fetched_at=LATER)) == Counts(unchanged=1)
    assert one(database, "SELECT buyer_ref FROM core.sales_order")[0] == "new"


def test_the_same_number_in_two_shops_is_two_orders(database: Engine) -> None:
    save(database, landed(an_order()))
    with transaction(database) as cursor:
        assert orders.save(cursor, "tmall", "other", [landed(an_order())], {}).counts() == Counts(inserted=1)


def test_text_with_tabs_newlines_and_backslashes_arrives_as_it_was(database: Engine) -> None:
    title = "a\tb\nc\\N\\.\r ü 🛠"
    save(database, landed(an_order(lines=(a_line(title=title),))))
    assert one(database, "SELECT title FROM core.order_line")[0] == title


def test_updated_at_never_runs_back(database: Engine) -> None:
    save(database, landed(an_order()))
    with database.begin() as connection:
        connection.execute(text("UPDATE core.sales_order SET updated_at = now() + interval '1 hour'"))
    before = one(database, "SELECT updated_at FROM core.sales_order")[0]
    save(database, landed(an_order(source_updated_at="2026-11-06T00:00:00+08:00"), fetched_at=LATER))
    assert one(database, "SELECT updated_at FROM core.sales_order")[0] >= before
