"""What came over the wire → JSON values that PostgreSQL can hold, or a typed error."""

import hashlib
import json
from typing import Any

from schemas.errors import Unavailable

NUL = "\0"
SUSPECTS = (NUL, "\\u0000", "\\ud", "\\uD")


def parse(body: bytes | str, *, platform: str, call: str) -> Any:
    """
    Return the JSON value of an answer.

    Raw control characters inside strings are taken as they are; NUL and half surrogates, which PostgreSQL cannot hold,
    are left out. A number with a fraction stays text with its own digits, so that no amount passes through float.

    Args:
        body: as received; bytes that are no UTF-8 become U+FFFD, so that one bad byte does not cost the page.
        platform: the connector's name, for the error.
        call: the platform's name of the call, for the error.

    Raises:
        Unavailable: empty, cut short, a web page: no JSON. It tells length and hash of the body and nothing of it.
    """
    text = _decoded(body) if isinstance(body, bytes) else body
    try:
        value = json.loads(text, strict=False, parse_float=str, parse_constant=str)
        return cleaned(value) if _suspicious(text) else value
    except (ValueError, RecursionError):
        raise Unavailable(
            f"The answer cannot be read, it is {described(body)}; try again later", platform, call
        ) from None


def described(body: bytes | str) -> str:
    """Say of a body what may be said: kind, length and hash."""
    raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    if not raw.strip():
        return "empty"
    kind = "a web page" if raw.lstrip()[:1] == b"<" else "no whole JSON"
    return f"{kind} of {len(raw)} bytes, sha256 {hashlib.sha256(raw).hexdigest()[:16]}"


def cleaned(value: Any) -> Any:
    """Return a JSON value with the NULs and half surrogates of all its texts, keys too, left out."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    if isinstance(value, dict):
        return {clean_text(key): cleaned(item) for key, item in value.items()}
    return value


def clean_text(text: str) -> str:
    """Return a text without NUL and half surrogates."""
    if NUL in text:
        text = text.replace(NUL, "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "ignore").decode()
    return text


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig", "surrogatepass")
    except UnicodeDecodeError:
        return body.decode("utf-8-sig", "replace")


def _suspicious(text: str) -> bool:
    """Tell whether cleaning could change anything; an answer of 200 kB is searched faster than walked."""
    return any(mark in text for mark in SUSPECTS) or not _encodable(text)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
