"""What a person decides about a number that a scan named."""

from store import candidates
from store.engine import engine, transaction
from tasks.accounts import database_url
from tasks.refold import refold


def decide(tracking_no: str, *, confirmed: bool, reason: str) -> None:
    """
    Confirm or refuse a number, also one that was decided before; its links and legs follow in the same transaction.

    Raises:
        UnknownCandidate: no scan named it.
    """
    with transaction(engine(database_url())) as cursor:
        refold(cursor, candidates.decide(cursor, tracking_no, confirmed=confirmed, reason=reason))
