"""`shouhou accounts`: list them with their freshness, pause and resume one."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from sqlalchemy import Engine

app = typer.Typer(
    name="accounts",
    help="The configured accounts: list with freshness, pause, resume.",
    invoke_without_command=True,
    rich_markup_mode=None,
)
Name = Annotated[str, typer.Argument(help="Name of the account in the configuration.")]


@app.callback()
def accounts(context: typer.Context) -> None:
    """List the accounts with what is read of each and how old that is."""
    if context.invoked_subcommand is None:
        _list()


@app.command()
def pause(name: Name, reason: Annotated[str, typer.Option(help="Why; shown wherever the account is missed.")]) -> None:
    """Stop asking an account until it is resumed."""
    from store import accounts as stored
    from store import actions
    from store.engine import transaction

    if not reason.strip():
        raise typer.BadParameter("say why the account is paused", param_hint="--reason")
    with transaction(_engine_knowing(name)) as cursor:
        stored.pause(cursor, name, reason.strip())
        actions.note(cursor, action="accounts pause", subject={"account": name}, reason=reason.strip())
    print(f"{name} is paused: {reason.strip()}")


@app.command()
def resume(name: Name, reason: Annotated[str, typer.Option(help="Why it may be asked again; kept.")] = "") -> None:
    """Ask a paused account again, and forget a delay that its platform told."""
    from store import accounts as stored
    from store import actions, quality
    from store.engine import transaction

    with transaction(_engine_knowing(name)) as cursor:
        stored.resume(cursor, name)
        if quality.accept(cursor, name, reason.strip()) and not reason.strip():
            raise typer.BadParameter(f"say why {name} may go on in spite of what stopped it", param_hint="--reason")
        actions.note(cursor, action="accounts resume", subject={"account": name}, reason=reason.strip())
    print(f"{name} is active")


def _list() -> None:
    from cli.tables import show
    from store import accounts as stored

    rows = stored.freshness(_engine())
    if not rows:
        print("no account is configured; add [[accounts]] to the configuration", file=sys.stderr)
        return
    columns = ("account", "platform", "entity", "status", "watermark", "lag_seconds", "not_before", "why")
    show(columns, [{**row, "why": _why(row)} for row in rows])


def _why(row: dict[str, Any]) -> str | None:
    """Return why an account is not asked, what failed last, or that its grant ends soon."""
    from rules.authorisation import warning

    return row["paused_reason"] or row["last_error"] or warning(row["auth_expires_at"], datetime.now(UTC))


def _engine_knowing(name: str) -> "Engine":
    from cli.errors import WrongUse
    from settings import load

    known = [account.name for account in load().accounts]
    if name not in known:
        raise WrongUse(f"no account is called {name}; known: {', '.join(known) or 'none'}")
    return _engine()


def _engine() -> "Engine":
    """Return the engine of a ready database whose accounts are in step with the settings."""
    from cli.context import ready_engine
    from tasks.accounts import register

    engine = ready_engine()
    register()
    return engine
