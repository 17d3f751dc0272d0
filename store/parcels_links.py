"""Which numbers orders and requests declare. Links are replaced as a set, per order and per request."""

from collections.abc import Collection, Iterable, Sequence

from psycopg2.extensions import cursor as Cursor

from schemas.legs import Named, Number
from store.copying import stage

_NAMED = (
    "carrier", "tracking_no", "external_order_id", "external_line_id", "external_after_sale_id", "direction",
)  # fmt: skip


def replace_order_links(
    cursor: Cursor, *, account: str, orders: Collection[str], links: Iterable[Named]
) -> set[Number]:
    """
    Make `links` all that these orders declare, in the caller's transaction; links that stay are not touched.

    Args:
        orders: the orders written in this transaction, also those that name no number any more.
        links: what they name, each order among `orders`.

    Returns:
        The numbers whose legs are to be computed anew: all that the orders name or named. Also where no link changed,
        for a leg follows from its orders' times.
    """
    return _replace(cursor, account, "external_order_id", _BY_ORDER, orders, links)


def replace_request_links(
    cursor: Cursor, *, account: str, requests: Collection[str], links: Iterable[Named]
) -> set[Number]:
    """Do for requests what `replace_order_links` does for orders; each link carries its request and its order."""
    return _replace(cursor, account, "external_after_sale_id", _BY_REQUEST, requests, links)


def move_request_links(cursor: Cursor, *, account: str, orders: Sequence[tuple[str, str]]) -> set[Number]:
    """Write the order's number, found later, into the links of requests: (request, order). Returns their numbers."""
    rows = sorted(orders)
    stage(cursor, "core.shipment_link", ("external_after_sale_id", "external_order_id"), rows, name="link_order")
    cursor.execute(_MOVE, {"account": account})
    return set(cursor.fetchall())


def _replace(
    cursor: Cursor, account: str, owner: str, declared: str, owners: Collection[str], links: Iterable[Named]
) -> set[Number]:
    rows = _rows(links)
    stage(cursor, "core.shipment_link", _NAMED, rows, name="link_named")
    stage(cursor, "core.shipment_link", (owner,), [(each,) for each in sorted(set(owners))], name="link_owner")
    values = {"account": account}
    cursor.execute(_DROP.format(owner=owner, declared=declared), values)
    gone = set(cursor.fetchall())
    cursor.execute(_TURN.format(declared=declared), values)
    cursor.execute(_ADD.format(declared=declared), values)
    return gone | {(row[0], row[1]) for row in rows}


def _rows(links: Iterable[Named]) -> list[tuple[str, str, str, str, str, str]]:
    """Order the links by their key; a number named twice for one line has the first direction by name."""
    rows = sorted(
        {
            (
                n.carrier,
                n.tracking_no,
                n.external_order_id,
                n.external_line_id,
                n.external_after_sale_id,
                str(n.direction),
            )
            for n in links
        },
        reverse=True,
    )
    return sorted({row[:5]: row for row in rows}.values())


# A link with neither request nor way to the buyer is not declared: it follows from a pick-up after a delivery.
_BY_ORDER = "t.external_after_sale_id = '' AND t.direction <> 'return'"
_BY_REQUEST = "t.external_after_sale_id <> ''"
_SAME = """t.carrier = n.carrier AND t.tracking_no = n.tracking_no AND t.external_order_id = n.external_order_id
    AND t.external_line_id = n.external_line_id AND t.external_after_sale_id = n.external_after_sale_id"""
_DROP = f"""
DELETE FROM core.shipment_link t USING pg_temp.link_owner o
WHERE t.account = %(account)s AND t.{{owner}} = o.{{owner}} AND {{declared}}
  AND NOT EXISTS (SELECT FROM pg_temp.link_named n WHERE {_SAME})
RETURNING t.carrier, t.tracking_no
"""
_TURN = f"""
UPDATE core.shipment_link t SET direction = n.direction, updated_at = greatest(now(), t.updated_at)
FROM pg_temp.link_named n
WHERE t.account = %(account)s AND {_SAME} AND {{declared}} AND t.direction <> n.direction
"""
# The leg is the newest for now, right for nearly all; computing the number's legs settles it.
_ADD = f"""
INSERT INTO core.shipment_link (carrier, tracking_no, leg, account, external_order_id, external_line_id,
                                external_after_sale_id, direction)
SELECT n.carrier, n.tracking_no,
       coalesce((SELECT max(s.leg) FROM core.shipment s
                 WHERE s.carrier = n.carrier AND s.tracking_no = n.tracking_no), 1),
       %(account)s, n.external_order_id, n.external_line_id, n.external_after_sale_id, n.direction
FROM pg_temp.link_named n
WHERE NOT EXISTS (SELECT FROM core.shipment_link t WHERE t.account = %(account)s AND {_SAME} AND {{declared}})
ON CONFLICT (carrier, tracking_no, leg, account, external_order_id, external_line_id, external_after_sale_id)
DO UPDATE SET direction = excluded.direction, updated_at = greatest(now(), core.shipment_link.updated_at)
"""
_MOVE = """
UPDATE core.shipment_link t SET external_order_id = n.external_order_id, updated_at = greatest(now(), t.updated_at)
FROM pg_temp.link_order n
WHERE t.account = %(account)s AND t.external_after_sale_id = n.external_after_sale_id
  AND t.external_order_id <> n.external_order_id
RETURNING t.carrier, t.tracking_no
"""
