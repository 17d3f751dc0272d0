"""What can only happen on the way with carriers that Kuaidi100 tells of."""

from sandbox.world.stories.travelling import sent
from sandbox.world.story import Story
from sandbox.world.tale import Tale


def not_picked_up(t: Tale) -> None:
    """Waits in a locker for too long: it still waits, and says why that is noted."""
    at = t.days_ago(4, 6)
    order, parcel, road = sent(t, at, modes=("brand", "none"))
    waits = t.after(road.go_out(at), 1, 5)
    road.scan("in_locker", waits)
    road.scan("overdue", t.after(waits, 24, 30))
    t.claim(order, "shipped", install="new", parcels=[(parcel, 1, "ready_for_pickup")])


STORIES = (Story("kuaidi_not_picked_up", not_picked_up, 2, couriers=("kuaidi100",)),)
