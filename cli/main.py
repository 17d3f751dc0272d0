"""The command `shouhou`. Each command imports what it needs when it is called, so that `--help` costs nothing."""

import typer

from cli import (
    accounts,
    backfill,
    db,
    demo,
    deploy,
    doctor,
    drift,
    import_folder,
    parcel,
    quality,
    receive,
    rejects,
    replay,
    run,
    sandbox,
    stop,
    up,
    worker,
)
from cli.ending import hurry
from cli.errors import reported

app = typer.Typer(
    name="shouhou",
    help="After-sales integration pipeline: orders, requests and parcel traces in; tickets, dispatch and anomalies out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,  # they print local variables, secrets among them
)
app.command()(demo.demo)
app.command()(up.up)
app.command()(stop.stop)
app.command()(doctor.doctor)
app.add_typer(db.app)
app.command("import")(import_folder.import_folder)
app.command()(run.run)
app.command()(backfill.backfill)
app.add_typer(rejects.app)
app.command()(replay.replay)
app.command()(quality.quality)
app.add_typer(drift.app)
app.add_typer(accounts.app)
app.add_typer(parcel.app)
app.command()(deploy.deploy)
app.command()(worker.worker)
app.command()(receive.receive)
app.command()(sandbox.sandbox)


def main() -> None:
    """Run one command; exit with 0 done, 1 the work failed, 2 wrong use or configuration."""
    try:
        with reported():
            app()
    except SystemExit as end:
        hurry(end.code if isinstance(end.code, int) else 0)
        raise
