"""`shouhou drift`: what has changed in the platforms' answers, listed and accepted."""

import sys
from typing import Annotated

import typer

Account = Annotated[str | None, typer.Option(help="Of this account only.")]
EntityName = Annotated[str | None, typer.Option(help="Of this entity only: orders, after_sales or traces.")]
Kind = Annotated[str | None, typer.Option(help="new_field, missing_field, type_change or new_value only.")]

app = typer.Typer(
    name="drift",
    help="What has changed in the platforms' answers: list, accept.",
    invoke_without_command=True,
    rich_markup_mode=None,
)


@app.callback()
def drift(
    context: typer.Context,
    account: Account = None,
    entity: EntityName = None,
    kind: Kind = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False,
) -> None:
    """List fields that are new, missing or re-typed, and words that no table knows; the oldest first."""
    if context.invoked_subcommand is not None:
        return
    from cli.context import ready_engine
    from store import drift as stored

    rows = stored.listed(ready_engine(), _choice(account, entity, kind))
    if as_json:
        import json

        print(json.dumps(rows, ensure_ascii=False, default=str))
    elif rows:
        from cli.tables import show

        show(list(rows[0]), rows)
    else:
        print("nothing has changed that nobody has accepted", file=sys.stderr)


@app.command()
def accept(
    reason: Annotated[str, typer.Option(help="Why; kept beside the decision.")],
    account: Account = None,
    entity: EntityName = None,
    kind: Kind = None,
    path: Annotated[str | None, typer.Option(help="Of this path only, as `shouhou drift` lists it.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All open ones, where nothing is chosen.")] = False,
) -> None:
    """Say that a change is known: it is no longer listed, also when it is seen again."""
    from cli.context import ready_engine
    from store import actions
    from store import drift as stored
    from store.engine import transaction

    choice = _choice(account, entity, kind, path)
    if not reason.strip():
        raise typer.BadParameter("say why", param_hint="--reason")
    if not any(choice.values()) and not everything:
        raise typer.BadParameter("choose by --account, --entity, --kind or --path, or say --all")
    with transaction(ready_engine()) as cursor:
        count = stored.accept(cursor, choice)
        actions.note(cursor, action="drift accept", subject={**choice, "rows": count}, reason=reason.strip())
    print(f"{count:,} changes accepted")


def _choice(
    account: str | None, entity: str | None, kind: str | None, path: str | None = None
) -> dict[str, str | None]:
    from schemas.wire import DriftKind
    from schemas.words import Entity

    for given, words, option in ((entity, Entity, "--entity"), (kind, DriftKind, "--kind")):
        if given is not None and given not in set(words):
            raise typer.BadParameter(f"one of {', '.join(words)}", param_hint=option)
    return {"account": account, "entity": entity, "kind": kind, "path": path}
