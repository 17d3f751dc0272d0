"""Orders and their lines: new ones straight by COPY, changed ones through a staging table."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace
from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Engine, text

from schemas.commerce import Order, OrderLine
from store.copying import NULL, array, copy_lines, create_stage, line
from store.versions import Landed, Sorted, Version, sort_out, version_of

COLUMNS = (
    "receiver_adcode",  # first, for it comes from the database: the rest of a row is written before
    "platform", "account", "external_order_id", "platform_status", "status", "buyer_ref", "total_amount", "paid_amount",
    "ordered_at", "paid_at", "ship_by", "shipped_at", "completed_at", "closed_at",
    "receiver_name_masked", "receiver_phone_masked", "receiver_phone_tail",
    "receiver_province", "receiver_city", "receiver_district",
    "stream_rank", "source_updated_at", "fetched_at", "row_hash", "page_id", "position",
)  # fmt: skip
LINE_COLUMNS = (
    "platform", "account", "external_order_id", "external_line_id", "external_sku_id", "sku_code", "title", "quantity",
    "paid_amount", "status", "external_after_sale_id",
)  # fmt: skip
_KEYS = ("account", "external_order_id")
# What a status word new to us must not wipe out on a row that is known.
_BY_STATUS = ("completed_at", "closed_at")

Place = tuple[str | None, str | None, str | None]


def save(
    cursor: Cursor, platform: str, account: str, rows: Sequence[Landed[Order]], adcodes: Mapping[Place, str | None]
) -> Sorted[Order]:
    """
    Write a chunk of one account's orders with their lines, in the caller's transaction, under its `save` lock.

    An order that changed loses the lines it no longer has. Of several lists that carry an order, a row of a list that
    does not own it counts as unchanged; a row of the owner replaces it whatever the times.
    """
    found = sort_out(rows, _stored(cursor, account, [landed.row.external_order_id for landed in rows]))
    copy_lines(cursor, "core.sales_order", COLUMNS, [_order(platform, account, one, adcodes) for one in found.new])
    copy_lines(cursor, "core.order_line", LINE_COLUMNS, [_lines(platform, account, one) for one in found.new])
    return replace(found, moved=_change(cursor, platform, account, found.changed, adcodes)) if found.changed else found


def ready(platform: str, account: str, landed: Landed[Order]) -> Landed[Order]:
    """Work out of an order what saving it takes and the database does not know."""
    version = version_of(landed)
    return Landed(
        row=landed.row, page_id=landed.page_id, position=landed.position, fetched_at=landed.fetched_at,
        version=version, texts=_texts(platform, account, landed, version),
    )  # fmt: skip


def place(order: Order) -> Place:
    """Return the names that tell an order's region."""
    return order.receiver_province, order.receiver_city, order.receiver_district


def unlisted(engine: Engine, account: str, *, limit: int) -> list[str]:
    """
    Return numbers of orders that requests name and that are not here, those of the requests changed last first.

    Left out are orders that came and were set aside, and requests that have not changed for two days: by then the
    platform was asked again and again, and knows of none.
    """
    with engine.connect() as connection:
        return list(connection.execute(_UNLISTED, {"account": account, "limit": limit}).scalars())


def _stored(cursor: Cursor, account: str, keys: list[str]) -> dict[str, Version]:
    cursor.execute(
        "SELECT external_order_id, -stream_rank, source_updated_at, fetched_at, row_hash FROM core.sales_order"
        " WHERE account = %s AND external_order_id = ANY(%s::text[])",
        (account, array(keys)),
    )
    return {key: Version(*version) for key, *version in cursor}


def _change(
    cursor: Cursor,
    platform: str,
    account: str,
    orders: Sequence[tuple[Landed[Order], Version]],
    adcodes: Mapping[Place, str | None],
) -> frozenset[str]:
    """Write changed orders with their lines; returns those whose times are others now."""
    create_stage(cursor, "core.sales_order", COLUMNS, name="order_change")
    copy_lines(cursor, "pg_temp.order_change", COLUMNS, [_order(platform, account, one, adcodes) for one in orders])
    cursor.execute(_MOVED)
    moved = frozenset(number for (number,) in cursor)
    cursor.execute(_UPDATE)
    create_stage(cursor, "core.order_line", LINE_COLUMNS, name="line_change")
    copy_lines(cursor, "pg_temp.line_change", LINE_COLUMNS, [_lines(platform, account, one) for one in orders])
    cursor.execute(_DROP_LINES, ([one.row.external_order_id for one, _ in orders if one.row.lines_may_lack],))
    cursor.execute(_UPSERT_LINES)
    return moved


