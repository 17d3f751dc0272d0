"""Who may work on what: PostgreSQL's advisory locks, freed by the server when their holder dies."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Connection, text

from store.engine import lock_engine

_TRY = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
_POLL_S = 0.5


class Taken(Exception):
    """Another run holds the lock."""


def live(account: str, entity: str) -> str:
    """Name the lock that a run from the cursor holds on one account and entity."""
    return f"live:{account}:{entity}"


def save(account: str) -> str:
    """Name the lock under which an account's rows are written; requests and orders of one account name each other."""
    return f"save:{account}"


def token(account: str) -> str:
    """Name the lock under which an account's token is renewed."""
    return f"token:{account}"


PARCELS = "parcels"
"""Under it legs are computed: a number may belong to several accounts. Taken after `save`, never before."""


def run(run_id: UUID) -> str:
    """Name the lock that a run holds while it lives."""
    return f"run:{run_id}"


@contextmanager
def held(url: str, name: str, *, wait_s: float = 0) -> Iterator[None]:
    """
    Hold a session lock on a connection of its own.

    Args:
        wait_s: how long to try; a killed holder's lock is free only once the server has noticed.

    Raises:
        Taken: the lock was not to be had in that time.
    """
    with lock_engine(url).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _take(connection, name, time.monotonic() + wait_s)
        yield


def is_free(connection: Connection, name: str) -> bool:
    """Tell whether nobody holds the lock; it is not kept."""
    free = bool(connection.execute(_TRY, {"name": name}).scalar())
    if free:
        connection.execute(text("SELECT pg_advisory_unlock(hashtextextended(:name, 0))"), {"name": name})
    return free


def take_for_transaction(cursor: Cursor, name: str) -> None:
    """Wait for a lock that the end of the transaction frees."""
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (name,))


def _take(connection: Connection, name: str, give_up: float) -> None:
    while not connection.execute(_TRY, {"name": name}).scalar():
        if time.monotonic() >= give_up:
            raise Taken(name)
        time.sleep(_POLL_S)
