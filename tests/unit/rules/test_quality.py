"""When an account must stop."""

import pytest

from rules.quality import flood, volume


@pytest.mark.parametrize(
    ("fetched", "rejected", "stops"),
    [(100, 30, True), (100, 29, False), (99, 99, False), (5000, 1500, True), (0, 0, False)],
)
def test_a_third_of_many_set_aside_together(fetched: int, rejected: int, stops: bool) -> None:
    found = flood(fetched=fetched, rejected=rejected)
    assert bool(found) is stops
    if found:
        assert f"{rejected:,} of {fetched:,}" in found.message


USUAL = [200, 210, 190, 205, 220]


@pytest.mark.parametrize(
    ("fetched", "usual", "rule"),
    [
        (0, USUAL, "nothing_fetched"),
        (0, [*USUAL, 0], "volume_unusual"),
        (0, [20, 20, 20, 20, 20], "nothing_fetched"),
        (0, [19, 40, 40, 40, 40], None),
        (20_500, USUAL, None),
        (20_501, USUAL, "volume_unusual"),
        (21, USUAL, None),
        (20, USUAL, "volume_unusual"),
        (1000, [5, 5, 5, 5, 5], None),
        (1005, [5, 5, 5, 5, 5], "volume_unusual"),
        (0, USUAL[:4], None),
        (99999, [], None),
    ],
)
def test_a_volume_far_from_its_hours(fetched: int, usual: list[int], rule: str | None) -> None:
    found = volume(fetched, usual)
    assert (found.rule if found else None) == rule
