"""`shouhou parcel`: new tracking numbers that scans name, for a person to confirm or refuse."""

import sys
from typing import Annotated

import typer

app = typer.Typer(
    name="parcel",
    help="New tracking numbers that couriers name in scans: list, confirm, refuse. None is linked by itself.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Number = Annotated[str, typer.Argument(help="The new tracking number, as `shouhou parcel candidates` lists it.")]
Reason = Annotated[str, typer.Option(help="Why; kept beside the decision.")]


@app.command()
def candidates(
    decided: Annotated[bool, typer.Option("--all", help="Also those that were confirmed or refused.")] = False,
) -> None:
    """List numbers that scans name, with the parcel and order that they would belong to."""
    from cli.context import ready_engine
    from cli.tables import show
    from store.candidates import listed

    rows = listed(ready_engine(), decided=decided)
    if not rows:
        print("no scan names a number that waits for a decision", file=sys.stderr)
        return
    columns = (
        "tracking_no", "carrier", "from_tracking_no", "direction", "named_at", "account", "external_order_id",
        "status", "reason",
    )  # fmt: skip
    show(columns, rows)


@app.command()
def confirm(number: Number, reason: Reason) -> None:
    """Say that a parcel goes on under this number: it is linked to the parcel's orders and asked for."""
    _decide(number, reason, confirmed=True)
    print(f"{number} is linked; the next sync-traces asks for it")


@app.command()
def refuse(number: Number, reason: Reason) -> None:
    """Say that this number is nobody's of ours; also takes back a confirmation."""
    _decide(number, reason, confirmed=False)
    print(f"{number} is refused")


def _decide(number: str, reason: str, *, confirmed: bool) -> None:
    from cli.context import ready_engine
    from cli.errors import WrongUse
    from store.candidates import UnknownCandidate
    from tasks.candidates import decide

    if not reason.strip():
        raise typer.BadParameter("say why", param_hint="--reason")
    ready_engine()
    try:
        decide(number, confirmed=confirmed, reason=reason.strip())
    except UnknownCandidate as unknown:
        raise WrongUse(str(unknown)) from None
