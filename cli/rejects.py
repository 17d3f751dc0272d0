"""`shouhou rejects`: records set aside, in groups, one by one, or discarded."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from schemas.rejects import RejectChoice

Account = Annotated[str | None, typer.Option(help="Of this account only.")]
EntityName = Annotated[str | None, typer.Option(help="Of this entity only: orders, after_sales or traces.")]
Rule = Annotated[str | None, typer.Option(help="Of this rule only, as `shouhou rejects` lists it.")]

app = typer.Typer(
    name="rejects",
    help="Records set aside: list them in groups, discard. `shouhou replay` takes them through again.",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@app.callback()
def rejects(
    context: typer.Context,
    account: Account = None,
    entity: EntityName = None,
    rule: Rule = None,
    each: Annotated[int, typer.Option(help="Show so many of them one by one instead, the last ones first.", min=0)] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """List open rejects by account, entity and rule, with when they came and one message of each group."""
    if context.invoked_subcommand is not None:
        return
    from cli.context import ready_engine
    from store import open_rejects

    choice, engine = chosen(account, entity, rule), ready_engine()
    found = open_rejects.newest(engine, choice, limit=each) if each else open_rejects.groups(engine, choice)
    _print(found, as_json=as_json)


@app.command()
def discard(
    reason: Annotated[str, typer.Option(help="Why; kept beside the decision.")],
    account: Account = None,
    entity: EntityName = None,
    rule: Rule = None,
    everything: Annotated[bool, typer.Option("--all", help="All open rejects, where nothing is chosen.")] = False,
) -> None:
    """Mark rejects as of no use: they are kept, and no longer listed or replayed."""
    from msgspec.structs import asdict

    from cli.context import ready_engine
    from store import actions, open_rejects
    from store.engine import transaction

    choice = chosen(account, entity, rule)
    if not reason.strip():
        raise typer.BadParameter("say why", param_hint="--reason")
    if choice.is_all and not everything:
        raise typer.BadParameter("choose by --account, --entity or --rule, or say --all")
    with transaction(ready_engine()) as cursor:
        count = open_rejects.discard(cursor, choice)
        actions.note(cursor, action="rejects discard", subject={**asdict(choice), "rows": count}, reason=reason.strip())
    print(f"{count:,} rejects discarded")


def chosen(account: str | None, entity: str | None, rule: str | None) -> "RejectChoice":
    """Return what the options choose."""
    from schemas.rejects import RejectChoice
    from schemas.words import Entity

    if entity is not None and entity not in set(Entity):
        raise typer.BadParameter(f"one of {', '.join(Entity)}", param_hint="--entity")
    return RejectChoice(account=account, entity=Entity(entity) if entity else None, rule=rule)


def _print(rows: list[dict[str, object]], *, as_json: bool) -> None:
    if as_json:
        import json

        print(json.dumps(rows, ensure_ascii=False, default=str))
    elif rows:
        from cli.tables import show

        show(list(rows[0]), rows)
    else:
        print("no record is set aside", file=sys.stderr)
