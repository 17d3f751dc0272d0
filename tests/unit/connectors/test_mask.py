import pytest

from connectors.mask import mask_name, mask_phone, mask_text, phone_tail


@pytest.mark.parametrize(
    ("given", "masked"),
    [
        ("李**", "李**"),
        ("l**8", "l**8"),
        ("李小明", "李**"),
        ("欧阳明日", "欧**"),
        ("~Ab3kP0x9==~1~", None),
        ("$aGVsbG8$MTIz$1$", None),
        ("A" * 64, None),
        ("  ", None),
    ],
)
def test_names(given: str, masked: str | None) -> None:
    assert mask_name(given) == masked


@pytest.mark.parametrize(
    ("given", "masked"),
    [
        ("*******3321", "*******3321"),
        ("139****5678", "139****5678"),
        ("13912345678", "139****5678"),
        ("１３９１２３４５６７８", "139****5678"),
        ("139\u30001234\u30005678", "139****5678"),
        ("+86 139-1234-5678", "139****5678"),
        ("18877771111-123", "188****1111"),
        ("0571-88886666", "****6666"),
        ("110", "****"),
        ("~Ab3kP0x9==~1~", None),
        ("", None),
    ],
)
def test_phones(given: str, masked: str | None) -> None:
    assert mask_phone(given) == masked


@pytest.mark.parametrize(
    ("given", "tail"), [("*******3321", "3321"), ("139****567X", None), ("321", None), ("***３３２１", None)]
)
def test_tails(given: str, tail: str | None) -> None:
    assert phone_tail(given) == tail


@pytest.mark.parametrize(
    ("given", "masked"),
    [
        ("请打13912345678", "请打139****5678"),
        ("+86 139-1234-5678", "139****5678"),
        ("13912345678-7576", "139****5678"),
        ("0571-88886666", "0571-****6666"),
        ("8613912345678", "139****5678"),
        ("电话１３９１２３４５６７８，急", "电话139****5678，急"),
        ("139 1234 5678或19912340000", "139****5678或199****0000"),
        ("电话139\u30001234\u30005678\u3000急", "电话139****5678\u3000急"),
        ("＋８６\u3000１３９－１２３４－５６７８", "139****5678"),
        ("Ａ13912345678", "Ａ139****5678"),
        ("ＴＥＬ１３９１２３４５６７８", "ＴＥＬ139****5678"),
        ("Ｔ0571-88886666", "Ｔ0571-****6666"),
        ("TEL13912345678", "TEL139****5678"),
        ("tel13912345678", "tel139****5678"),
        ("13912345678-0571-8888666", "139****5678-8888666"),
        ("021-58881234，010-6288123", "021-****1234，010-****8123"),
    ],
)
def test_phone_numbers_in_free_text_are_masked(given: str, masked: str) -> None:
    assert mask_text(given) == masked
    assert mask_text(masked) == masked


@pytest.mark.parametrize(
    "given",
    [
        "SF1390012345678",
        "JDVA13912345678",
        "4127733219040558842",
        "138****0000",
        "12912345678",
        "139123456789",
        "2026-10-17 09:30:16",
        "一切正常",
        "",
        "型号KFR-35GW",
        "0571-888866661",
    ],
)
def test_what_is_no_phone_number_stays(given: str) -> None:
    assert mask_text(given) == given
