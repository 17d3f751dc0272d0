"""
The outbox's epoch. Its events are written by triggers of the tables, in the transaction of each change.

Transactions of a restored database begin again at low numbers, and what was told since its backup was made may be told anew
under numbers that were used before: the epoch tells the two lives apart.
"""

from sqlalchemy import Connection, text

_FINGERPRINT = text("""
SELECT concat_ws(':', s.system_identifier, d.oid, c.timeline_id)
FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d WHERE d.datname = current_database()
""")
_DATABASE_ONLY = text("SELECT oid::text FROM pg_database WHERE datname = current_database()")
_MAY = text("SELECT bool_and(has_function_privilege(f, 'execute')) FROM unnest(:functions) f")
_RAISE = text("""
UPDATE ops.outbox_epoch SET epoch = epoch + 1, fingerprint = :found, since = clock_timestamp() WHERE fingerprint <> :found
""")


def keep_epoch(connection: Connection) -> None:
    """
    Raise the epoch if this is another database than the one that told the last events: a restored one, or a new timeline.

    Where the server does not let us look at its control data, a restore into the same database goes unnoticed.
    """
    may = connection.execute(_MAY, {"functions": ["pg_control_system()", "pg_control_checkpoint()"]}).scalar()
    found = connection.execute(_FINGERPRINT if may else _DATABASE_ONLY).scalar()
    connection.execute(_RAISE, {"found": found})
