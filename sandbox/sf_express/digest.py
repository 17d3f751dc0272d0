"""How SF Express signs a call: three digests, one bound to each application when it is made."""

import base64
import hashlib
from urllib.parse import quote_plus

from sandbox.sf_express.sm3 import sm3

DIGESTS = ("standard_md5", "simple_md5", "sm3")
BINDINGS = (*DIGESTS, "token")


def url_encoded(text: str) -> str:
    """Encode as Java's URLEncoder does: keeps letters, digits and `.-*_`, a space becomes `+`."""
    return quote_plus(text, safe="*").replace("~", "%7E")


def digest(kind: str, msg_data: str, timestamp: str, check_word: str) -> str:
    """Return the `msgDigest` of kind `kind`, one of DIGESTS."""
    text = msg_data + timestamp + check_word
    if kind == "sm3":
        return sm3(text.encode())
    signed = url_encoded(text) if kind == "standard_md5" else text
    return base64.b64encode(hashlib.md5(signed.encode()).digest()).decode()
