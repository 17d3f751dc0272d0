"""The world of a demo is chosen once and kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.errors import WrongUse
from cli.world import kept


def test_a_second_start_meets_the_same_world(tmp_path: Path) -> None:
    first = kept(tmp_path, seed=3, orders=200)

    assert kept(tmp_path) == first
    assert kept(tmp_path, seed=3, orders=200) == first
    assert first.arguments[:4] == ("--seed", "3", "--orders", "200")


def test_a_new_world_ended_ten_minutes_ago(tmp_path: Path) -> None:
    ago = datetime.now(UTC) - datetime.fromisoformat(kept(tmp_path).ends_at)

    assert timedelta(minutes=10) <= ago < timedelta(minutes=11)


@pytest.mark.parametrize("other", [{"seed": 4}, {"orders": 201}])
def test_another_world_than_the_kept_one_is_refused_with_what_to_do(tmp_path: Path, other: dict[str, int]) -> None:
    kept(tmp_path, seed=3, orders=200)

    with pytest.raises(WrongUse, match=rf"seed 3 with 200 orders.*rm -r {tmp_path}"):
        kept(tmp_path, **other)
