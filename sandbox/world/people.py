"""Invented buyers, already masked the way the shop platform masks them."""

from random import Random

from sandbox.world.facts import Buyer

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华"
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789"


def a_buyer(rng: Random, *, shows_tail: bool = True) -> Buyer:
    """Invent one buyer; without `shows_tail` the shop masks the whole number."""
    tail = f"{rng.randrange(10000):04d}"
    return Buyer(
        name=rng.choice(_SURNAMES) + "**",
        mobile=f"*******{tail}" if shows_tail else "***********",
        open_uid="AAH" + "".join(rng.choices(_ALPHABET, k=18)),
        tail=tail if shows_tail else None,
        phone_tail=tail,
    )
