"""`shouhou worker`: carry out deployed runs with this home's settings."""


def worker() -> None:
    """Run a worker for the pool shouhou, in the foreground, until Ctrl-C."""
    import os

    from cli.context import checked_settings, enter, open_database
    from stack import worker as service

    settings = checked_settings()
    open_database(settings)
    enter(settings)
    command = service.command()
    os.execv(command[0], command)
