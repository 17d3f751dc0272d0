"""Tells stories until the world has as many orders as wanted."""

from datetime import datetime, timedelta
from random import Random

from sandbox.world.facts import BEIJING, World
from sandbox.world.numbers import Numbers
from sandbox.world.stories.table import STORIES, Story
from sandbox.world.tale import Tale


def build(*, seed: int, orders: int, accounts: tuple[str, ...], days: int, ends_at: datetime) -> World:
    """
    Build the world of `orders` orders that happened in the `days` days before `ends_at`.

    Equal arguments give an equal world. Every story is told once as soon as there is room for all of them (below 200
    orders); then the weights decide.
    """
    ends_at = ends_at.astimezone(BEIJING).replace(microsecond=0)
    world = World(starts_at=ends_at - timedelta(days=days), ends_at=ends_at, accounts=accounts)
    rng = Random(seed)
    numbers = Numbers(rng)
    for story in _plan(rng, orders):
        before = len(world.orders)
        story.tell(Tale(world, rng, numbers, story.name))
        assert len(world.orders) - before == story.orders, story.name
        world.stories[story.name] = world.stories.get(story.name, 0) + 1
    return world


def _plan(rng: Random, orders: int) -> list[Story]:
    told = list(STORIES) if orders >= sum(story.orders for story in STORIES) else []
    room = orders - sum(story.orders for story in told)
    while room > 0:
        fitting = [story for story in STORIES if 0 < story.orders <= room]
        story = rng.choices(fitting, [story.weight for story in fitting])[0]
        told.append(story)
        room -= story.orders
    rng.shuffle(told)
    return told
