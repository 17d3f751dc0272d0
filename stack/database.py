"""The product's database: the one given by URL, else the home's embedded PostgreSQL."""

from settings import Settings
from stack import services
from stack.home import Entry, Home
from stack.postgres import EmbeddedPostgres, url


def ensure(home: Home, settings: Settings) -> str:
    """
    Return the SQLAlchemy URL (`postgresql+psycopg2://…`, with its password) of the product's database.

    A database given by URL is neither started nor asked; the embedded one is started if it does not run.

    Raises:
        StackError: the embedded PostgreSQL cannot be started.
    """
    if settings.database_url is not None:
        return "postgresql+psycopg2://" + settings.database_url.get_secret_value().split("://", 1)[1]
    return url(home, embedded(home), database="shouhou", driver="psycopg2")


def embedded(home: Home) -> Entry:
    """Return the home's PostgreSQL, started if need be."""
    return services.ensure(home, EmbeddedPostgres())
