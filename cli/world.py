"""The sandbox's world of a home: chosen at its first start and kept, so that the platforms do not change under it."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cli.errors import WrongUse

SEED = 1
ORDERS = 2_000
SHOPS = 5


@dataclass(frozen=True, kw_only=True)
class World:
    """
    What the sandbox serves: equal values, equal platforms.

    Attributes:
        ends_at: ISO 8601; the last moment in which anything happened.
    """

    seed: int
    orders: int
    shops: int
    ends_at: str

    @property
    def arguments(self) -> tuple[str, ...]:
        """The world as arguments of `shouhou sandbox`."""
        given = {"--seed": self.seed, "--orders": self.orders, "--shops": self.shops, "--ends-at": self.ends_at}
        return tuple(part for name, value in given.items() for part in (name, str(value)))


def kept(folder: Path, *, seed: int | None = None, orders: int | None = None) -> World:
    """
    Return the world kept in a folder; the first time, make one that ended ten minutes ago.

    Raises:
        WrongUse: another seed or size is asked for than the one kept there.
    """
    file = folder / "world.json"
    if not file.exists():
        ends_at = ten_minutes_ago().isoformat()
        _keep(file, World(seed=seed or SEED, orders=orders or ORDERS, shops=SHOPS, ends_at=ends_at))
    world = World(**json.loads(file.read_text(encoding="utf-8")))
    if (seed or world.seed, orders or world.orders) != (world.seed, world.orders):
        raise WrongUse(
            f"{folder} holds the world of seed {world.seed} with {world.orders} orders; leave --seed and --orders out "
            f"to go on with it, or remove it first: rm -r {folder}"
        )
    return world


def ten_minutes_ago() -> datetime:
    """Return when a new world ends: late enough to be fresh, early enough that every sync's safety lag has passed."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=10)


def _keep(file: Path, world: World) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(world), indent=2), encoding="utf-8")
    fresh.replace(file)
