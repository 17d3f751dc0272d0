"""Which orders `create-tickets` must look at, and by which rules."""

from collections.abc import Iterator

from msgspec import convert
from psycopg2.extensions import cursor as Cursor

from schemas.service_rules import Action, Match, ServiceRule, Trigger
from store.engine import driver_connection, lock_engine

OrderKey = tuple[str, str]
"""(account, external_order_id)"""

# As text: the driver has no datetime for minus infinity, which means everything.
_SINCE = """
SELECT CASE WHEN EXISTS (SELECT FROM core.service_rule WHERE updated_at >= since)
              OR EXISTS (SELECT FROM core.product WHERE updated_at >= since)
            THEN '-infinity'::timestamptz ELSE since END::text
FROM (SELECT coalesce(max(started_at) - interval '10 minutes', '-infinity') AS since
      FROM ops.run WHERE flow = 'create-tickets' AND status = 'completed') last
"""

# A person's or a technician's act may let news through that the ticket was closed to.
_DUE = """
SELECT account, external_order_id FROM core.sales_order WHERE updated_at >= %(since)s
UNION
SELECT account, external_order_id FROM core.after_sale WHERE updated_at >= %(since)s
UNION
SELECT l.account, l.external_order_id
FROM core.shipment s JOIN core.shipment_link l USING (carrier, tracking_no, leg)
WHERE s.updated_at >= %(since)s AND l.external_after_sale_id = ''
UNION
SELECT t.account, t.external_order_id
FROM core.ticket_event e JOIN core.ticket t USING (ticket_id)
WHERE e.updated_at >= %(since)s AND e.actor_kind <> 'flow' AND t.rule_code IS NOT NULL
ORDER BY 1, 2
"""


def due_orders(url: str, size: int) -> Iterator[list[OrderKey]]:
    """
    Yield the orders to look at, `size` at a time, in the order of their keys.

    Those whose order, request or parcel changed since the last completed run began, less ten minutes (database clock):
    the longest a writer may take. All of them when rules or products changed. They are held by the server, outside of
    any transaction, so that neither our memory nor the age of its oldest snapshot grows with their number.
    """
    raw = lock_engine(url).raw_connection()
    try:
        connection = driver_connection(raw)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(_SINCE)
            (since,) = cursor.fetchone() or (None,)
        with connection.cursor(name="due_orders", withhold=True) as due:
            due.execute(_DUE, {"since": since})
            while keys := due.fetchmany(size):
                yield keys
    finally:
        raw.close()


def service_rules(cursor: Cursor) -> list[ServiceRule]:
    """Return every version of every rule."""
    cursor.execute(
        "SELECT rule_code, version, priority, trigger, match, action, enabled FROM core.service_rule ORDER BY 1, 2"
    )
    return [
        ServiceRule(
            rule_code=code,
            version=version,
            priority=priority,
            trigger=Trigger(trigger),
            match=convert(match, Match),
            action=convert(action, Action),
            enabled=enabled,
        )
        for code, version, priority, trigger, match, action, enabled in cursor.fetchall()
    ]
