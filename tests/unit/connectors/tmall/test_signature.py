import pytest

from connectors.tmall.client import sign

GUIDE = {
    "method": "taobao.item.seller.get", "app_key": "12345678", "session": "test", "timestamp": "2016-01-01 12:00:00",
    "format": "json", "v": "2.0", "fields": "num_iid,title,nick,price,num", "num_iid": "11223344",
}  # fmt: skip
LIST = {
    "app_key": "23700001", "end_modified": "2026-03-05 10:00:00", "fields": "tid,status,payment,modified,orders,receiver_city",
    "format": "json", "method": "taobao.trades.sold.increment.get", "page_no": "1", "page_size": "40",
    "session": "6200a1b2c3d4e5f60718293a4b5c6d7e8f90", "start_modified": "2026-03-05 09:30:00",
    "timestamp": "2026-03-05 10:15:00", "type": "fixed,step,cod", "use_has_next": "true", "v": "2.0",
}  # fmt: skip
LIST_SECRET = "5f2b7c9d1e3a4068b7d2c5e9f1a30b64"
BUYER = LIST | {"buyer_nick": "海尔用户01"}

VECTORS = [
    (GUIDE, "helloworld", "md5", "66987CB115214E59E6EC978214934FB8"),
    (GUIDE, "helloworld", "hmac", "D56D7858309C31B6251083A874D48273"),
    (GUIDE, "helloworld", "hmac-sha256", "04DB15AD0774D5CFCE2C837DE43E3FCEA9011ED74F3038FB6AB5F3C4CEA119E8"),
    (LIST, LIST_SECRET, "md5", "90A7F509FC23C8A4DF77B7386AEE4821"),
    (LIST, LIST_SECRET, "hmac", "615231489A4D46FCD293B037B3EAAC2C"),
    (LIST, LIST_SECRET, "hmac-sha256", "8127378BA8731E4C7938BEF27EE371A75C81EC43DC4FAE23B9C904975AC729CC"),
    (BUYER, LIST_SECRET, "md5", "F225613949BF50EDD85D1335C5D0933E"),
    (BUYER, LIST_SECRET, "hmac", "D4A4ADC166422002EB00BA3233BEDF95"),
    (BUYER, LIST_SECRET, "hmac-sha256", "09E1C72B9807BB1461B88BE33C0EDB21B468ACE297A85DC8115DCDE84BF73CB5"),
]


@pytest.mark.parametrize(("params", "secret", "method", "signature"), VECTORS)
def test_vectors_of_the_official_guide_and_of_running_packages(
    params: dict[str, str], secret: str, method: str, signature: str
) -> None:
    assert sign(params | {"sign_method": method}, secret, method) == signature


def test_empty_parameters_are_not_signed() -> None:
    signed = sign(GUIDE | {"sign_method": "md5", "nothing": ""}, "helloworld", "md5")
    assert signed == "66987CB115214E59E6EC978214934FB8"
