"""What a check says of one row."""

from msgspec import Struct


class Verdict(Struct, frozen=True, kw_only=True):
    """`rows[index]` of the judged rows is to be set aside: the broken rule and a sentence for the operator."""

    index: int
    rule: str
    message: str
