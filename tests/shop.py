"""A shop's facts put into a database by hand, and `create-tickets` run on them."""

from datetime import UTC, datetime
from typing import Any

from psycopg2.extras import Json
from sqlalchemy import Engine, text

from store.engine import transaction
from tasks.create_tickets import create_tickets

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ORDER = """
INSERT INTO core.sales_order (platform, account, external_order_id, platform_status, status, receiver_adcode, ordered_at,
                              source_updated_at, fetched_at, row_hash, page_id, position)
VALUES ('tmall', 'shop', %(order)s, 'X', %(status)s, '330106', now(), now(), now(), 'h', 1, 0)
ON CONFLICT (account, external_order_id) DO UPDATE SET status = EXCLUDED.status, updated_at = now()
"""
LINE = """
INSERT INTO core.order_line (platform, account, external_order_id, external_line_id, sku_code, quantity, paid_amount)
VALUES ('tmall', 'shop', %(order)s, %(order)s || '-1', 'AC-001', %(quantity)s, 2000.00 * %(quantity)s)
ON CONFLICT DO NOTHING
"""
REQUEST = """
INSERT INTO core.after_sale (platform, account, external_id, stream, stream_rank, external_order_id, kind, platform_status,
                             status, refund_amount, requested_at, source_updated_at, fetched_at, row_hash, page_id, position)
VALUES ('tmall', 'shop', %(request)s, 'refunds', 1, %(order)s, %(kind)s, 'X', %(status)s, %(amount)s, now(), now(), now(),
        'h', 1, 0)
ON CONFLICT (account, external_id) DO UPDATE SET
    status = EXCLUDED.status, kind = EXCLUDED.kind, external_order_id = EXCLUDED.external_order_id, updated_at = now()
"""
REQUEST_LINE = """
INSERT INTO core.after_sale_line (account, external_id, line_no, external_line_id, quantity)
VALUES ('shop', %(request)s, 1, %(order)s || '-1', %(quantity)s) ON CONFLICT DO NOTHING
"""
SHIPMENT = """
INSERT INTO core.shipment (carrier, tracking_no, leg, direction, status, delivered_at)
VALUES ('sf_express', %(number)s, %(leg)s, %(direction)s, %(status)s, CASE WHEN %(delivered)s THEN now() END)
ON CONFLICT (carrier, tracking_no, leg) DO UPDATE SET
    status = EXCLUDED.status, delivered_at = EXCLUDED.delivered_at, updated_at = now()
"""
LINK = """
INSERT INTO core.shipment_link (carrier, tracking_no, leg, account, external_order_id, external_line_id, direction)
VALUES ('sf_express', %(number)s, %(leg)s, 'shop', %(order)s, %(order)s || '-1', %(direction)s) ON CONFLICT DO NOTHING
"""
RULES = [
    ("install-brand", 10, "paid", {"service_mode": "brand"}, "install", "install", "delivered"),
    ("return-goods", 30, "after_sale_requested", {"kind": "return_refund"}, "return", None, "now"),
    ("exchange-goods", 40, "after_sale_requested", {"kind": "exchange"}, "exchange", None, "now"),
]


class Shop:
    """A database with rules and products, and a platform's facts put there by hand."""

    def __init__(self, database: Engine, url: str) -> None:
        self.database, self.url = database, url
        self._do(
            "INSERT INTO core.product VALUES ('AC-001', 'air', 'x', 'air_conditioner', 'brand', 'ac_install', 'ac_repair')"
        )
        for code, priority, trigger, match, kind, skill, ready_when in RULES:
            action = {"ticket_type": kind, "skill": skill, "ready_when": ready_when, "priority": 3}
            self._do(
                "INSERT INTO core.service_rule VALUES (%(code)s, 1, %(priority)s, %(trigger)s, %(match)s, %(action)s)",
                code=code,
                priority=priority,
                trigger=trigger,
                match=Json(match),
                action=Json(action),
            )

    def order(self, order: str, status: str = "shipped", *, quantity: int = 1) -> None:
        self._do(ORDER, order=order, status=status)
        self._do(LINE, order=order, quantity=quantity)

    def request(self, order: str, status: str, kind: str = "refund_only", **given: Any) -> None:
        values = {"request": f"R{order}", "quantity": 1, "amount": None, **given}
        self._do(REQUEST, order=order, status=status, kind=kind, **values)
        self._do(REQUEST_LINE, order=order, **values)

    def parcel(
        self, order: str, status: str, *, leg: int = 1, direction: str = "outbound", delivered: bool = False
    ) -> None:
        values = {"number": f"SF{order}", "leg": leg, "direction": direction}
        self._do(SHIPMENT, status=status, delivered=delivered, **values)
        self._do(LINK, order=order, **values)

    def run(self) -> dict[str, int]:
        """Run as the flow does: a run of its own that completes."""
        run_id = self.rows("""INSERT INTO ops.run (run_id, flow, trigger) VALUES (gen_random_uuid(), 'create-tickets', 'manual')
                              RETURNING run_id""")[0][0]
        counts = create_tickets(self.url, now=NOW, run_id=run_id)
        self._do("UPDATE ops.run SET status = 'completed' WHERE run_id = %(run)s", run=str(run_id))
        return counts

    def age(self) -> None:
        """Let an hour pass over everything that was written."""
        for table in ("sales_order", "after_sale", "shipment", "service_rule", "product", "ticket_event"):
            self._do(f"UPDATE core.{table} SET updated_at = updated_at - interval '1 hour'")
        self._do("UPDATE ops.run SET started_at = started_at - interval '30 minutes'")

    def tickets(self) -> list[tuple[Any, ...]]:
        return self.rows(
            "SELECT dedupe_key, status, coalesce(hold_reason, close_code) FROM core.ticket ORDER BY ticket_id"
        )

    def history(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT kind, to_status, reason FROM core.ticket_event ORDER BY ticket_id, seq")

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.database.begin() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def _do(self, statement: str, **values: Any) -> None:
        with transaction(self.database) as cursor:
            cursor.execute(statement, values)
