"""Where what comes is unlike what an account gives, the account stops until a person has looked."""

from datetime import timedelta

from rules import quality as rules
from schemas.account import Side
from schemas.quality import Stop
from store import accounts as stored
from store import cursors, quality, rejects
from store.engine import Cursor, engine, transaction
from tasks.accounts import configured, database_url, side
from tasks.drift import note_drift
from tasks.reading import Chunk
from tasks.sync import Stopped, Sync

SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=1)
"""How long ago the account was read last, so that this run's volume can be compared with that of others."""


def flooded(cursor: Cursor, sync: Sync, chunk: Chunk) -> Stop | None:
    """Tell whether so much of a chunk was set aside that none of it should be settled."""
    found = rules.flood(fetched=len(chunk.rows) + chunk.rejected, rejected=chunk.rejected) if sync.guarded else None
    return None if found is None or quality.accepted(cursor, sync.source, found.rule) else found


def unusual(cursor: Cursor, sync: Sync) -> Stop | None:
    """
    Tell whether a run from the cursor has brought so much or so little that the cursor should stay.

    Called when its lists are read to their end; what they brought is noted for the runs to come.
    """
    listed = quality.note_listed(cursor, sync.source)
    if not sync.guarded or side(configured(sync.account)) is not Side.SHOP:
        return None
    last = cursors.last_success(cursor, sync.account, sync.entity)
    if last is None or not SHORTEST <= sync.now - last <= LONGEST:
        return None
    found = rules.volume(listed, quality.usual_volumes(cursor, sync.source))
    return None if found is None or quality.accepted(cursor, sync.source, found.rule) else found


def note(cursor: Cursor, sync: Sync, found: Stop) -> None:
    """Write down why the account stops and pause it, in the caller's transaction; `heed` is called after it."""
    quality.stop(cursor, sync.source, found)
    stored.pause(cursor, sync.account, _sentence(sync, found.message))


def stop(sync: Sync, found: Stop, chunk: Chunk) -> None:
    """
    Stop the account; what was wrong with the chunk that is not settled is kept for whoever looks.

    Raises:
        Stopped: always.
    """
    with transaction(engine(database_url())) as cursor:
        rejects.save(cursor, sync.source, chunk.rejects)
        note_drift(cursor, sync, chunk)
        note(cursor, sync, found)
    heed(sync)


def heed(sync: Sync) -> None:
    """
    Return if nothing has stopped the account in this run.

    Raises:
        Stopped: something has.
    """
    for message in quality.messages(engine(database_url()), sync.source):
        raise Stopped(_sentence(sync, message))


def _sentence(sync: Sync, message: str) -> str:
    what = f"{message} Look at `shouhou rejects --account {sync.account}` and at the platform;"
    return f"{what} `shouhou accounts resume {sync.account} --reason WHY` lets it go on."
