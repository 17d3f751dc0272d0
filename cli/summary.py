"""The demo's one readable summary."""

from pathlib import Path

from cli.tables import show


def print_summary(database_url: str, home: Path) -> None:
    """Print what the database holds by account, reason, type and kind, and where to look next."""
    from store import summary
    from store.engine import engine

    on = engine(database_url)
    show(("account", "platform", "orders", "after_sales", "parcels", "scans"), summary.accounts(on), title="Brought in")
    show(("account", "entity", "rule", "rows", "message"), summary.rejected(on), title="Set aside, by reason")
    show(("ticket_type", "rule_code", "status", "tickets"), summary.tickets(on), title="Tickets")
    show(("service_date", "outcome", "reason_code", "tickets"), summary.dispatch(on), title="Dispatch")
    show(("kind", "severity", "status", "anomalies"), summary.anomalies(on), title="Anomalies")
    print(_next(home))


def _next(home: Path) -> str:
    from stack import Home, sandbox

    near = home.relative_to(Path.cwd()) if home.is_relative_to(Path.cwd()) else home
    here = f"SHOUHOU_HOME={near} .venv/bin/shouhou"
    configured = f"SHOUHOU_CONFIG={sandbox.config(Home(near))} {here}"
    return f"""Where to look next
  {here} db url          starts this demo's database again and prints its URL for psql
  {configured} accounts
                         how far each account is read
  {here} stop            ends what the two above started
  make up                keeps a stack running, with Prefect's UI and the flows on their schedules
  docs/                  run it on your own accounts; the views that other systems read"""
