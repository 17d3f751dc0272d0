from typing import Any

from sqlalchemy import Engine, text

from schemas.commerce import AfterSale, AfterSaleLine
from schemas.tally import Counts
from schemas.words import AfterSaleStatus, Stage
from store import after_sales, orders
from store.engine import transaction
from store.versions import Landed
from tests.build import a_line, a_request, an_order, landed

LATER = "2026-11-10T12:10:00+08:00"


def save(database: Engine, *rows: Landed[AfterSale]) -> Counts:
    with transaction(database) as cursor:
        return after_sales.save(cursor, "tmall", "shop", rows).counts()


def row(database: Engine, columns: str) -> tuple[Any, ...]:
    with database.connect() as connection:
        return tuple(connection.execute(text(f"SELECT {columns} FROM core.after_sale")).one())


def test_a_request_is_written_once_with_its_lines(database: Engine) -> None:
    assert save(database, landed(a_request())) == Counts(inserted=1)
    assert save(database, landed(a_request(), fetched_at=LATER)) == Counts(unchanged=1)
    assert row(database, "kind, status, refund_amount::text, disputed") == (
        "return_refund",
        "requested",
        "2000.00",
        False,
    )
    with database.connect() as connection:
        found = connection.execute(text("SELECT line_no, external_line_id, quantity FROM core.after_sale_line")).all()
    assert [tuple(each) for each in found] == [(1, "L1", 1)]


def test_a_stored_before_ship_stays_and_an_unknown_stage_changes_nothing(database: Engine) -> None:
    save(database, landed(a_request(stage=Stage.BEFORE_SHIP)))
    save(
        database,
        landed(a_request(stage=Stage.AFTER_SHIP, source_updated_at="2026-11-06T00:00:00+08:00"), fetched_at=LATER),
    )
    assert row(database, "stage") == ("before_ship",)


def test_an_unknown_word_keeps_status_kind_and_close(database: Engine) -> None:
    closed = a_request(status=AfterSaleStatus.COMPLETED, closed_at="2026-11-06T00:00:00+08:00")
    save(database, landed(closed))
    strange = a_request(status=None, kind=None, platform_status="NEW", source_updated_at="2026-11-07T00:00:00+08:00")
    save(database, landed(strange, fetched_at=LATER))
    assert row(database, "status, kind, closed_at IS NOT NULL, platform_status") == (
        "completed",
        "return_refund",
        True,
        "NEW",
    )


def test_the_owner_of_a_request_replaces_it_whatever_the_times_and_a_lower_list_never(database: Engine) -> None:
    save(database, landed(a_request(source_updated_at="2026-11-09T00:00:00+08:00")))
    owner = a_request(stream="exchanges", stream_rank=0, source_updated_at="2026-11-06T00:00:00+08:00")
    assert save(database, landed(owner, fetched_at=LATER)) == Counts(updated=1)
    lower = a_request(source_updated_at="2026-11-10T00:00:00+08:00")
    assert save(database, landed(lower, fetched_at=LATER)) == Counts(unchanged=1)
    assert row(database, "stream") == ("exchanges",)


def test_an_exchange_finds_the_order_of_its_line_when_that_order_comes(database: Engine) -> None:
    lost = a_request(external_order_id="2088", lines=(AfterSaleLine(external_line_id="L9", quantity=1),))
    save(database, landed(lost))
    with transaction(database) as cursor:
        assert after_sales.find_orders(cursor, "shop", requests=["R1"]) == []
        orders.save(cursor, "tmall", "shop", [landed(an_order(lines=(a_line(external_line_id="L9"),)))], {})
        assert after_sales.find_orders(cursor, "shop", lines=["L9"]) == [("R1", "T1")]
    assert row(database, "external_order_id") == ("T1",)


def test_an_order_number_that_an_order_bears_is_left_alone(database: Engine) -> None:
    save(database, landed(a_request(lines=(AfterSaleLine(external_line_id="L9", quantity=1),))))
    with transaction(database) as cursor:
        both = [an_order(), an_order(external_order_id="T2", lines=(a_line(external_line_id="L9"),))]
        orders.save(cursor, "tmall", "shop", [landed(each) for each in both], {})
        assert after_sales.find_orders(cursor, "shop", lines=["L9"]) == []
