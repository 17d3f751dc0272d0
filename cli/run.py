"""`shouhou run`: one flow, here and now, through Prefect."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from settings import Settings

#: What kind of account a flow goes over; the others take none.
SIDES = {"sync-orders": "shop", "sync-after-sales": "shop", "sync-traces": "courier"}


def run(
    flow: Annotated[
        str,
        typer.Argument(
            metavar="FLOW",
            help="sync-orders, sync-after-sales, sync-traces, create-tickets, dispatch-batch, watch-sla, cycle, replay, backfill, purge or check-tables",
        ),
    ],
    account: Annotated[
        list[str] | None, typer.Option(help="Only this account; may be given again. Sync flows only.")
    ] = None,
    start: Annotated[
        str | None, typer.Option(help="Ask for changes from here on; ISO 8601, Asia/Shanghai without an offset.")
    ] = None,
    end: Annotated[str | None, typer.Option(help="Up to here, not included.")] = None,
    param: Annotated[
        list[str] | None, typer.Option(help="KEY=VALUE, a parameter of the flow; JSON or text; may be given again.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the tally as one JSON object.")] = False,
) -> None:
    """Run one flow here and now; its tally is the last line. Exits 1 if an account or the run failed."""
    from cli import words

    words.check_flow(flow)
    given = words.parameters(param or []) | words.bounds(start, end)
    if account:
        given["accounts"] = account

    def check(settings: "Settings") -> None:
        words.check_accounts(flow, given.get("accounts"), settings.accounts)

    through_prefect(flow, given, as_json=as_json, check=check)


def through_prefect(
    flow: str,
    given: dict[str, Any],
    *,
    as_json: bool,
    check: "Callable[[Settings], None] | None" = None,
    progress: "Callable[[], AbstractContextManager[None]] | None" = None,
) -> dict[str, Any]:
    """
    Run a flow here and now with what it is given, print its tally as the last line, and return it.

    Args:
        check: raises where the settings do not fit what is wanted, before anything is started.
        progress: shows how far the run has come while it is under way; None: what its accounts have brought in.

    Raises:
        typer.Exit: 1 if an account or the run failed.
    """
    from cli.context import await_prefect, checked_settings, enter, open_database
    from cli.ending import interruptible
    from cli.flows import carry_out, prepared
    from cli.tally import show

    settings = checked_settings()
    if check:
        check(settings)
    open_database(settings)
    enter(settings, wait=False)
    story = prepared(flow, given)
    await_prefect(settings)
    with interruptible():
        tally = carry_out(story, given, progress)
    show(tally, as_json=as_json)
    if tally["status"] != "completed":
        raise typer.Exit(1)
    return tally
