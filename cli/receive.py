"""`shouhou receive`: take pushes of platforms."""

from typing import Annotated

import typer


def receive(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 = any free one.")] = 8088,
    host: Annotated[
        str, typer.Option(help="Address to listen on; put a TLS proxy before it to be reached from outside.")
    ] = "127.0.0.1",
) -> None:
    """Take pushes of couriers and shops, in the foreground, until Ctrl-C; the next syncs settle them."""
    from cli.context import checked_settings, open_database
    from cli.ending import Ended, tidied
    from cli.errors import WorkFailed, WrongUse

    settings = checked_settings()
    url = open_database(settings)
    from receiver.desk import Desk
    from receiver.server import Receiver

    desk = Desk(settings.accounts, url)
    if not desk.paths:
        raise WrongUse("no account's platform sends pushes that this release takes; configure one first")
    try:
        server = Receiver(desk, host=host, port=port)
    except OSError as error:
        raise WorkFailed(
            f"port {port} of {host} cannot be listened on ({error.strerror}); give another by --port"
        ) from None
    try:
        with tidied(server.server_close):
            for account, path in desk.paths.items():
                print(f"{account}: http://{host}:{server.server_address[1]}{path}", flush=True)
            server.serve_forever(poll_interval=0.2)
    except Ended:
        return
