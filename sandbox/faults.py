"""Trouble on demand: by rate, or scripted for the next calls."""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from random import Random

BLOCKING = (
    "rate_limit",
    "rate_limit_told",
    "busy",
    "http500",
    "timeout",
    "reset",
    "cut_json",
    "html",
    "expired_session",
)
BENDING = ("duplicate", "reorder", "changing", "missing", "stranger")
NAMES = BLOCKING + BENDING

# After so many refusals in a row of one method to one account the next call passes, so that a retry can succeed.
MOST_IN_A_ROW = 3


def parse_faults(text: str) -> dict[str, float]:
    """
    Read `NAME:RATE,…`; rates are shares of calls between 0 and 1, together at most 1. Empty text means no faults.

    Raises:
        ValueError: with one sentence naming what is wrong and which faults there are.
    """
    found: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, colon, rate = part.partition(":")
        try:
            found[name.strip()] = float(rate) if colon else -1.0
        except ValueError:
            found[name.strip()] = -1.0
    return checked(found)


def checked(rates: Mapping[str, float]) -> dict[str, float]:
    """Return `rates` if each names a known fault with a share of calls; raise ValueError otherwise."""
    known = ", ".join(NAMES)
    for name, rate in rates.items():
        if name not in NAMES:
            raise ValueError(f"unknown fault {name!r}; known faults are: {known}")
        if not 0 <= rate <= 1:
            raise ValueError(f"fault {name!r} needs a rate between 0 and 1, as in {name}:0.1")
    if sum(rates.values()) > 1:
        raise ValueError("the rates of all faults together must not exceed 1")
    return dict(rates)


class FaultPlan:
    """
    Decides which fault a call meets: first what is scripted for its method, then by rate.

    The draw depends on the seed, the account, the method and how often that pair was called, on nothing else.
    """

    def __init__(self, seed: int, rates: Mapping[str, float] | None = None) -> None:
        self._seed = seed
        self._rates = checked(rates or {})
        self._scripts: defaultdict[str, deque[str]] = defaultdict(deque)
        self._calls: Counter[tuple[str, str]] = Counter()
        self._row: Counter[tuple[str, str]] = Counter()

    def set_rates(self, rates: Mapping[str, float]) -> None:
        """Replace all rates."""
        self._rates = checked(rates)

    def script(self, method: str, faults: Iterable[str | None]) -> None:
        """
        Let the next calls of `method` meet these faults, one each; None lets a call pass.

        `rate_limit_told:600` tells a ban of 600 seconds instead of 1.
        """
        words = [fault or "" for fault in faults]
        for word in words:
            if word and word.partition(":")[0] not in NAMES:
                raise ValueError(f"unknown fault {word!r}; known faults are: {', '.join(NAMES)}")
        self._scripts[method].extend(words)

    def draw(self, account: str, method: str, possible: Collection[str]) -> str:
        """Return the fault of this call, or an empty text. `possible`: those that make sense for the method."""
        if self._scripts[method]:
            return self._scripts[method].popleft()
        pair = (account, method)
        self._calls[pair] += 1
        fault = self._by_rate(f"{self._seed}/{account}/{method}/{self._calls[pair]}", possible)
        self._row[pair] = self._row[pair] + 1 if fault in BLOCKING else 0
        if self._row[pair] <= MOST_IN_A_ROW:
            return fault
        self._row[pair] = 0
        return ""

    def _by_rate(self, seed: str, possible: Collection[str]) -> str:
        drawn = Random(seed).random()
        for name in NAMES:
            rate = self._rates.get(name, 0.0)
            if drawn < rate:
                return name if name in possible else ""
            drawn -= rate
        return ""
