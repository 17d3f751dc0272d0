"""What a reader of the platforms should end up with, told from the world's facts and never from wire rows."""

from sandbox.truth import parcels, tickets
from sandbox.world.facts import World

Truth = dict[str, list[dict[str, object]]]


def truth_of(world: World) -> Truth:
    """Return the rows of each view (name without `v1_`), without `updated_at` and the reader's own numbers."""
    shown = [order for order in world.orders if not order.broken and not order.hidden]
    asked = [request for request in world.requests if not request.broken and not request.hidden]
    return {
        "orders": [world.dialect(order.account).order_row(order) for order in shown],
        "order_lines": [world.dialect(order.account).line_row(order, line) for order in shown for line in order.lines],
        "after_sales": [world.dialect(request.account).request_row(request) for request in asked],
        **parcels.rows(world, shown, asked),
        "tickets": tickets.rows(world, shown, asked),
    }
