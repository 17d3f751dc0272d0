"""Connections: one engine a process and URL, and one without a pool for session locks."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import cast

import psycopg2
from psycopg2 import extensions
from sqlalchemy import Engine, NullPool, PoolProxiedConnection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

Cursor = extensions.cursor
"""The driver's cursor: what the steps of a transaction hand to each other."""


FAILURES = (SQLAlchemyError, psycopg2.Error)
"""What is raised when the database cannot be reached, or does not do what was asked."""


def driver_url(url: str) -> str:
    """Name the driver: `postgresql://…` alone would let a later SQLAlchemy choose another one."""
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg2")
    return parsed.render_as_string(hide_password=False)


def libpq_url(url: str) -> str:
    """Write the URL as libpq and psql read it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


_ARGS = {"connect_timeout": 10, "application_name": "shouhou", "options": "-c timezone=UTC"}


@cache
def engine(url: str) -> Engine:
    """Return this process's engine for `url`; its pool holds what the side-by-side accounts need."""
    return create_engine(driver_url(url), pool_size=8, max_overflow=8, pool_pre_ping=True, connect_args=_ARGS)


@cache
def lock_engine(url: str) -> Engine:
    """Return the engine for session locks: without a pool, so that holders of locks never starve writers."""
    return create_engine(driver_url(url), poolclass=NullPool, connect_args=_ARGS)


def driver_connection(raw: PoolProxiedConnection) -> extensions.connection:
    """Return the driver's own connection; SQLAlchemy knows it by a protocol of any driver's."""
    return cast("extensions.connection", raw.driver_connection)


@contextmanager
def transaction(on: Engine) -> Iterator[Cursor]:
    """Yield the driver's cursor in one transaction: committed at the end, rolled back on an error."""
    raw = on.raw_connection()
    try:
        connection = driver_connection(raw)
        with connection, connection.cursor() as cursor:
            yield cursor
    finally:
        raw.close()
