"""A small world whose clocks run: a shop, a courier, one policy a kind. For tests of `watch_sla` on a database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Engine, text

from store.engine import transaction
from tasks.watch_sla import watch_sla

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
RUN = UUID("00000000-0000-4000-8000-000000000001")

POLICIES = {
    "ship_late": 2880, "no_pickup": 1440, "no_update": 1440, "transit_late": 7200, "delivery_stuck": 1440,
    "pickup_point_stuck": 2880, "delivery_failed": 0, "returning_unrequested": 0, "trace_missing": 4320,
    "source_stale": 30,
}  # fmt: skip


def watched_world(database: Engine) -> Engine:
    """Give a database with a shop and a courier that are read and stay so, and one policy a kind."""
    with transaction(database) as cursor:
        cursor.execute("DELETE FROM core.sla_policy")
        row(cursor, "core.account", account="shop", platform="tmall", side="shop")
        row(cursor, "core.account", account="sf", platform="sf_express", side="courier", position=1)
        for account, entity in (("shop", "orders"), ("shop", "after_sales"), ("sf", "traces")):
            read = {"watermark": NOW, "last_success_at": NOW + 50 * HOUR}
            row(cursor, "ops.sync_cursor", account=account, entity=entity, **read)
        for kind, minutes in POLICIES.items():
            policy = {"policy_code": kind.replace("_", "-"), "version": 1, "severity": 2}
            row(cursor, "core.sla_policy", kind=kind, threshold_minutes=minutes, **policy)
    return database


def row(cursor: Cursor, table: str, **values: Any) -> None:
    names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
    cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))


def insert(world: Engine, table: str, **values: Any) -> None:
    with transaction(world) as cursor:
        row(cursor, table, **values)


def change(world: Engine, statement: str, *values: Any) -> None:
    with transaction(world) as cursor:
        cursor.execute(statement, values)


def a_policy(world: Engine, code: str, **given: Any) -> None:
    insert(world, "core.sla_policy", policy_code=code, **{"version": 1, "severity": 2} | given)


def an_order(world: Engine, number: str = "1", **given: Any) -> None:
    valid = {
        "platform": "tmall", "account": "shop", "external_order_id": number, "platform_status": "x", "status": "shipped",
        "ordered_at": NOW - 500 * HOUR, "paid_at": NOW - 499 * HOUR, "shipped_at": NOW - 480 * HOUR,
        "receiver_adcode": "330106", "source_updated_at": NOW, "fetched_at": NOW, "row_hash": "x", "page_id": 1,
        "position": 0,
    }  # fmt: skip
    insert(world, "core.sales_order", **valid | given)


def a_request(world: Engine, number: str = "R1", **given: Any) -> None:
    valid = {
        "platform": "tmall", "account": "shop", "external_id": number, "stream": "refunds", "stream_rank": 2,
        "external_order_id": "1", "kind": "return_refund", "platform_status": "x", "status": "requested",
        "requested_at": NOW - 100 * HOUR, "source_updated_at": NOW - 100 * HOUR, "fetched_at": NOW, "row_hash": "x",
        "page_id": 1, "position": 0,
    }  # fmt: skip
    insert(world, "core.after_sale", **valid | given)


def a_parcel(world: Engine, number: str = "SF1", *, request: str = "", line: str = "", **given: Any) -> None:
    """Write a leg that order 1 (or a request for it) declares, asked for with success just now."""
    valid = {
        "carrier": "sf_express", "tracking_no": number, "leg": 1, "since": NOW - 499 * HOUR, "declared_at": NOW - 480 * HOUR, "direction": "outbound",
        "status": "in_transit", "last_polled_ok_at": NOW,
    }  # fmt: skip
    leg = valid | given
    leg.setdefault("picked_up_at", None if leg["status"] == "pending" else NOW - 100 * HOUR)
    link = {name: leg[name] for name in ("carrier", "tracking_no", "leg", "direction")}
    declared = {
        "account": "shop",
        "external_order_id": "1",
        "external_line_id": line,
        "external_after_sale_id": request,
    }
    with transaction(world) as cursor:
        row(cursor, "core.shipment", **leg)
        row(cursor, "core.shipment_link", **link, **declared)


def watched(world: Engine, *, now: datetime = NOW) -> dict[str, int]:
    return watch_sla(world.url.render_as_string(hide_password=False), now=now, run_id=RUN)


def ran(world: Engine, *, now: datetime = NOW) -> tuple[int, int]:
    """Watch once; return how many anomalies were opened and resolved."""
    counts = watched(world, now=now)
    return counts["opened"], counts["resolved"]


def rows(world: Engine, query: str) -> list[tuple[Any, ...]]:
    with world.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def kinds(world: Engine) -> list[str]:
    return [kind for (kind,) in rows(world, "SELECT kind FROM core.anomaly WHERE status = 'open' ORDER BY 1")]


def after(world: Engine) -> list[str]:
    """Watch once; return the kinds of all open anomalies."""
    watched(world)
    return kinds(world)
