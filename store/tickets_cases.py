"""Reads the cases of orders: a few queries for thousands of them, their tickets locked until the transaction ends."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct, convert
from msgspec.structs import replace
from psycopg2.extensions import cursor as Cursor

from schemas.cases import Case, CaseLine, CaseParcel, CaseRequest, CaseTicket, Product
from schemas.words import OrderStatus
from store.tickets import lock
from store.tickets_due import OrderKey

T = TypeVar("T")

# Each query gives (account, number) and then columns named like the fields of what is read from them.
_KEYS = "WITH k AS (SELECT * FROM unnest(%(accounts)s::text[], %(orders)s::text[]) AS k (account, number))"


def _each(table: str) -> str:
    """Look each key up by the index. OFFSET keeps the planner from hashing the whole table for a few thousand keys."""
    return (
        f"k CROSS JOIN LATERAL (SELECT * FROM core.{table} r"
        " WHERE r.account = k.account AND r.external_order_id = k.number OFFSET 0) r"
    )


_ORDERS = f"""
{_KEYS}
SELECT k.account, k.number, r.platform, r.status, r.receiver_adcode AS adcode FROM {_each("sales_order")}
"""

_LINES = f"""
{_KEYS}
SELECT k.account, k.number, r.external_line_id, r.quantity, r.sku_code, r.paid_amount, r.status
FROM {_each("order_line")}
ORDER BY r.account, r.external_order_id, r.external_line_id
"""

_PRODUCTS = """
SELECT sku_code, '', category_code, service_mode, install_skill, repair_skill
FROM core.product WHERE sku_code = ANY(%(skus)s)
"""

# Amounts inside JSON travel as text: the driver would make floats of numbers.
_REQUESTS = f"""
{_KEYS}
SELECT k.account, k.number, r.platform, r.external_id, r.kind, r.status, r.refund_amount,
       coalesce(parts.lines, '[]') AS lines
FROM {_each("after_sale")}
LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('external_line_id', l.external_line_id, 'quantity', l.quantity,
                                      'refund_amount', l.refund_amount::text) ORDER BY l.line_no) AS lines
    FROM core.after_sale_line l WHERE l.account = r.account AND l.external_id = r.external_id
) parts ON true
ORDER BY r.account, r.external_id
"""

# Of each number that the order itself names, the newest leg: a return leg without a request of its own is one of them.
_PARCELS = f"""
{_KEYS}
SELECT DISTINCT ON (r.account, r.external_order_id, r.external_line_id, r.carrier, r.tracking_no)
       k.account, k.number, r.external_line_id, r.direction, coalesce(s.status, 'pending') AS status,
       s.delivered_at IS NOT NULL AS was_delivered
FROM {_each("shipment_link")}
LEFT JOIN core.shipment s USING (carrier, tracking_no, leg)
WHERE r.external_after_sale_id = '' AND r.leg >= 1
ORDER BY r.account, r.external_order_id, r.external_line_id, r.carrier, r.tracking_no, r.leg DESC
"""

# A request's tickets are found by the request: its order may have become known by another number.
_NAMED = f"""
{_KEYS}
SELECT r.ticket_id FROM {_each("ticket")}
UNION
SELECT t.ticket_id
FROM {_each("after_sale")} JOIN core.ticket t ON t.account = r.account AND t.external_after_sale_id = r.external_id
"""

# Only those that rules made.
_TICKETS = """
SELECT t.account, t.external_order_id AS number, t.ticket_id, t.version, t.ticket_type, t.status, t.hold_reason,
       t.external_order_id, t.external_line_id, t.external_after_sale_id, t.adcode, t.skill_code, t.quantity,
       t.rule_code, t.rule_version, last.from_status AS came_from, noted.would AS noted,
       coalesce(last.kind = 'override' AND last.to_status IS NOT NULL, false)
           OR coalesce(t.hold_reason = 'operator', false)
           OR coalesce(t.close_code = 'suppressed', false) AS overridden
