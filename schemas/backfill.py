"""What a backfill is asked for, and the parts it is done in."""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from msgspec import Struct

from schemas.words import Entity


class BackfillRequest(Struct, frozen=True, kw_only=True):
    """Bring [start, end), aware, of one entity in, in parts of `chunk`."""

    entity: Entity
    start: datetime
    end: datetime
    chunk: timedelta

    @property
    def job(self) -> str:
        """Return the job's name: the same request is the same job, and goes on where it stopped."""
        parts = (self.start.astimezone(UTC).isoformat(), self.end.astimezone(UTC).isoformat(), str(self.chunk))
        return f"{self.entity}-{blake2b('|'.join(parts).encode(), digest_size=8).hexdigest()}"


class Chunk(Struct, frozen=True, kw_only=True):
    """One part of a job for one account."""

    account: str
    start: datetime
    end: datetime


class Progress(Struct, frozen=True, kw_only=True):
    """How far a job has come: parts that are done, of all, over its accounts."""

    done: int
    total: int
