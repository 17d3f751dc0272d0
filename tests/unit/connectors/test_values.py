import pytest

from connectors.values import (
    SHANGHAI,
    as_fen,
    as_instant,
    as_instant_from_ms,
    as_integer,
    as_yuan,
    as_yuan_from_fen,
    moment_fault,
    read_moment,
    shape,
)


@pytest.mark.parametrize(
    ("given", "amount"),
    [
        ("1.67", "1.67"),
        ("2.68", "2.68"),
        ("1.6700", "1.67"),
        ("2599.00", "2599.00"),
        ("0.00", "0.00"),
        ("0.05", "0.05"),
        ("007.5", "7.50"),
        ("12", "12.00"),
        (12, "12.00"),
        (0, "0.00"),
        ("-5.00", "-5.00"),
        ("-0.00", "0.00"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_yuan_keeps_every_fen(given: object, amount: str) -> None:
    """Field case O7."""
    assert as_yuan(given) == amount


@pytest.mark.parametrize(
    "given",
    ["1.005", "1e2", "NaN", "Infinity", "", "-", ".5", "5.", "1,299.00", " 1.00", "+1.00", "１.00", "1.0０", "9999999999999.00",
     True, 1.5, [], {}, "12.3.4", "1_0.00"],
)  # fmt: skip
def test_what_is_no_exact_amount_is_malformed(given: object) -> None:
    """Field case O7."""
    with pytest.raises(ValueError, match=r"\w"):
        as_yuan(given)


@pytest.mark.parametrize(
    ("given", "amount"),
    [(167, "1.67"), ("299900.0", "2999.00"), ("5", "0.05"), ("-250", "-2.50"), (0, "0.00"), ("299900.000", "2999.00")],
)
def test_fen_become_yuan(given: object, amount: str) -> None:
    assert as_yuan_from_fen(given) == amount


@pytest.mark.parametrize("given", ["1.5", "1e2", "NaN", "", None, 1.0, "１"])
def test_what_is_no_whole_fen_is_malformed(given: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        as_yuan_from_fen(given)


def test_every_price_below_100_yuan_survives_the_way_to_fen_and_back() -> None:
    for fen in range(10_000):
        amount = as_yuan(f"{fen // 100}.{fen % 100:02d}")
        assert as_fen(amount) == fen
        assert as_yuan_from_fen(fen) == amount


def test_a_time_without_zone_is_china_time() -> None:
    assert as_instant("2026-03-04 20:11:05", SHANGHAI) == "2026-03-04T20:11:05+08:00"


@pytest.mark.parametrize(
    "given",
    ["2026-02-30 10:00:00", "2026-13-45 99:00:00", "2026-03-04", "2026-03-04T20:11:05", "2026-03-04 20:11:05.0", "yesterday",
     "2026-W01-1 10:00:00", "2026-03-04 24:61:00", "２026-03-04 20:11:05", "2026-03-04 20:11+08"],
)  # fmt: skip
def test_what_is_no_time_is_malformed(given: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        as_instant(given, SHANGHAI)


def test_milliseconds_are_kept_to_the_millisecond() -> None:
    assert as_instant_from_ms(1772676451000) == "2026-03-05T10:07:31+08:00"
    assert as_instant_from_ms("1772676451007") == "2026-03-05T10:07:31.007+08:00"
    with pytest.raises(ValueError, match="milliseconds"):
        as_instant_from_ms("soon")


@pytest.mark.parametrize(("given", "number"), [(3, 3), ("3", 3), ("-3", -3), (2**31 - 1, 2**31 - 1)])
def test_whole_numbers(given: object, number: int) -> None:
    assert as_integer(given) == number


@pytest.mark.parametrize("given", ["2.0", "2**3", 2**31, "99999999999999", True, None, 1.0, "--3", "³"])
def test_what_is_no_whole_number_is_malformed(given: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        as_integer(given)


def test_a_shape_tells_no_content() -> None:
    assert shape("李明 13912345678") == "text like 'aa 99999999999'"
    assert shape(12.5) == "a number"
    assert shape(None) == "nothing"


def test_a_configured_date_means_midnight_in_china() -> None:
    assert read_moment("2026-11-01").isoformat() == "2026-11-01T00:00:00+08:00"
    assert read_moment("2026-11-01T00:00:00+00:00").isoformat() == "2026-11-01T00:00:00+00:00"
    assert moment_fault("2026-11-01") is None
    assert moment_fault("next year") == "must be a date or an ISO 8601 time, such as 2026-11-01"
