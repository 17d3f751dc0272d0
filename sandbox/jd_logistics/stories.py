"""What can only happen on the way with JD Logistics."""

from sandbox.world.stories.travelling import sent
from sandbox.world.story import Story
from sandbox.world.tale import Tale


def unknown_state(t: Tale) -> None:
    """A state that no table knows, with a category that one does: the category answers."""
    at = t.ago(16, 30)
    order, parcel, road = sent(t, at, modes=("brand", "none"))
    road.scan("picked_up", at)
    road.scan("unknown_state", t.after(at, 2, 10))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "in_transit")])


STORIES = (Story("jdl_unknown_state", unknown_state, 2, couriers=("jd_logistics",)),)
