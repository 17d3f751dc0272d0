"""Exceptions → one sentence on stderr and an exit status. What is not in the table is a fault of ours and shows whole."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from cli.ending import Ended

FAILED = 1  # the work failed
WRONG = 2  # wrong use or configuration

#: By qualified name, so that nothing is imported for it. Their messages are written for operators.
STATUS = {
    "cli.errors.WrongUse": WRONG,
    "cli.errors.WorkFailed": FAILED,
    "settings.faults.SettingsError": WRONG,
    "schemas.master.ImportFaults": WRONG,
    "store.migrate.DatabaseBehind": WRONG,
    "store.migrate.DatabaseAhead": WRONG,
    "stack.errors.StackError": FAILED,
    "schemas.errors.PlatformError": FAILED,
    "httpx.TransportError": FAILED,
}


class WrongUse(Exception):
    """The command was called in a way that cannot work. The message says what to write instead."""


class WorkFailed(Exception):
    """The command was right and its work failed. The message says what to do."""


@contextmanager
def reported() -> Iterator[None]:
    """Turn the exceptions that operators cause or can mend into their sentence and exit status."""
    try:
        yield
    except Ended as ended:
        sys.exit(ended.status)
    except Exception as error:
        status = exit_status(error)
        if status is None:
            raise
        print(f"shouhou: {sentence(error)}", file=sys.stderr)
        sys.exit(status)


def exit_status(error: Exception) -> int | None:
    """Return the exit status an exception stands for; None if it is a fault of ours."""
    if _is_database_trouble(error):
        return WRONG
    names = (f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__)
    return next((STATUS[name] for name in names if name in STATUS), None)


def sentence(error: Exception) -> str:
    """Return what an operator reads."""
    if _is_database_trouble(error):
        seen = str(getattr(error, "orig", error)).strip().splitlines()[0]
        return f"the database cannot be used: {seen}; check SHOUHOU_DATABASE_URL, or unset it for the embedded one"
    if _is(error, "httpx.TransportError"):  # only Prefect's client asks by this library
        return "the Prefect server no longer answers; run the command again, what was done is kept"
    return str(error)


def _is_database_trouble(error: Exception) -> bool:
    """Tell whether the database could not be reached or would not let us in, by whichever layer says so."""
    return _is(error, "sqlalchemy.exc.OperationalError", "psycopg2.OperationalError", "sqlalchemy.exc.ArgumentError")


def _is(error: Exception, *names: str) -> bool:
    return not {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}.isdisjoint(names)
