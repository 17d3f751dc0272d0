"""Orders and requests on which work depends, to be asked for by number: platforms change rows without moving their time."""

from datetime import date

from sqlalchemy import Engine, text

from schemas.words import Entity


def numbers(engine: Engine, account: str, entity: Entity, *, day: date, limit: int) -> list[str]:
    """
    Return the numbers of one account that are due for another look on this day, at most `limit`.

    Requests that are not at their end, and orders that an open ticket or anomaly is about, of the last 90 days. Where
    there are more than `limit`, each day has its share of them and each number its turn.
    """
    with engine.connect() as connection:
        found = connection.execute(_OPEN[entity], {"account": account, "day": day.toordinal(), "limit": limit})
        return list(found.scalars())


_SHARE = """
SELECT number FROM (
    SELECT number, ceil(count(*) OVER () / CAST(:limit AS numeric))::bigint AS shares FROM still_open) dealt
WHERE mod(hashtextextended(number, 0) & 9223372036854775807, shares) = mod(CAST(:day AS bigint), shares)
ORDER BY number LIMIT :limit"""
_OPEN = {
    Entity.AFTER_SALES: text(f"""
WITH still_open AS (
    SELECT external_id AS number FROM core.after_sale
    WHERE account = :account AND (status IS NULL OR status NOT IN ('completed', 'cancelled'))
      AND requested_at > now() - interval '90 days')
{_SHARE}"""),
    Entity.ORDERS: text(f"""
WITH still_open AS (
    SELECT o.external_order_id AS number FROM core.sales_order o
    WHERE o.account = :account AND o.ordered_at > now() - interval '90 days'
      AND (EXISTS (SELECT FROM core.ticket t WHERE t.account = o.account AND t.external_order_id = o.external_order_id
                     AND t.status NOT IN ('done', 'closed', 'cancelled'))
        OR EXISTS (SELECT FROM core.anomaly a WHERE a.account = o.account
                     AND a.external_order_id = o.external_order_id AND a.status = 'open')))
{_SHARE}"""),
}
