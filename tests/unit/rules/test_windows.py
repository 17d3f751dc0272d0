from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from rules.windows import between, horizon, onward
from schemas.window import Reach

REACH = Reach(
    longest=timedelta(days=1),
    overlap=timedelta(minutes=10),
    safety_lag=timedelta(minutes=2),
    look_back=timedelta(days=90),
)
NOW = datetime(2026, 11, 20, 12, 0, 0, 500, tzinfo=UTC)


def test_windows_join_without_a_gap_and_each_starts_the_overlap_earlier() -> None:
    windows = list(between(REACH, start=NOW - timedelta(days=3), end=NOW, now=NOW))
    for before, after in pairwise(windows):
        assert after.start == before.end - REACH.overlap
    assert windows[0].start == NOW.replace(microsecond=0) - timedelta(days=3) - REACH.overlap
    assert windows[-1].end == NOW.replace(microsecond=0)


def test_no_window_is_longer_than_the_platform_allows_overlap_included() -> None:
    windows = list(between(REACH, start=NOW - timedelta(days=30), end=NOW, now=NOW))
    assert max(window.end - window.start for window in windows) == REACH.longest


def test_a_sync_that_is_nearly_caught_up_asks_for_one_short_window() -> None:
    (window,) = onward(REACH, watermark=NOW - timedelta(minutes=12), since=NOW - timedelta(days=30), now=NOW)
    assert window.end == horizon(REACH, NOW)
    assert window.end - window.start == timedelta(minutes=20)


@pytest.mark.parametrize("watermark", [NOW, NOW - timedelta(minutes=2), NOW + timedelta(hours=1)])
def test_a_watermark_at_or_past_the_horizon_gives_no_window(watermark: datetime) -> None:
    assert not list(onward(REACH, watermark=watermark, since=NOW, now=NOW))


def test_a_first_sync_never_asks_for_more_than_the_platform_lists() -> None:
    first = next(onward(REACH, watermark=None, since=NOW - timedelta(days=400), now=NOW))
    assert NOW - first.start <= timedelta(days=90)
    assert NOW - first.start > timedelta(days=89, hours=23)


def test_windows_are_in_whole_seconds() -> None:
    for window in onward(REACH, watermark=None, since=NOW - timedelta(days=2, microseconds=7), now=NOW):
        assert window.start.microsecond == window.end.microsecond == 0


OLD = Reach(
    longest=REACH.longest, overlap=REACH.overlap, safety_lag=REACH.safety_lag, look_back=REACH.look_back,
    created_back=timedelta(days=730),
)  # fmt: skip


def test_what_lies_before_the_list_of_changes_is_asked_for_by_its_creation() -> None:
    windows = list(onward(OLD, watermark=None, since=NOW - timedelta(days=100), now=NOW))
    by_creation = [window for window in windows if window.by_creation]
    assert windows[: len(by_creation)] == by_creation, "the oldest first"
    assert 10 <= len(by_creation) <= 12
    assert by_creation[-1].end == windows[len(by_creation)].start + REACH.overlap, "without a gap"
    assert NOW - by_creation[0].start <= timedelta(days=100, minutes=11)


def test_creation_reaches_no_further_than_the_platform_keeps_orders() -> None:
    first = next(onward(OLD, watermark=None, since=NOW - timedelta(days=4000), now=NOW))
    assert first.by_creation
    assert NOW - first.start <= timedelta(days=730)


def test_a_sync_that_is_caught_up_asks_for_nothing_by_creation() -> None:
    assert not any(window.by_creation for window in onward(OLD, watermark=NOW - timedelta(days=1), since=NOW, now=NOW))