FROM core.ticket t
LEFT JOIN LATERAL (
    SELECT e.seq, e.kind, e.from_status, e.to_status FROM core.ticket_event e
    WHERE e.ticket_id = t.ticket_id AND e.kind IN ('status', 'override') ORDER BY e.seq DESC LIMIT 1
) last ON true
LEFT JOIN LATERAL (
    SELECT e.data -> 'would' AS would FROM core.ticket_event e
    WHERE e.ticket_id = t.ticket_id AND e.seq > last.seq AND e.kind = 'note' AND e.data ? 'would'
    ORDER BY e.seq DESC LIMIT 1
) noted ON true
WHERE t.ticket_id = ANY(%(ids)s) AND t.rule_code IS NOT NULL AND t.parent_ticket IS NULL
ORDER BY t.dedupe_key, t.ticket_id
"""


class _Order(Struct, frozen=True, kw_only=True):
    platform: str
    status: OrderStatus | None = None
    adcode: str | None = None


class _Request(CaseRequest, frozen=True, kw_only=True):
    platform: str


def read_cases(cursor: Cursor, keys: Sequence[OrderKey]) -> list[Case]:
    """
    Return what is known of these orders, in the order of `keys`; a number without an order and without requests has none.

    Their tickets stay locked until the transaction ends, so that what is decided from the cases can be written.
    """
    asked = {"accounts": [account for account, _ in keys], "orders": [order for _, order in keys]}
    tickets = _tickets(cursor, asked)
    orders = {(account, number): order for account, number, order in _read(cursor, _ORDERS, asked, _Order)}
    lines = _grouped(_lines(cursor, asked))
    requests = _grouped(_read(cursor, _REQUESTS, asked, _Request))
    parcels = _grouped(_read(cursor, _PARCELS, asked, CaseParcel))
    placed = _placed(tickets, requests)
    for key, named in requests.items():
        orders.setdefault(key, _Order(platform=named[0].platform))
    return [
        Case(
            platform=orders[key].platform,
            account=key[0],
            external_order_id=key[1],
            status=orders[key].status,
            adcode=orders[key].adcode,
            lines=tuple(lines.get(key, ())),
            requests=tuple(requests.get(key, ())),
            parcels=tuple(parcels.get(key, ())),
            tickets=tuple(placed.get(key, ())),
        )
        for key in keys
        if key in orders
    ]


def _lines(cursor: Cursor, asked: Mapping[str, Any]) -> Iterator[tuple[str, str, CaseLine]]:
    lines = list(_read(cursor, _LINES, asked, CaseLine))
    skus = sorted({line.sku_code for *_, line in lines if line.sku_code is not None})
    products = {sku: product for sku, _, product in _read(cursor, _PRODUCTS, {"skus": skus}, Product)}
    for account, number, line in lines:
        product = products.get(line.sku_code or "")
        yield account, number, replace(line, product=product) if product else line


def _tickets(cursor: Cursor, asked: Mapping[str, Any]) -> list[tuple[str, str, CaseTicket]]:
    cursor.execute(_NAMED, asked)
    ids = [ticket_id for (ticket_id,) in cursor.fetchall()]
    lock(cursor, ids)
    return list(_read(cursor, _TICKETS, {"ids": ids}, CaseTicket)) if ids else []


def _placed(
    tickets: Iterable[tuple[str, str, CaseTicket]], requests: Mapping[OrderKey, Sequence[CaseRequest]]
) -> dict[OrderKey, list[CaseTicket]]:
    """Put each ticket to the case that decides about it: its request's, else its order's."""
    by_request = {(key[0], request.external_id): key for key, group in requests.items() for request in group}
    return _grouped(
        (*by_request.get((account, ticket.external_after_sale_id or ""), (account, number)), ticket)
        for account, number, ticket in tickets
    )


def _read(cursor: Cursor, query: str, asked: Mapping[str, Any], kind: type[T]) -> Iterator[tuple[str, str, T]]:
    cursor.execute(query, asked)
    names = [column.name for column in cursor.description or ()][2:]
    for account, number, *values in cursor.fetchall():
        yield account, number, convert(dict(zip(names, values, strict=True)), kind)


def _grouped(rows: Iterable[tuple[str, str, T]]) -> dict[OrderKey, list[T]]:
    groups: dict[OrderKey, list[T]] = defaultdict(list)
    for account, number, item in rows:
        groups[account, number].append(item)
    return groups
