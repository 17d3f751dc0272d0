"""Orders by the million, made by the database itself, so that the tables are as large as after years."""

_ORDERS = """
INSERT INTO core.sales_order (platform, account, external_order_id, platform_status, status, buyer_ref, total_amount,
    paid_amount, ordered_at, paid_at, shipped_at, receiver_province, receiver_city, receiver_district,
    source_updated_at, fetched_at, row_hash, page_id, position, updated_at)
SELECT 'tmall', 'bench', (3000000000000000000 + n)::text, 'TRADE_FINISHED', 'completed', 'AAH' || n, 2999, 2999,
       at, at, at + interval '9 hours', '浙江省', '杭州市', '余杭区', at, at, '1:' || md5(n::text), 1, 1, at
FROM (SELECT n, timestamptz '2024-01-01' + n * interval '12 seconds' AS at FROM generate_series(1, %(orders)s) n) made
"""
_LINES = """
INSERT INTO core.order_line (platform, account, external_order_id, external_line_id, external_sku_id, sku_code, title,
    quantity, paid_amount, status, updated_at)
SELECT 'tmall', 'bench', (3000000000000000000 + n)::text, (3500000000000000000 + n)::text, '5012345600001', 'AC-001',
       '霁川家电 AC-001 新一级能效 智能变频', 1, 2999, 'completed', timestamptz '2024-01-01' + n * interval '12 seconds'
FROM generate_series(1, %(orders)s) n
"""
_LINKS = """
INSERT INTO core.shipment_link (carrier, tracking_no, leg, account, external_order_id, external_line_id, direction)
SELECT 'sf_express', 'SF' || (1190000000000 + n), 1, 'bench', (3000000000000000000 + n)::text,
       (3500000000000000000 + n)::text, 'outbound'
FROM generate_series(1, %(orders)s) n
"""
_LEGS = """
INSERT INTO core.shipment (carrier, tracking_no, leg, since, declared_at, account, external_order_id, direction, status,
    poll_state, updated_at)
SELECT 'sf_express', 'SF' || (1190000000000 + n), 1, at, at, 'bench', (3000000000000000000 + n)::text, 'outbound',
       'delivered', 'done', at
FROM (SELECT n, timestamptz '2024-01-01' + n * interval '12 seconds' AS at FROM generate_series(1, %(orders)s) n) made
"""


def fill(url: str, orders: int) -> None:
    """Put `orders` finished orders with a line and a parcel each into the tables, tell nobody, and let the planner know."""
    from benchmarks.ground import TABLES, told
    from store.engine import engine, transaction

    with transaction(engine(url)) as cursor:
        told(cursor, False)
        for statement in (_ORDERS, _LINES, _LINKS, _LEGS):
            cursor.execute(statement, {"orders": orders})
        told(cursor, True)
        cursor.execute(f"ANALYZE {', '.join(TABLES)}")
