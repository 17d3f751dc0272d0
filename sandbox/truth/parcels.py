"""Parcels: which leg belongs to whom, and where each stands after its scans."""

from collections.abc import Iterable
from datetime import datetime

from sandbox.truth.cells import moment
from sandbox.world.facts import Order, Parcel, Request, Scan, World

Row = dict[str, object]
Leg = tuple[str, int]  # tracking number, leg

# Scans of one instant count in this order.
_RANK = (
    "pending",
    "picked_up",
    "in_transit",
    "out_for_delivery",
    "ready_for_pickup",
    "exception",
    "delivered",
    "returning",
    "returned",
    "cancelled",
)


def seen(parcel: Parcel) -> list[Scan]:
    """The scans a reader gets to see and can read, of our own legs."""
    if parcel.source is None or not parcel.known or not parcel.told:
        return []
    return [scan for scan in parcel.scans if not scan.broken and scan.leg >= 1]


def event_rows(parcel: Parcel) -> Iterable[Row]:
    """Rows of v1_shipment_events; scans of a life before ours (leg 0) are left out."""
    for scan in seen(parcel):
        yield {
            "carrier": parcel.carrier,
            "tracking_no": parcel.number,
            "leg": scan.leg,
            "occurred_at": moment(scan.at),
            "status": scan.status,
            "source_code": scan.code,
            "reason_code": scan.reason,
            "place": scan.place,
            "description": scan.shown,
        }


def shipment_row(parcel: Parcel, leg: int, newest: int, links: list[Row]) -> Row:
    """One row of v1_shipments: the leg's fold, under the smallest of its links; the newest leg has the promise."""
    first = min(links, key=_link_order)
    kept = ("platform", "account", "external_order_id", "external_after_sale_id", "direction")
    scans = [scan for scan in seen(parcel) if scan.leg == leg]
    return {
        "carrier": parcel.carrier,
        "tracking_no": parcel.number,
        "leg": leg,
        **{name: first[name] for name in kept},
        **fold(scans, to_buyer=first["direction"] != "return"),
        "promised_at": moment(parcel.promised_at) if leg == newest and seen(parcel) else None,
    }


def _link_order(link: Row) -> tuple[str, ...]:
    names = ("platform", "account", "external_order_id", "external_after_sale_id", "external_line_id")
    return tuple(str(link[name] or "") for name in names)


def fold(scans: list[Scan], *, to_buyer: bool) -> Row:
    """
    Tell where a leg stands after `scans`.

    Delivered is left only by an exception or by turning round, returned by nothing; what is signed for on a parcel to
    the buyer after it turned round is back with the sender.
    """
    status, since = "pending", None
    reason: str | None = None
    turned = False
    picked_up_at: datetime | None = None
    delivered_at: datetime | None = None
    for scan in sorted(scans, key=_fold_order):
        word = scan.status
        if word == "picked_up":
            picked_up_at = picked_up_at or scan.at
        turned = turned or word == "returning"
        if word == "delivered" and turned and to_buyer:
            word = "returned"
        if word is None or status == "returned" or (status == "delivered" and word not in _LEAVES_DELIVERED):
            continue
        if word != status or since is None:
            status, since, reason = word, scan.at, None
        reason = scan.reason or reason
        if word == "delivered":
            delivered_at = delivered_at or scan.at
    return {
        "status": status,
        "status_at": moment(since),
        "reason_code": reason,
        "picked_up_at": moment(picked_up_at),
        "delivered_at": None if status == "returned" else moment(delivered_at),
        "last_event_at": moment(max((scan.at for scan in scans), default=None)),
    }


_LEAVES_DELIVERED = ("delivered", "exception", "returning", "returned")


def _fold_order(scan: Scan) -> tuple[datetime, int, str, str]:
    return scan.at, _RANK.index(scan.status) if scan.status else -1, scan.code, scan.shown


def rows(world: World, orders: list[Order], requests: list[Request]) -> dict[str, list[Row]]:
    """Rows of shipments, shipment_links and shipment_events."""
    links = [link for order in orders for link in world.dialect(order.account).order_links(order)]
    links += [link for request in requests for link in world.dialect(request.account).request_links(request)]
    legs: dict[Leg, list[Row]] = {}
    for link in links:
        legs.setdefault((str(link["tracking_no"]), int(str(link["leg"]))), []).append(link)
    newest: dict[str, int] = {}
    for number, leg in legs:
        newest[number] = max(leg, newest.get(number, leg))
    return {
        "shipments": [
            shipment_row(world.parcels[number], leg, newest[number], group) for (number, leg), group in legs.items()
        ],
        "shipment_links": links,
        "shipment_events": [row for number in sorted(newest) for row in event_rows(world.parcels[number])],
    }
