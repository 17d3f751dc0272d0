import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg2.errors import CheckViolation
from sqlalchemy import Engine, text

from schemas.account import AccountRow, Side
from schemas.page import Page
from schemas.tally import Counts
from store import accounts, cursors, locks, runs
from store.engine import transaction
from store.landing import Source, anything_waits, claim, land, next_chunk

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def begin(url: str, *names: str, run_id: UUID | None = None) -> UUID:
    run_id = run_id or uuid4()
    runs.begin(url, run_id=run_id, flow="sync-orders", trigger="manual", params={"now": NOW}, accounts=names)
    return run_id


def status(database: Engine, run_id: UUID) -> Any:
    with database.connect() as connection:
        return connection.execute(text("SELECT status FROM ops.run WHERE run_id = :run"), {"run": run_id}).scalar()


def test_a_tally_adds_up_and_says_partial_when_some_accounts_failed(database: Engine, database_url: str) -> None:
    run_id = uuid4()
    with runs.alive(database_url, run_id):
        begin(database_url, "good", "dead", "paused", run_id=run_id)
        with transaction(database) as cursor:
            runs.count(cursor, run_id, "good", Counts(inserted=2, unchanged=1, rejected=1))
        runs.close_account(database, run_id, "good", status="done")
        runs.close_account(database, run_id, "paused", status="skipped", reason="Paused: holiday")
        tally = runs.conclude(database, run_id)
    assert (tally["status"], tally["fetched"], tally["inserted"]) == ("partial", 4, 2)
    assert tally["accounts"]["dead"]["status"] == "failed", "a task that died early must not vanish from the sum"
    assert tally["accounts"]["paused"]["reason"] == "Paused: holiday"


def test_skipped_accounts_are_no_failure_and_all_failed_is_failed(database: Engine, database_url: str) -> None:
    for ends, expected in ((["skipped"], "completed"), (["failed", "skipped"], "failed"), ([], "completed")):
        run_id = uuid4()
        with runs.alive(database_url, run_id):
            begin(database_url, *(f"a{n}" for n in range(len(ends))), run_id=run_id)
            for number, end in enumerate(ends):
                runs.close_account(database, run_id, f"a{number}", status=end)
            assert runs.conclude(database, run_id)["status"] == expected


def test_a_run_that_died_is_closed_by_the_next_and_a_living_one_is_not(database: Engine, database_url: str) -> None:
    dead = begin(database_url, "shop")
    living = uuid4()
    with runs.alive(database_url, living):
        begin(database_url, "shop", run_id=living)
        assert status(database, dead) == "crashed"
        with runs.alive(database_url, successor := uuid4()):
            begin(database_url, "shop", run_id=successor)
        assert status(database, living) == "running"


def test_counts_that_do_not_add_up_are_refused_by_the_database(database: Engine, database_url: str) -> None:
    run_id = begin(database_url, "shop")
    with pytest.raises(CheckViolation), transaction(database) as cursor:
        cursor.execute("UPDATE ops.run_account SET fetched = 1 WHERE run_id = %s", (str(run_id),))


def test_a_second_holder_is_told_that_the_lock_is_taken_and_gets_it_once_it_is_free(database_url: str) -> None:
    name = locks.live("shop", "orders")
    with locks.held(database_url, name):
        with pytest.raises(locks.Taken), locks.held(database_url, name):
            pass
        release = threading.Timer(0.3, lambda: None)
        release.start()
    with locks.held(database_url, name, wait_s=5):
        pass


def test_pages_of_a_living_run_are_left_to_it_and_those_of_a_dead_one_are_taken_up(
    database: Engine, database_url: str
) -> None:
    dead, living, mine = begin(database_url, "shop"), uuid4(), uuid4()
    with runs.alive(database_url, living), runs.alive(database_url, mine):
        begin(database_url, "shop", run_id=living)
        begin(database_url, "shop", run_id=mine)
        for run_id in (dead, living, mine):
            source = Source(account="shop", entity="orders", run_id=run_id)
            page = Page(stream="orders", records=({"of": str(run_id)},) * 3)
            with transaction(database) as cursor:
                land(cursor, source, page, page_no=1, fetched_at=NOW)
        source = Source(account="shop", entity="orders", run_id=mine)
        pages = next_chunk(database, source, records=100)
        assert [page.records()[0]["of"] for page in pages] == [str(dead), str(mine)]
        with transaction(database) as cursor:
            assert claim(cursor, pages[:1], mine)
            assert anything_waits(cursor, source)
            assert claim(cursor, pages[1:], mine)
            assert not anything_waits(cursor, source)
        with transaction(database) as cursor:
            assert not claim(cursor, pages, mine), "settled once is settled for good"


def test_a_chunk_holds_about_as_many_records_as_asked_for_and_always_a_page(
    database: Engine, database_url: str
) -> None:
    run_id = begin(database_url, "shop")
    source = Source(account="shop", entity="orders", run_id=run_id)
    for _ in range(5):
        with transaction(database) as cursor:
            land(cursor, source, Page(stream="orders", records=({"n": 1},) * 40), page_no=1, fetched_at=NOW)
    assert len(next_chunk(database, source, records=100)) == 3
    assert len(next_chunk(database, source, records=1)) == 1


def test_g2_the_watermark_moves_on_never_back_and_a_failure_leaves_it(database: Engine) -> None:
    for hours, expected in ((0, 0), (2, 2), (1, 2)):
        with transaction(database) as cursor:
            at = NOW + timedelta(hours=hours)
            cursors.advance(cursor, "shop", "orders", watermark=at, now=NOW, run_id=uuid4())
        assert cursors.position(database, "shop", "orders").watermark == NOW + timedelta(hours=expected)
    cursors.failed(database, "shop", "orders", error="down", not_before=NOW)
    assert cursors.position(database, "shop", "orders") == cursors.Position(
        watermark=NOW + timedelta(hours=2), not_before=NOW
    )


def test_accounts_follow_the_settings_and_a_pause_outlives_a_new_reading_of_them(database: Engine) -> None:
    shop = AccountRow(account="shop", platform="tmall", side=Side.SHOP)
    other = AccountRow(account="other", platform="tmall", side=Side.SHOP)
    with transaction(database) as cursor:
        accounts.register(cursor, [shop, other])
        accounts.pause(cursor, "shop", "session expired")
        accounts.register(cursor, [shop])
    assert accounts.status(database, "shop") == ("paused", "session expired")
    assert accounts.status(database, "other")[0] == "retired"
    with transaction(database) as cursor:
        accounts.register(cursor, [shop, other])
        accounts.resume(cursor, "shop")
    assert accounts.status(database, "other")[0] == accounts.status(database, "shop")[0] == "active"
    assert {(row["account"], row["entity"]) for row in accounts.freshness(database)} == {
        (name, entity) for name in ("shop", "other") for entity in ("orders", "after_sales")
    }


def test_an_unknown_account_can_not_be_paused(database: Engine) -> None:
    with pytest.raises(accounts.UnknownAccount), transaction(database) as cursor:
        accounts.pause(cursor, "nobody", "because")
