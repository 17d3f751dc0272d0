"""Parcels whose shop named no carrier: a courier that can tell whose a number is, is asked."""

import logging

from connectors.base import Courier, Recognises
from schemas.errors import PlatformError
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

    A number that is found moves to its carrier with all its links, and is due at once. Where the courier fails, what
    was found until then is kept, and the parcels whose carrier is known are asked for all the same.
    """
    if not isinstance(courier, Recognises):
        return
    on = engine(database_url())
    for carrier, tracking_no in recognition.known(on, limit=MOST):
        _move(sync, courier, tracking_no, carrier)
    try:
        for tracking_no in recognition.wanted(on, now=sync.now, limit=MOST):
            _move(sync, courier, tracking_no, courier.recognise(tracking_no))
    except PlatformError as error:
        say("parcels.not_recognised", level=logging.WARNING, account=sync.account, error=error)


def _move(sync: Sync, courier: Courier, tracking_no: str, carrier: str | None) -> None:
    with transaction(engine(database_url())) as cursor:
        refold(cursor, recognition.save(cursor, tracking_no, carrier, source=courier.platform, now=sync.now))
    say("parcel.recognised", account=sync.account, tracking_no=tracking_no, carrier=carrier)
