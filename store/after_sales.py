"""After-sale requests and their lines. Of several lists that carry a request, one owns its row."""

from collections.abc import Iterable, Sequence

from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Engine, text

from schemas.commerce import AfterSale
from store.copying import Cell, array, copy, stage
from store.versions import Landed, Sorted, Version, sort_out

COLUMNS = (
    "platform", "account", "external_id", "stream", "stream_rank", "external_order_id", "kind", "platform_status",
    "status", "stage", "reason_code", "reason_text", "refund_amount", "disputed", "deadline_at", "requested_at",
    "closed_at", "read_again", "source_updated_at", "fetched_at", "row_hash", "page_id", "position",
)  # fmt: skip
LINE_COLUMNS = ("account", "external_id", "line_no", "external_line_id", "quantity", "refund_amount")
_KEYS = ("account", "external_id")


def save(cursor: Cursor, platform: str, account: str, rows: Sequence[Landed[AfterSale]]) -> Sorted[AfterSale]:
    """
    Write a chunk of one account's requests, in the caller's transaction, under its `save` lock.

    A row of a list that does not own the request counts as unchanged; a row of the owner replaces whatever the times.
    """
    found = sort_out(rows, _stored(cursor, account, [landed.row.external_id for landed in rows]))
    both = [*found.new, *found.changed]
    if not both:
        return found
    copy(cursor, "core.after_sale", COLUMNS, (_row(platform, account, one) for one in found.new))
    stage(
        cursor,
        "core.after_sale",
        COLUMNS,
        (_row(platform, account, one) for one in found.changed),
        name="request_change",
    )
    cursor.execute(_UPDATE)
    cursor.execute(
        "DELETE FROM core.after_sale_line WHERE account = %s AND external_id = ANY(%s)",
        (account, [landed.row.external_id for landed, _ in found.changed]),
    )
    copy(cursor, "core.after_sale_line", LINE_COLUMNS, _lines(account, both))
    return found


def find_orders(
    cursor: Cursor, account: str, *, requests: Sequence[str] = (), lines: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """
    Give requests whose order number no order bears the number of the order that has their line.

    Platforms name the order of some requests by another number, or by the line alone, and orders come later than
    requests: tried when either is written.

    Args:
        requests: numbers of requests that were written.
        lines: numbers of lines of orders that were written.

    Returns:
        (request, order) of those found.
    """
    cursor.execute(_FIND_ORDERS, {"account": account, "requests": array(requests), "lines": array(lines)})
    return [(request, order) for request, order in cursor.fetchall()]


def unlisted(engine: Engine, account: str, *, limit: int) -> list[str]:
    """
    Return numbers of requests that lines name and that are not here, those of the lines changed last first.

    Left out are requests that came and were set aside, and lines that have not changed for two days: by then the
    platform was asked again and again, and knows of none.
    """
    with engine.connect() as connection:
        return list(connection.execute(_UNLISTED, {"account": account, "limit": limit}).scalars())


def to_read_again(engine: Engine, account: str, *, limit: int) -> list[str]:
    """Return numbers of requests that are open and of which no list tells when they change, the oldest look first."""
    with engine.connect() as connection:
        return list(connection.execute(_TO_READ_AGAIN, {"account": account, "limit": limit}).scalars())


def _stored(cursor: Cursor, account: str, keys: list[str]) -> dict[str, Version]:
    cursor.execute(
        "SELECT external_id, -stream_rank, source_updated_at, fetched_at, row_hash FROM core.after_sale"
        " WHERE account = %s AND external_id = ANY(%s::text[])",
        (account, array(keys)),
    )
    return {key: Version(*version) for key, *version in cursor}


def _row(platform: str, account: str, one: tuple[Landed[AfterSale], Version]) -> tuple[Cell, ...]:
    landed, version = one
    a = landed.row
    return (
        platform, account, a.external_id, a.stream, a.stream_rank, a.external_order_id, a.kind, a.platform_status,
        a.status, a.stage, a.reason_code, a.reason_text, a.refund_amount, a.disputed, a.deadline_at, a.requested_at,
        a.closed_at, a.read_again, a.source_updated_at, landed.fetched_at, version.row_hash, landed.page_id, landed.position,
    )  # fmt: skip


def _lines(account: str, requests: Iterable[tuple[Landed[AfterSale], Version]]) -> Iterable[tuple[Cell, ...]]:
    for landed, _ in requests:
        for number, line in enumerate(landed.row.lines, 1):
            yield account, landed.row.external_id, number, line.external_line_id, line.quantity, line.refund_amount


_UNLISTED = text("""
SELECT l.external_after_sale_id
FROM core.order_line l
WHERE l.account = :account AND l.external_after_sale_id IS NOT NULL AND l.updated_at > now() - interval '2 days'
  AND NOT EXISTS (SELECT FROM core.after_sale a
                  WHERE a.account = l.account AND a.external_id = l.external_after_sale_id)
  AND NOT EXISTS (SELECT FROM ops.rejected_row r
                  WHERE r.account = l.account AND r.entity = 'after_sales' AND r.status = 'open'
                    AND r.source_key = l.external_after_sale_id)
GROUP BY l.external_after_sale_id ORDER BY max(l.updated_at) DESC, 1 LIMIT :limit
""")
_TO_READ_AGAIN = text("""
SELECT external_id FROM core.after_sale WHERE account = :account AND read_again ORDER BY fetched_at, 1 LIMIT :limit
""")
_PLAIN = [c for c in COLUMNS if c not in (*_KEYS, "status", "closed_at", "kind", "stage")]
# A word new to us leaves what was known; a stored before_ship stays, whatever the platform says later.
_UPDATE = f"""
UPDATE core.after_sale t SET
    {", ".join(f"{c} = s.{c}" for c in _PLAIN)},
    status = coalesce(s.status, t.status),
    closed_at = CASE WHEN s.status IS NULL THEN t.closed_at ELSE s.closed_at END,
    kind = coalesce(s.kind, t.kind),
    stage = CASE WHEN t.stage = 'before_ship' THEN t.stage ELSE coalesce(s.stage, t.stage) END,
    updated_at = greatest(now(), t.updated_at)
FROM pg_temp.request_change s WHERE s.account = t.account AND s.external_id = t.external_id
"""
_FIND_ORDERS = """
WITH found AS (
    SELECT a.account, a.external_id, min(l.external_order_id) AS external_order_id
    FROM core.after_sale a
    JOIN core.after_sale_line r USING (account, external_id)
    JOIN core.order_line l ON l.account = a.account AND l.external_line_id = r.external_line_id
    WHERE a.account = %(account)s AND (a.external_id = ANY(%(requests)s::text[]) OR r.external_line_id = ANY(%(lines)s::text[]))
      AND NOT EXISTS (SELECT FROM core.sales_order o
                      WHERE o.account = a.account AND o.external_order_id = a.external_order_id)
    GROUP BY a.account, a.external_id
    HAVING min(l.external_order_id) = max(l.external_order_id))
UPDATE core.after_sale a SET external_order_id = f.external_order_id, updated_at = greatest(now(), a.updated_at)
FROM found f WHERE f.account = a.account AND f.external_id = a.external_id
RETURNING a.external_id, a.external_order_id
"""
