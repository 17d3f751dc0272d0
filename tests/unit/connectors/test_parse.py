import json

import pytest

from connectors.parse import clean_text, parse
from schemas.errors import Unavailable

CALL = {"platform": "tmall", "call": "some.call"}


def test_raw_newlines_tabs_and_nuls_inside_strings_are_read() -> None:
    assert parse(b'{"title":"a\tb\nc\x00d"}', **CALL) == {"title": "a\tb\ncd"}


def test_escaped_nuls_and_half_surrogates_are_left_out_everywhere() -> None:
    """Field case Q2."""
    body = rb'{"ti\u0000tle":["a\u0000b",{"x":"\ud83dend"}],"whole":"\ud83d\ude00","low":"\uDE00!"}'
    found = parse(body, **CALL)
    assert found == {"title": ["ab", {"x": "end"}], "whole": "😀", "low": "!"}
    json.dumps(found, ensure_ascii=False).encode()


def test_a_raw_half_surrogate_is_left_out() -> None:
    assert parse(b'["a\xed\xa0\xbdb"]', **CALL) == ["ab"]


def test_one_bad_byte_does_not_cost_the_page() -> None:
    assert parse(b'["caf\xe9", "ok"]', **CALL) == ["caf�", "ok"]


def test_no_number_passes_through_float() -> None:
    found = parse(b'{"fen":299900.0,"yuan":0.1,"odd":NaN,"tid":4127733219040558842}', **CALL)
    assert found == {"fen": "299900.0", "yuan": "0.1", "odd": "NaN", "tid": 4127733219040558842}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "it is empty"),
        (b"  \n", "it is empty"),
        (b"<html><body>13912345678</body></html>", "a web page of 37 bytes"),
        (b'{"trades":{"trade":[{"tid":41277', "no whole JSON of 32 bytes"),
        (b"[" * 100_000, "no whole JSON of 100000 bytes"),
        (b"[" * 900 + b'"a\\u0000"' + b"]" * 900, "no whole JSON of 1809 bytes"),
        (b"1" * 5_000, "no whole JSON of 5000 bytes"),
        (b"\xff\xfe\x00", "no whole JSON of 3 bytes"),
    ],
)
def test_an_answer_that_cannot_be_read_tells_length_and_hash_only(body: bytes, said: str) -> None:
    with pytest.raises(Unavailable) as caught:
        parse(body, **CALL)
    assert said in str(caught.value)
    assert "13912345678" not in str(caught.value)
    assert "41277" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_same_body_has_the_same_hash() -> None:
    said = []
    for body in (b"<a>", b"<a>", b"<b>"):
        with pytest.raises(Unavailable) as caught:
            parse(body, **CALL)
        said.append(str(caught.value))
    assert said[0] == said[1] != said[2]


def test_clean_text_keeps_what_the_database_can_hold() -> None:
    assert clean_text("空调 😀\n") == "空调 😀\n"
