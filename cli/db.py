"""`shouhou db`: migrate the database, print its URL."""

import typer

app = typer.Typer(name="db", help="The database in use.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def upgrade() -> None:
    """Migrate the database in use to this release and load the reference data."""
    from cli import context
    from settings import load
    from stack import Home, database

    settings = load()
    context.upgrade(database.ensure(Home(settings.home), settings))
    print("The database is at this release's version.")


@app.command()
def url() -> None:
    """Print the URL of the database in use as libpq and psql read it, with its password."""
    from settings import load
    from stack import Home, database
    from store.engine import libpq_url

    settings = load()
    print(libpq_url(database.ensure(Home(settings.home), settings)))
