"""
Masks for personal data, put on before anything is landed or logged.

All functions are pure, and masking twice gives what masking once gave. Source: fields reference, section 6.
"""

import re

STARS = "****"
FULL_WIDTH = str.maketrans("０１２３４５６７８９＋－\u3000", "0123456789+- ")
DIGITS = "0123456789０１２３４５６７８９"
CIPHER_MARKS = "~$#"
LONGEST_NAME_IN_ASCII = 40

MOBILE = re.compile(
    r"(?<![0-9])(?:(?<![A-Z])|(?<=TEL))"  # no digit before; a capital letter before means a waybill, save TEL
    r"(?:\+?86[- ]?)?"
    r"(1[3-9][0-9])[- ]?[0-9]{4}[- ]?([0-9]{4})"
    r"(?:-[0-9]{1,6})?(?![0-9])"
)
LANDLINE = re.compile(r"(?<![0-9A-Z])(0[0-9]{2,3}-)[0-9]{3,4}([0-9]{4})(?![0-9])")


def mask_name(name: str) -> str | None:
    """Return the platform's mask as given, a name in clear as its first character and `**`, a cipher as None."""
    if "*" in name:
        return name
    name = name.strip()
    return None if not name or _is_cipher(name) else f"{name[0]}**"


def mask_phone(phone: str) -> str | None:
    """
    Return the platform's mask as given, a cipher as None, and a number in clear with stars.

    A mobile number keeps its first three and last four digits, any other its last four.
    """
    if "*" in phone:
        return phone
    plain = phone.strip().translate(FULL_WIDTH)
    if not plain or _is_cipher(plain):
        return None
    mobile = MOBILE.fullmatch(plain)
    if mobile:
        return f"{mobile[1]}{STARS}{mobile[2]}"
    return STARS + (phone_tail(plain) or "")


def phone_tail(phone: str) -> str | None:
    """Return the last four characters of a masked number if they are digits."""
    tail = phone[-4:]
    return tail if len(tail) == 4 and tail.isascii() and tail.isdigit() else None


def tail_fault(text: str) -> str | None:
    """Say what is wrong with a configured tail."""
    return None if phone_tail(text) == text else "must be the last four digits of the phone"


def mask_text(text: str) -> str:
    """
    Return a text with the phone numbers in it masked; `请打13912345678` becomes `请打139****5678`.

    Waybill numbers (`SF1390012345678`, `JDVA13912345678`), longer numbers and numbers masked already stay as they are.
    """
    if not any(digit in text for digit in DIGITS):
        return text
    return _masked(_masked(text, MOBILE), LANDLINE)


def _masked(text: str, pattern: re.Pattern[str]) -> str:
    plain = text.translate(FULL_WIDTH)  # of the same length, so that places in it are places in the text
    for match in reversed(list(pattern.finditer(plain))):
        text = f"{text[: match.start()]}{match[1]}{STARS}{match[2]}{text[match.end() :]}"
    return text


def _is_cipher(text: str) -> bool:
    """Tell whether a platform's ciphertext stands where a name or number should."""
    return text[0] in CIPHER_MARKS or (len(text) > LONGEST_NAME_IN_ASCII and text.isascii())