def _texts(platform: str, account: str, landed: Landed[Order], version: Version) -> tuple[bytes, bytes]:
    """Write an order's row, all but its adcode, and those of its lines."""
    o = landed.row
    row = (
        platform, account, o.external_order_id, o.platform_status, o.status or NULL, o.buyer_ref or NULL,
        o.total_amount or NULL, o.paid_amount or NULL, o.ordered_at, o.paid_at or NULL, o.ship_by or NULL,
        o.shipped_at or NULL, o.completed_at or NULL, o.closed_at or NULL,
        o.receiver_name_masked or NULL, o.receiver_phone_masked or NULL, o.receiver_phone_tail or NULL,
        o.receiver_province or NULL, o.receiver_city or NULL, o.receiver_district or NULL, str(o.stream_rank),
        o.source_updated_at, landed.fetched_at, version.row_hash, str(landed.page_id), str(landed.position),
    )  # fmt: skip
    lines = sorted(o.lines, key=_line_id) if len(o.lines) > 1 else o.lines
    return line(row), b"".join([_line(platform, account, o, each) for each in lines])


def _order(
    platform: str, account: str, one: tuple[Landed[Order], Version], adcodes: Mapping[Place, str | None]
) -> bytes:
    landed, version = one
    text, _ = landed.texts or _texts(platform, account, landed, version)
    return b"%b\t%b" % ((adcodes.get(place(landed.row)) or NULL).encode(), text)


def _lines(platform: str, account: str, one: tuple[Landed[Order], Version]) -> bytes:
    landed, version = one
    return (landed.texts or _texts(platform, account, landed, version))[1]


def _line(platform: str, account: str, order: Order, each: OrderLine) -> bytes:
    return line((
        platform, account, order.external_order_id, each.external_line_id, each.external_sku_id or NULL,
        each.sku_code or NULL, each.title or NULL, str(each.quantity), each.paid_amount or NULL, each.status or NULL,
        each.external_after_sale_id or NULL,
    ))  # fmt: skip


def _line_id(line: OrderLine) -> str:
    return line.external_line_id


def _set(columns: Iterable[str], source: str) -> str:
    return ", ".join(f"{column} = {source}.{column}" for column in columns)


_UNLISTED = text("""
SELECT a.external_order_id
FROM core.after_sale a
WHERE a.account = :account AND a.updated_at > now() - interval '2 days'
  AND NOT EXISTS (SELECT FROM core.sales_order o
                  WHERE o.account = a.account AND o.external_order_id = a.external_order_id)
  AND NOT EXISTS (SELECT FROM ops.rejected_row r
                  WHERE r.account = a.account AND r.entity = 'orders' AND r.status = 'open'
                    AND r.source_key = a.external_order_id)
GROUP BY a.external_order_id ORDER BY max(a.updated_at) DESC, 1 LIMIT :limit
""")
_MOVED = """
SELECT t.external_order_id
FROM pg_temp.order_change s JOIN core.sales_order t USING (account, external_order_id)
WHERE (s.ordered_at, s.paid_at, s.shipped_at) IS DISTINCT FROM (t.ordered_at, t.paid_at, t.shipped_at)
"""
_UPDATE = f"""
UPDATE core.sales_order t SET
    {_set((c for c in COLUMNS if c not in (*_KEYS, "status", *_BY_STATUS)), "s")},
    status = coalesce(s.status, t.status),
    {", ".join(f"{c} = CASE WHEN s.status IS NULL THEN t.{c} ELSE s.{c} END" for c in _BY_STATUS)},
    updated_at = greatest(now(), t.updated_at)
FROM pg_temp.order_change s WHERE s.account = t.account AND s.external_order_id = t.external_order_id
"""
_DROP_LINES = """
DELETE FROM core.order_line t USING pg_temp.order_change o
WHERE t.account = o.account AND t.external_order_id = o.external_order_id AND t.external_order_id <> ALL(%s)
  AND NOT EXISTS (SELECT FROM pg_temp.line_change s
                  WHERE s.account = t.account AND s.external_order_id = t.external_order_id
                    AND s.external_line_id = t.external_line_id)
"""
_LINE_FACTS = [c for c in LINE_COLUMNS if c not in (*_KEYS, "external_line_id", "status")]
_UPSERT_LINES = f"""
INSERT INTO core.order_line AS t ({", ".join(LINE_COLUMNS)})
SELECT {", ".join(LINE_COLUMNS)} FROM pg_temp.line_change
ON CONFLICT (account, external_order_id, external_line_id) DO UPDATE SET
    {_set(_LINE_FACTS, "excluded")}, status = coalesce(excluded.status, t.status),
    updated_at = greatest(now(), t.updated_at)
WHERE ({", ".join(f"t.{c}" for c in _LINE_FACTS)}, t.status) IS DISTINCT FROM
      ({", ".join(f"excluded.{c}" for c in _LINE_FACTS)}, coalesce(excluded.status, t.status))
"""
