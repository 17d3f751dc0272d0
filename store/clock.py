"""The database's clock, which decides where several machines disagree."""

from datetime import datetime

from sqlalchemy import Engine, text


def apart_s(engine: Engine, now: datetime) -> float:
    """Return by how many seconds the database's clock and `now` (aware) differ, as a positive number."""
    with engine.connect() as connection:
        there: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return abs((now - there).total_seconds())
