"""Numbers that platforms said have changed: kept until they were asked for."""

from collections.abc import Iterable, Sequence

from psycopg2.extensions import cursor as Cursor
from sqlalchemy import Engine, text

from schemas.push import Hint


def save(cursor: Cursor, account: str, hints: Iterable[Hint]) -> None:
    """Keep hints, in the caller's transaction; one that is told again is kept as the newer one."""
    for hint in hints:
        cursor.execute(_SAVE, (account, str(hint.entity), hint.number))


def waiting(engine: Engine, account: str, entity: str, *, limit: int) -> list[tuple[str, int]]:
    """Return numbers to ask for, the oldest hint first, each with which hint of it this is."""
    with engine.connect() as connection:
        found = connection.execute(_WAITING, {"account": account, "entity": entity, "limit": limit})
        return [(number, told) for number, told in found]


def done(cursor: Cursor, account: str, entity: str, asked: Sequence[tuple[str, int]]) -> None:
    """Drop hints that were followed; a number that was told again meanwhile stays."""
    for number, told in asked:
        cursor.execute(_DONE, (account, entity, number, told))


_SAVE = """
INSERT INTO ops.hint (account, entity, number) VALUES (%s, %s, %s)
ON CONFLICT (account, entity, number) DO UPDATE SET told = ops.hint.told + 1, told_at = now()
"""
_WAITING = text("""
SELECT number, told FROM ops.hint WHERE account = :account AND entity = :entity ORDER BY told_at, number LIMIT :limit
""")
_DONE = "DELETE FROM ops.hint WHERE account = %s AND entity = %s AND number = %s AND told = %s"
