"""Tells stories until the world has as many orders as wanted."""

from collections.abc import Sequence
from random import Random

from sandbox.world.facts import World
from sandbox.world.numbers import Numbers
from sandbox.world.story import Story
from sandbox.world.tale import Tale


def fill(world: World, stories: Sequence[Story], *, seed: int, orders: int) -> None:
    """
    Tell stories in an empty world until it has `orders` orders.

    Equal arguments give an equal world. Every story that can happen on one of the world's shops is told once as soon as
    there is room for all of them; then the weights decide.
    """
    rng = Random(seed)
    numbers = Numbers(rng)
    possible = [story for story in stories if places_of(world, story)]
    for story in _plan(rng, possible, orders):
        before = len(world.orders)
        account = rng.choices(*_weighed(world, story))[0]
        story.tell(Tale(world, rng, numbers, story, account))
        assert len(world.orders) - before == story.orders, story.name
        world.stories[story.name] = world.stories.get(story.name, 0) + 1


def places_of(world: World, story: Story) -> list[str]:
    """Shops on which a story can happen: of the right platform, with a carrier whose courier can tell of it."""
    return [account for account in world.accounts if _can_happen(world, story, account)]


def _can_happen(world: World, story: Story, account: str) -> bool:
    dialect = world.dialect(account)
    if story.shops and dialect.platform not in story.shops:
        return False
    sources = {world.carriers[code].source for code in dialect.carriers}
    return not story.couriers or not sources.isdisjoint(story.couriers)


def _weighed(world: World, story: Story) -> tuple[list[str], list[int]]:
    """The first shop sells more than the others."""
    accounts = places_of(world, story)
    return accounts, [3 if account == world.accounts[0] else 2 for account in accounts]


def _plan(rng: Random, stories: Sequence[Story], orders: int) -> list[Story]:
    told = list(stories) if orders >= sum(story.orders for story in stories) else []
    room = orders - sum(story.orders for story in told)
    while room > 0:
        fitting = [story for story in stories if 0 < story.orders <= room]
        story = rng.choices(fitting, [story.weight for story in fitting])[0]
        told.append(story)
        room -= story.orders
    rng.shuffle(told)
    return told
