"""Parcels whose shop named no carrier: a courier that can tell whose a number is, is asked."""

from connectors.base import Courier, Recognises
from store import recognition
from store.engine import engine, transaction
from tasks.accounts import database_url
from tasks.journal import say
from tasks.refold import refold
from tasks.sync import Sync

MOST = 200
"""Numbers asked about in one run; the others follow in the next."""


def recognise(sync: Sync, courier: Courier) -> None:
    """
    Find the carriers of numbers that have none; what nobody knows is asked about again after a day.

    A number that is found moves to its carrier with all its links, and is due at once.

    Raises:
        PlatformError: what was found until then is kept.
    """
    if not isinstance(courier, Recognises):
        return
    on = engine(database_url())
    for number in recognition.wanted(on, now=sync.now, limit=MOST):
        carrier = courier.recognise(number)
        with transaction(on) as cursor:
            refold(cursor, recognition.save(cursor, number, carrier, source=courier.platform, now=sync.now))
        say("parcel.recognised", account=sync.account, tracking_no=number, carrier=carrier)
