"""The signatures of both platforms against the published vectors."""

import pytest

from sandbox.sf_express.digest import digest
from sandbox.sf_express.sm3 import sm3
from sandbox.tmall.sign import fits, signature

GUIDE = {
    "method": "taobao.item.seller.get",
    "app_key": "12345678",
    "session": "test",
    "timestamp": "2016-01-01 12:00:00",
    "format": "json",
    "v": "2.0",
    "fields": "num_iid,title,nick,price,num",
    "num_iid": "11223344",
}
ORDERS = {
    "app_key": "23700001",
    "end_modified": "2026-03-05 10:00:00",
    "fields": "tid,status,payment,modified,orders,receiver_city",
    "format": "json",
    "method": "taobao.trades.sold.increment.get",
    "page_no": "1",
    "page_size": "40",
    "session": "6200a1b2c3d4e5f60718293a4b5c6d7e8f90",
    "start_modified": "2026-03-05 09:30:00",
    "timestamp": "2026-03-05 10:15:00",
    "type": "fixed,step,cod",
    "use_has_next": "true",
    "v": "2.0",
}
CHINESE = {**ORDERS, "buyer_nick": "海尔用户01"}
SECRET = "5f2b7c9d1e3a4068b7d2c5e9f1a30b64"


@pytest.mark.parametrize(
    ("params", "secret", "method", "sign"),
    [
        (GUIDE, "helloworld", "md5", "66987CB115214E59E6EC978214934FB8"),
        (GUIDE, "helloworld", "hmac", "D56D7858309C31B6251083A874D48273"),
        (GUIDE, "helloworld", "hmac-sha256", "04DB15AD0774D5CFCE2C837DE43E3FCEA9011ED74F3038FB6AB5F3C4CEA119E8"),
        (ORDERS, SECRET, "md5", "90A7F509FC23C8A4DF77B7386AEE4821"),
        (ORDERS, SECRET, "hmac", "615231489A4D46FCD293B037B3EAAC2C"),
        (ORDERS, SECRET, "hmac-sha256", "8127378BA8731E4C7938BEF27EE371A75C81EC43DC4FAE23B9C904975AC729CC"),
        (CHINESE, SECRET, "md5", "F225613949BF50EDD85D1335C5D0933E"),
        (CHINESE, SECRET, "hmac", "D4A4ADC166422002EB00BA3233BEDF95"),
        (CHINESE, SECRET, "hmac-sha256", "09E1C72B9807BB1461B88BE33C0EDB21B468ACE297A85DC8115DCDE84BF73CB5"),
    ],
)
def test_tmall_signs_as_published(params: dict[str, str], secret: str, method: str, sign: str) -> None:
    whole = {**params, "sign_method": method}
    assert signature(whole, secret, method) == sign
    assert fits({**whole, "sign": sign, "empty": ""}, secret)
    assert not fits({**whole, "sign": sign, "page_no": "2"}, secret)


def test_an_unknown_way_of_signing_never_fits() -> None:
    assert not fits({**GUIDE, "sign_method": "sha1", "sign": "66987CB115214E59E6EC978214934FB8"}, "helloworld")


WORD = "fjcg5PGKaNpPSHFAZ4QsCOkV71R3zVci"
CALLS = (
    ('{"language":"zh-CN","orderId":"QIAO-20200618-004"}', "12312334453453"),
    (
        '{"language":"zh-CN","trackingType":1,"trackingNumber":["SF1031234567890"],"methodType":1,"checkPhoneNo":"0000"}',
        "1760000000",
    ),
    ('{"language":"zh-CN","orderId":"RMA202610150001","remark":"退货 滚筒洗衣机 10kg"}', "1760500800000"),
    ('{"language":"zh-CN","orderId":"RMA-2026 0001*~","remark":"洗衣机 10kg (退货) A&B=1+1"}', "1760000000"),
)
DIGESTS = {
    "standard_md5": (
        "IIKJtuLVzoFTu4kHI8M8vA==",
        "paP5PSSRyjEjh1cchwk+kw==",
        "tX+QMEPgBF03S7S0sK/H/A==",
        "5Tvd8oBfeIbOkzLM++WZiw==",
    ),
    "simple_md5": (
        "OwYXm3XG9fjHK7A+/t7Ckw==",
        "dAyhrN/Grdv2qCIbBdqJmA==",
        "jeZf5RM9fzlMbHdbIzC3DA==",
        "BmuHYRQ34/eTfwXAso1tHg==",
    ),
    "sm3": (
        "b05d21124eb6aedb3c6c99b1a37f9fc9a23a9898cb6a4b5df00d4402bda9081f",
        "075bad992042fa2be8578c9b04aa36f1c820381f0bf75c65c0684eeb30ae68ed",
        "c7ce739b2dca4c7e0a9165c44ed7c712da14131658b89660632aafd029962118",
        "a0c8390280f2558bdaa875d75e1a395251971fba6ade17d04c6c442f41c57427",
    ),
}


@pytest.mark.parametrize("kind", DIGESTS)
def test_sf_express_digests_as_published(kind: str) -> None:
    assert tuple(digest(kind, text, timestamp, WORD) for text, timestamp in CALLS) == DIGESTS[kind]


def test_sm3_gives_the_standards_own_examples() -> None:
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
