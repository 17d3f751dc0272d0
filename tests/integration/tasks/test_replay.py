"""Records set aside: grouped, taken through again the same guarded way, discarded."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from connectors.tmall import Tmall
from schemas.page import Fault, Raw, Read
from schemas.rejects import RejectChoice
from schemas.words import Entity
from store import open_rejects
from store.engine import transaction
from tasks.replay import replay_account, with_rejects
from tasks.runs import begun_over, conclude, span
from tests.told import Told, counts, route, trade

OPEN = "SELECT source_key, rule, status, attempts FROM ops.rejected_row ORDER BY 1, 2"
NOW = datetime(2026, 3, 21, 12, 0, tzinfo=UTC)


def replayed(choice: RejectChoice | None = None) -> dict[str, Any]:
    """Replay as the flow does."""
    given = choice or RejectChoice()
    with begun_over("replay", span(now=NOW), lambda: with_rejects(given), trigger="replay", choice=given) as run:
        for name in run.accounts:
            replay_account.fn(name, given, run.id, NOW)
        return conclude(run)


@pytest.fixture
def choking(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return what makes the reader choke on some orders while a block lasts: `with choking("1", rule="new_word")`."""
    reads = Tmall.normalize

    @contextmanager
    def choke(*numbers: str, rule: str = "new_word") -> Iterator[None]:
        def normalize(self: Tmall, stream: str, record: Raw) -> Read:
            if record.get("tid_str") not in numbers:
                return reads(self, stream, record)
            fault = Fault(source_key=record["tid_str"], stage="normalise", rule=rule, message="A word is new to us.")
            return Read(faults=(fault,))

        with monkeypatch.context() as patched:
            patched.setattr(Tmall, "normalize", normalize)
            patched.setattr(Tmall, "read_page", lambda *_: ())
            yield

    return choke


def test_what_a_mended_rule_takes_comes_in_by_replay(told: Told, choking: Callable[..., Any]) -> None:
    with choking("1", "2"):
        told.orders(trade(1), trade(2), trade(3))
    tally = replayed()
    assert counts(tally) == (2, 2, 0, 0, 0)
    assert (tally["flow"], tally["accounts"]["shop"]["status"]) == ("replay", "done")
    assert told.rows(OPEN) == [("1", "new_word", "replayed", 2), ("2", "new_word", "replayed", 2)]
    assert told.rows("SELECT count(*) FROM core.sales_order") == [(3,)]
    assert told.rows("SELECT trigger FROM ops.run WHERE flow = 'replay'") == [("replay",)]
    assert replayed()["accounts"] == {}, "nothing is open"


def test_what_fails_again_is_open_again_one_try_further(told: Told, choking: Callable[..., Any]) -> None:
    with choking("1", "2"):
        told.orders(trade(1), trade(2, payment="3E-7"))
    with choking("1"):
        assert counts(replayed()) == (2, 0, 0, 0, 2)
    found = told.rows(OPEN)
    assert {(key, status, attempts) for key, _, status, attempts in found} == {
        ("1", "open", 2), ("2", "replayed", 2), ("2", "open", 1),
    }  # fmt: skip
    with choking("1"):
        replayed()
    assert told.rows("SELECT attempts, count(*) OVER () FROM ops.rejected_row WHERE source_key = '1'") == [(3, 1)]


def test_g3_a_newer_version_stays_and_the_reject_is_superseded(told: Told, choking: Callable[..., Any]) -> None:
    second = trade(1, modified="2026-03-06 10:00:00", status="TRADE_FINISHED")
    told.orders(second)
    with choking("1"):
        told.orders(trade(1, modified="2026-03-05 10:00:00"))
    before = told.rows("SELECT status, row_hash, page_id, updated_at FROM core.sales_order")
    assert counts(replayed()) == (1, 0, 0, 1, 0)
    assert told.rows("SELECT status, row_hash, page_id, updated_at FROM core.sales_order") == before
    assert told.rows(OPEN) == [("1", "new_word", "superseded", 2)]


def test_the_chosen_rule_account_and_entity_alone_are_replayed(told: Told, choking: Callable[..., Any]) -> None:
    with choking("1", rule="one"):
        told.orders(trade(1))
    with choking("2", rule="two"):
        told.orders(trade(2))
    assert replayed(RejectChoice(entity=Entity.AFTER_SALES))["accounts"] == {}
    assert replayed(RejectChoice(account="sf"))["accounts"] == {}
    assert counts(replayed(RejectChoice(account="shop", rule="two"))) == (1, 1, 0, 0, 0)
    assert [row[:3] for row in told.rows(OPEN)] == [("1", "one", "open"), ("2", "two", "replayed")]


def test_one_bad_scan_is_replayed_alone(told: Told) -> None:
    told.scans("SF1", route("2026-03-05 10:00:00", "54"), route("not a time", "44"))
    assert told.rows("SELECT count(*) FROM core.shipment_event") == [(1,)]
    assert counts(replayed()) == (1, 0, 0, 0, 1)
    assert told.rows("SELECT status, attempts FROM ops.rejected_row") == [("open", 2)]


def test_a_run_that_died_after_landing_is_settled_by_the_next_sync(
    told: Told, choking: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with choking("1"):
        told.orders(trade(1))

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("tasks.replay.settle", dies)
        with pytest.raises(KeyboardInterrupt):
            replayed()
    assert told.orders(trade(2))["inserted"] == 2
    assert told.rows("SELECT count(*) FROM core.sales_order") == [(2,)]


def test_discarded_rejects_stay_discarded(told: Told, database: Engine, choking: Callable[..., Any]) -> None:
    with choking("1", "2"):
        told.orders(trade(1), trade(2))
        with transaction(database) as cursor:
            assert open_rejects.discard(cursor, RejectChoice(rule="new_word")) == 2
        told.orders(trade(1))
    assert [row[2] for row in told.rows(OPEN)] == ["discarded", "discarded"]
    assert replayed()["accounts"] == {}


def test_ten_thousand_rejects_in_three_groups(told: Told, database: Engine, choking: Callable[..., Any]) -> None:
    """Two groups are mended and replayed, one is discarded; each by one command."""
    groups = {"one": range(1, 4001), "two": range(4001, 8001), "three": range(8001, 10001)}
    for rule, numbers in groups.items():
        with choking(*map(str, numbers), rule=rule):
            told.orders(*(trade(number) for number in numbers))
    found = open_rejects.groups(database, RejectChoice())
    assert [(row["rule"], row["rows"]) for row in found] == [("one", 4000), ("two", 4000), ("three", 2000)]
    assert counts(replayed(RejectChoice(rule="one"))) == (4000, 4000, 0, 0, 0)
    assert counts(replayed(RejectChoice(rule="two"))) == (4000, 4000, 0, 0, 0)
    with transaction(database) as cursor:
        assert open_rejects.discard(cursor, RejectChoice(rule="three")) == 2000
    assert open_rejects.groups(database, RejectChoice()) == []
    assert told.rows("SELECT count(*) FROM core.sales_order") == [(8000,)]
