"""Which numbers orders and requests declare. Links are replaced as a set, per order and per request."""

from collections.abc import Collection, Iterable, Sequence

from psycopg2.extensions import cursor as Cursor

from schemas.legs import Named, Number
from store.candidates import LinkKey, confirmed
from store.copying import Cell, array, copy, stage
from store.locks import PARCELS, take_for_transaction

KEY = (
    "carrier", "tracking_no", "leg", "account", "external_order_id", "external_line_id", "external_after_sale_id",
)  # fmt: skip
COLUMNS = (*KEY, "direction")
_WHOLE = tuple(column for column in KEY if column != "leg")
# Where a link stands for now: right for nearly all; computing the number's legs settles it.
_FIRST_LEG = 1


def replace_order_links(
    cursor: Cursor,
    *,
    account: str,
    orders: Collection[str],
    links: Iterable[Named],
    moved: Collection[str] | None = None,
) -> set[Number]:
    """
    Make `links` all that these orders declare, in the caller's transaction; links that stay are not touched.

    Takes the lock under which legs are computed: call it late, and compute the legs of what it returns right after.

    Args:
        orders: the orders written in this transaction, also those that name no number any more.
        links: what they name, each order among `orders`.
        moved: those of the orders whose times changed, from which legs follow too; None: any may have.

    Returns:
        The numbers whose legs are to be computed anew: those of links that changed, and all that a moved order names
        or named.
    """
    return _replace(cursor, account, _OF_ORDERS, orders, links, moved)


def replace_request_links(
    cursor: Cursor, *, account: str, requests: Collection[str], links: Iterable[Named]
) -> set[Number]:
    """Do for requests what `replace_order_links` does for orders; each link carries its request and its order."""
    return _replace(cursor, account, _OF_REQUESTS, requests, links)


def move_request_links(cursor: Cursor, *, account: str, orders: Sequence[tuple[str, str]]) -> set[Number]:
    """Write the order's number, found later, into the links of requests: (request, order). Returns their numbers."""
    if not orders:
        return set()
    take_for_transaction(cursor, PARCELS)
    stage(cursor, "core.shipment_link", ("external_after_sale_id", "external_order_id"), orders, name="link_order")
    cursor.execute(_MOVE, (account,))
    return set(cursor.fetchall())


def drop_links(cursor: Cursor, keys: Collection[Sequence[Cell]]) -> None:
    """Delete links by their whole key, the columns of `KEY`."""
    if keys:
        stage(cursor, "core.shipment_link", KEY, keys, name="link_gone")
        cursor.execute(_DROP)


def add_links(cursor: Cursor, rows: Iterable[Sequence[Cell]]) -> None:
    """Insert links that are not there, the columns of `COLUMNS`."""
    copy(cursor, "core.shipment_link", COLUMNS, rows)


def _replace(
    cursor: Cursor,
    account: str,
    known: str,
    owners: Collection[str],
    links: Iterable[Named],
    moved: Collection[str] | None = None,
) -> set[Number]:
    take_for_transaction(cursor, PARCELS)
    cursor.execute(known, (account, array(list(owners))))
    stored: dict[LinkKey, tuple[int, str]] = {row[:5]: row[5:] for row in cursor}
    named = _by_key(links)
    follows = confirmed(cursor, account)
    loose = {key for key, before in follows.items() if before in stored and before not in named}
    settled = follows.keys() - loose  # by a person's word, as long as what it follows from is named
    _drop_whole(cursor, account, loose)
    stored = {key: link for key, link in stored.items() if key not in loose}
    gone = [key for key, (_, direction) in stored.items() if named.get(key) != direction and key not in settled]
    new = [key for key, direction in named.items() if stored.get(key, (0, ""))[1] != direction and key not in settled]
    drop_links(cursor, [_row(account, key, stored[key][0]) for key in sorted(gone)])
    add_links(cursor, [(*_row(account, key, _FIRST_LEG), named[key]) for key in sorted(new)])
    others = {*gone, *new, *loose}
    return {key[:2] for key in (*stored, *named, *loose) if moved is None or key in others or key[2] in moved}


def _drop_whole(cursor: Cursor, account: str, keys: Collection[LinkKey]) -> None:
    if keys:
        rows = [(*key[:2], account, *key[2:]) for key in sorted(keys)]
        stage(cursor, "core.shipment_link", _WHOLE, rows, name="link_loose")
        cursor.execute(_DROP_WHOLE)


def _by_key(links: Iterable[Named]) -> dict[LinkKey, str]:
    """Give each link its direction; a number named twice for one line has the first direction by name."""
    found: dict[LinkKey, str] = {}
    for link in links:
        key = (
            link.carrier, link.tracking_no, link.external_order_id, link.external_line_id, link.external_after_sale_id,
        )  # fmt: skip
        found[key] = min(link.direction, found.get(key, link.direction))
    return found


def _row(account: str, key: LinkKey, leg: int) -> tuple[Cell, ...]:
    return *key[:2], leg, account, *key[2:]


_KNOWN = """
SELECT carrier, tracking_no, external_order_id, external_line_id, external_after_sale_id, leg, direction
FROM core.shipment_link
"""
# A return that names no request is not declared: it follows from a pick-up after a delivery.
_OF_ORDERS = f"""{_KNOWN}
WHERE account = %s AND external_order_id = ANY(%s::text[]) AND external_after_sale_id = '' AND direction <> 'return'
"""
_OF_REQUESTS = f"""{_KNOWN}
WHERE account = %s AND external_after_sale_id = ANY(%s::text[]) AND external_after_sale_id <> ''
"""
_DROP = f"""
DELETE FROM core.shipment_link t USING pg_temp.link_gone g WHERE {" AND ".join(f"t.{c} = g.{c}" for c in KEY)}
"""
_DROP_WHOLE = f"""
DELETE FROM core.shipment_link t USING pg_temp.link_loose g WHERE {" AND ".join(f"t.{c} = g.{c}" for c in _WHOLE)}
"""
_MOVE = """
UPDATE core.shipment_link t SET external_order_id = n.external_order_id, updated_at = greatest(now(), t.updated_at)
FROM pg_temp.link_order n
WHERE t.account = %s AND t.external_after_sale_id = n.external_after_sale_id AND t.external_after_sale_id <> ''
  AND t.external_order_id <> n.external_order_id
RETURNING t.carrier, t.tracking_no
"""
