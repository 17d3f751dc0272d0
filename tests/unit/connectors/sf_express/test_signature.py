import hashlib

import pytest

from connectors.sf_express.client import sign
from connectors.sf_express.sm3 import own_sm3, sm3

WORD = "fjcg5PGKaNpPSHFAZ4QsCOkV71R3zVci"
QUESTIONS = {
    1: ('{"language":"zh-CN","orderId":"QIAO-20200618-004"}', "12312334453453"),
    2: (
        '{"language":"zh-CN","trackingType":1,"trackingNumber":["SF1031234567890"],"methodType":1,"checkPhoneNo":"0000"}',
        "1760000000",
    ),
    3: ('{"language":"zh-CN","orderId":"RMA202610150001","remark":"退货 滚筒洗衣机 10kg"}', "1760500800000"),
    4: ('{"language":"zh-CN","orderId":"RMA-2026 0001*~","remark":"洗衣机 10kg (退货) A&B=1+1"}', "1760000000"),
}
VECTORS = [
    ("standard_md5", 1, "IIKJtuLVzoFTu4kHI8M8vA=="),
    ("standard_md5", 2, "paP5PSSRyjEjh1cchwk+kw=="),
    ("standard_md5", 3, "tX+QMEPgBF03S7S0sK/H/A=="),
    ("standard_md5", 4, "5Tvd8oBfeIbOkzLM++WZiw=="),
    ("simple_md5", 1, "OwYXm3XG9fjHK7A+/t7Ckw=="),
    ("simple_md5", 2, "dAyhrN/Grdv2qCIbBdqJmA=="),
    ("simple_md5", 3, "jeZf5RM9fzlMbHdbIzC3DA=="),
    ("simple_md5", 4, "BmuHYRQ34/eTfwXAso1tHg=="),
    ("sm3", 1, "b05d21124eb6aedb3c6c99b1a37f9fc9a23a9898cb6a4b5df00d4402bda9081f"),
    ("sm3", 2, "075bad992042fa2be8578c9b04aa36f1c820381f0bf75c65c0684eeb30ae68ed"),
    ("sm3", 3, "c7ce739b2dca4c7e0a9165c44ed7c712da14131658b89660632aafd029962118"),
    ("sm3", 4, "a0c8390280f2558bdaa875d75e1a395251971fba6ade17d04c6c442f41c57427"),
]


@pytest.mark.parametrize(("digest", "question", "signature"), VECTORS)
def test_vectors_of_the_official_guide_and_of_running_programs(digest: str, question: int, signature: str) -> None:
    text, timestamp = QUESTIONS[question]
    assert sign(text, timestamp, WORD, digest) == signature


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_the_own_sm3_gives_the_standards_examples(data: bytes, digest: str) -> None:
    assert own_sm3(data) == sm3(data) == digest


@pytest.mark.parametrize("length", [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000])
def test_the_own_sm3_equals_the_librarys_at_every_padding(length: int) -> None:
    data = bytes(number % 251 for number in range(length))
    assert own_sm3(data) == sm3(data)


def test_without_a_library_the_own_sm3_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(name: str, data: bytes) -> None:
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setattr(hashlib, "new", unknown)
    assert sm3(b"abc") == own_sm3(b"abc")
