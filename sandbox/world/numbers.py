"""Numbers as the platforms give them: long, unique, and beyond what a float can hold."""

from random import Random


class Numbers:
    """Draws numbers that were not drawn before."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._used: set[str] = set()

    def _fresh(self, prefix: str, digits: int) -> str:
        while True:
            drawn = prefix + f"{self._rng.randrange(10**digits):0{digits}d}"
            if drawn not in self._used:
                self._used.add(drawn)
                return drawn

    def trade(self) -> int:
        """A trade number of 19 digits; its sub-orders follow in steps of a million."""
        return int(self._fresh("41", 10) + f"{self._rng.randrange(3)}000842")

    def request(self) -> int:
        """A request number of 18 digits."""
        return int(self._fresh("1882", 14))

    def waybill(self, prefix: str, digits: int) -> str:
        """A waybill number of a carrier; SF Express also has an older form."""
        if prefix == "SF1" and self._rng.random() >= 0.95:
            return self._fresh("2", 11)
        return self._fresh(prefix, digits)

    def item(self) -> int:
        """An item number of the shop."""
        return 681_000_000_000 + self._rng.randrange(10**9)

    def sku(self) -> str:
        """A SKU number of the shop, given as text."""
        return str(5_010_000_000_000 + self._rng.randrange(10**9))
