"""Canonical text becomes numbers and instants exactly."""

from datetime import UTC, datetime

import pandas as pd

from checks.bounds import EARLIEST, MAX_FEN
from checks.columns import absent_in, fen, frame_of, instants, integers, seconds, texts
from checks.parcels import key_lengths
from schemas.commerce import Amount, Instant
from schemas.words import OrderStatus
from tests.build import a_parcel


def test_amounts_become_fen_without_loss() -> None:
    given = ["1.67", "2.68", "0.00", "-5.00", "-0.05", "999999999999.99"]
    assert fen(map(Amount, given)).tolist() == [167, 268, 0, -500, -5, MAX_FEN]


def test_prices_that_float_gets_wrong_are_exact() -> None:
    cents = range(29, 200_000, 7)
    assert fen(Amount(f"{n // 100}.{n % 100:02}") for n in cents).tolist() == list(cents)
    assert any(int(float(f"{n // 100}.{n % 100:02}") * 100) != n for n in cents)


def test_no_amount_is_nothing_and_a_wrong_one_is_out_of_range() -> None:
    given = [None, "", "1", "1.5", "1.005", "1e2", "NaN", "１.00", " 1.00", "1.00\n", "9" * 5000 + ".00"]
    assert fen(None if amount is None else Amount(amount) for amount in given).tolist() == [0] + [MAX_FEN + 1] * 10


def test_integers_stay_plain_even_if_one_is_absent_or_huge() -> None:
    given = integers([1, None, 2**31, 10**30, -(10**30)])
    assert given.dtype == "int64"
    assert given.tolist()[:3] == [1, 0, 2**31]
    assert given.tolist()[3] > 2**31
    assert given.tolist()[4] < 0


def test_instants_of_any_offset_become_utc() -> None:
    given = ["2026-11-20T16:30:00+08:00", "2026-11-20T08:30:00Z", "2026-11-20T08:30:00.000+00:00"]
    assert set(instants(map(Instant, given))) == {pd.Timestamp(2026, 11, 20, 8, 30, tz=UTC)}


def test_milliseconds_are_kept() -> None:
    (moment,) = instants([Instant("2026-11-20T16:30:00.123+08:00")])
    assert moment == datetime(2026, 11, 20, 8, 30, 0, 123_000, tzinfo=UTC)


def test_an_absent_instant_is_absent_and_an_unreadable_one_is_too_early() -> None:
    absent, *unreadable = instants([None, Instant(""), Instant("2026-02-30T00:00:00+08:00"), Instant("never")])
    assert absent is pd.NaT
    assert all(moment < EARLIEST for moment in unreadable)


def test_only_absent_instants_are_still_instants() -> None:
    assert isinstance(instants([None, None]).dtype, pd.DatetimeTZDtype)


def test_spans_become_whole_seconds_and_absent_ones_nothing() -> None:
    ends = instants([Instant("2026-11-20T16:30:01.9+08:00"), None])
    starts = instants([Instant("2026-11-20T08:30:00Z")] * 2)
    assert seconds(ends - starts).tolist() == [1, 0]
    assert seconds(instants([None]) - instants([None])).tolist() == [0]


def test_ids_and_words_are_kept_as_text() -> None:
    assert texts(["4000000000000000001", OrderStatus.PAID, None]).tolist()[:2] == ["4000000000000000001", "paid"]
    assert texts([OrderStatus.PAID, None]).isna().tolist() == [False, True]


def test_the_longest_key_of_any_parcel_counts() -> None:
    of_rows = [(), (a_parcel(tracking_no="1" * 20, carrier_name=None), a_parcel(external_line_id="1" * 30))]
    assert key_lengths(of_rows).tolist() == [0, 30]


def test_a_frame_knows_which_of_its_zeros_stand_for_nothing() -> None:
    ends = instants([Instant("2026-11-20T16:30:01+08:00"), None])
    given = {"amount": fen([None, Amount("0.00")]), "span": seconds(ends - ends), "word": texts([None, "a"])}
    made = frame_of(given | {"quantity": integers([0, 1])})
    assert {name: absent_in(made, name) for name in made} == {"amount": 1, "span": 1, "word": 0, "quantity": 0}
