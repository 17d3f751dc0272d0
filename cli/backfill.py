"""`shouhou backfill`: the past, here and now, through Prefect; the same call again goes on where it stopped."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from settings import Settings

LENGTH = re.compile(r"(\d+(?:\.\d+)?)(d|h)?")


def backfill(
    entity: Annotated[str, typer.Option(help="orders, after_sales or traces (of the parcels shipped in the span).")],
    start: Annotated[str, typer.Option(help="From here on; ISO 8601, Asia/Shanghai without an offset.")],
    end: Annotated[str, typer.Option(help="Up to here, not included.")],
    account: Annotated[list[str] | None, typer.Option(help="Only this account; may be given again.")] = None,
    chunk: Annotated[str, typer.Option(help="Length of a part: days, or 6h; parts are what a kill leaves done.")] = "1",
    at_once: Annotated[int, typer.Option(help="Parts of one account side by side.", min=1, max=32)] = 1,
    again: Annotated[bool, typer.Option("--again", help="Also the parts that an earlier call has done.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the tally as one JSON object.")] = False,
) -> None:
    """Bring the past in, part by part, beside the live sync: its cursor stays, its calls go first."""
    import sys

    from cli.backfill_bar import bar
    from cli.run import through_prefect

    given = _given(entity, start, end, chunk, account) | {"again": again, "parts_at_once": at_once}
    flow = {"orders": "sync-orders", "after_sales": "sync-after-sales", "traces": "sync-traces"}[entity]

    def check(settings: "Settings") -> None:
        from cli.words import check_accounts

        check_accounts(flow, account, settings.accounts)

    tally = through_prefect("backfill", given, as_json=as_json, check=check, progress=bar(given))
    if not tally["accounts"]:
        print("every part of this was done before; --again asks for them anew", file=sys.stderr)


def _given(entity: str, start: str, end: str, chunk: str, account: list[str] | None) -> dict[str, Any]:
    """Return what to bring in, as the flow's parameters; a wrong word is told before anything is started."""
    from cli import words
    from cli.errors import WrongUse
    from schemas.words import Entity

    if entity not in set(Entity):
        raise typer.BadParameter(f"one of {', '.join(Entity)}", param_hint="--entity")
    length = LENGTH.fullmatch(chunk.strip())
    if not length:
        raise typer.BadParameter("days such as 7, or hours such as 6h", param_hint="--chunk")
    days = float(length[1]) / (24 if length[2] == "h" else 1)
    bounds = words.bounds(start, end)
    if bounds["end"] > datetime.now(UTC):
        raise WrongUse("--end lies ahead; a backfill brings in what has been")
    given = {"entity": entity, "chunk_days": days, **bounds}
    return given | ({"accounts": account} if account else {})
