"""What people decide by command: who, what and why."""

import getpass
from collections.abc import Mapping

import msgspec
from psycopg2.extensions import cursor as Cursor


def note(cursor: Cursor, *, action: str, subject: Mapping[str, object], reason: str) -> None:
    """Keep a decision, in the transaction that carries it out. `actor` is the account of the system that decided."""
    cursor.execute(
        "INSERT INTO ops.operator_action (actor, action, subject, reason) VALUES (%s, %s, %s, %s)",
        (_actor(), action, msgspec.json.encode(subject).decode(), reason),
    )


def _actor() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's account without a name
        return "unnamed"
