import json

import pytest

from store import bodies

STRANGE = [
    {"title": "NUL \0 inside"},
    {"title": "half \ud83d of a pair"},
    {"title": "other half \udc00", "deep": [{"\0key": "\0"}]},
    {"tid": 9223372036854775807999, "price": 1.67, "ok": True, "none": None},
]


@pytest.mark.parametrize("record", STRANGE)
def test_q2_what_a_platform_sent_comes_back_from_landing_as_it_was(record: dict[str, object]) -> None:
    assert bodies.decode(bodies.encode([record, record])) == [record, record]


@pytest.mark.parametrize("record", STRANGE)
def test_q2_a_record_for_jsonb_holds_neither_nul_nor_half_surrogates(record: dict[str, object]) -> None:
    text = bodies.encode_clean(record)
    text.encode("utf-8")
    assert "\\u0000" not in text
    assert "\\ud" not in text.lower()
    assert json.loads(text).keys() == {key.replace("\0", "") for key in record}
