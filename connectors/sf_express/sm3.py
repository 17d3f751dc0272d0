"""The SM3 digest: by OpenSSL where it has it, else by the few lines below. Source: GB/T 32905-2016."""

import hashlib

MASK = 0xFFFFFFFF
START = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)
ROUNDS = 64
EARLY = 16

State = tuple[int, ...]


def sm3(data: bytes) -> str:
    """Return the digest in lower-case hexadecimal."""
    try:
        return hashlib.new("sm3", data).hexdigest()
    except ValueError:
        return own_sm3(data)


def own_sm3(data: bytes) -> str:
    """Return the digest, computed here; about 1 ms a block."""
    padded = data + b"\x80" + bytes((55 - len(data)) % 64) + (8 * len(data)).to_bytes(8, "big")
    state: State = START
    for place in range(0, len(padded), 64):
        state = _compressed(state, padded[place : place + 64])
    return "".join(f"{word:08x}" for word in state)


def _compressed(state: State, block: bytes) -> State:
    words = _expanded(block)
    a, b, c, d, e, f, g, h = state
    for number in range(ROUNDS):
        constant = 0x79CC4519 if number < EARLY else 0x7A879D8A
        ss1 = _left((_left(a, 12) + e + _left(constant, number)) & MASK, 7)
        ss2 = ss1 ^ _left(a, 12)
        tt1 = (_choose(number, a, b, c) + d + ss2 + (words[number] ^ words[number + 4])) & MASK
        tt2 = (_select(number, e, f, g) + h + ss1 + words[number]) & MASK
        a, b, c, d, e, f, g, h = tt1, a, _left(b, 9), c, _p0(tt2), e, _left(f, 19), g
    return tuple(old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True))


def _expanded(block: bytes) -> list[int]:
    words = [int.from_bytes(block[place : place + 4], "big") for place in range(0, 64, 4)]
    for number in range(16, 68):
        mixed = words[number - 16] ^ words[number - 9] ^ _left(words[number - 3], 15)
        words.append(_p1(mixed) ^ _left(words[number - 13], 7) ^ words[number - 6])
    return words


def _left(word: int, by: int) -> int:
    by %= 32
    return ((word << by) | (word >> (32 - by))) & MASK


def _p0(word: int) -> int:
    return word ^ _left(word, 9) ^ _left(word, 17)


def _p1(word: int) -> int:
    return word ^ _left(word, 15) ^ _left(word, 23)


def _choose(number: int, x: int, y: int, z: int) -> int:
    return x ^ y ^ z if number < EARLY else (x & y) | (x & z) | (y & z)


def _select(number: int, x: int, y: int, z: int) -> int:
    return x ^ y ^ z if number < EARLY else (x & y) | (~x & MASK & z)
