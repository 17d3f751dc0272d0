"""`shouhou sandbox`: the stand-in platforms on loopback."""

import errno
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sandbox.service import Sandbox


def sandbox(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 = any free one.")] = 0,
    seed: Annotated[int, typer.Option(min=1, help="Which world; the same seed gives the same one.")] = 1,
    orders: Annotated[int, typer.Option(min=1, help="How many orders it holds.")] = 2_000,
    shops: Annotated[
        int,
        typer.Option(min=1, max=20, help="How many shops: two of Tmall, one of JD, two of Douyin, then more of Tmall."),
    ] = 5,
    faults: Annotated[str, typer.Option(help="NAME:RATE,…: trouble to make, as a share of calls.")] = "",
    write_config: Annotated[Path | None, typer.Option(help="Write a configuration that points here.")] = None,
    truth: Annotated[
        Path | None, typer.Option(help="Write what the views should show once everything is read.")
    ] = None,
    ends_at: Annotated[str | None, typer.Option(help="When the world ends, ISO 8601 [ten minutes ago].")] = None,
) -> None:
    """Serve stand-in platforms until Ctrl-C."""
    from cli.ending import Ended, tidied

    service = _opened(port, seed, orders, shops, faults, ends_at)
    _write(service, write_config, truth)
    try:
        with tidied(service.stop):
            print(f"sandbox platforms: {service.url}   Ctrl-C ends them", flush=True)
            service.serve_forever()
    except Ended:
        return


def _write(service: "Sandbox", config: Path | None, truth: Path | None) -> None:
    from cli.errors import WrongUse

    try:
        if config:
            service.write_config(config)
        if truth:
            service.write_truth(truth)
    except OSError as error:
        raise WrongUse(f"{error.filename2 or error.filename} cannot be written ({error.strerror})") from None


def _opened(port: int, seed: int, orders: int, shops: int, faults: str, ends_at: str | None) -> "Sandbox":
    from cli.errors import WorkFailed, WrongUse
    from sandbox.service import Sandbox, parse_faults

    ends = _moment(ends_at)
    try:
        rates = parse_faults(faults)
    except ValueError as error:
        raise WrongUse(f"--faults: {error}") from None
    try:
        return Sandbox(seed=seed, orders=orders, shops=shops, ends_at=ends, port=port, faults=rates)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise WorkFailed(f"port {port} of 127.0.0.1 is in use; give another by --port, or 0 for any free one") from None


def _moment(ends_at: str | None) -> datetime:
    from cli.words import moment
    from cli.world import ten_minutes_ago

    return ten_minutes_ago() if ends_at is None else moment(ends_at, what="--ends-at")
