"""What becomes of one push: whose it is, whether it is proven, and that it is kept before it is answered."""

import hmac
import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from uuid import uuid4

from connectors import registry
from connectors.access import Configured
from connectors.base import TakesPushes
from schemas.push import Forged, Push, Receipt
from schemas.words import Entity
from store import hints
from store.engine import FAILURES, engine, transaction
from store.landing import Source, land

log = logging.getLogger(__name__)

NOBODY = Receipt(body=b"Not Found", content_type="text/plain", status=404)


class Desk:
    """The accounts that pushes may be for, and the database that keeps them."""

    def __init__(self, accounts: Iterable[Configured], database_url: str) -> None:
        """Open every account whose platform sends pushes; nothing is asked of any platform."""
        opened = {account.name: registry.open(account) for account in accounts}
        self._takers = {name: each for name, each in opened.items() if isinstance(each, TakesPushes)}
        self._url = database_url
        self._run = uuid4()

    @property
    def paths(self) -> dict[str, str]:
        """Where each account's pushes go, by account."""
        return {name: f"/{name}/{taker.push_key()}" for name, taker in self._takers.items()}

    def take(self, path: str, headers: Mapping[str, str], body: bytes) -> Receipt:
        """
        Return the answer to a push, after it is kept.

        One that is not proven is kept nowhere. Where the database does not take it, the platform is asked to send again.
        """
        name, _, key = path.strip("/").partition("/")
        taker = self._takers.get(name)
        if taker is None or not hmac.compare_digest(taker.push_key().encode(), key.encode()):
            return NOBODY
        try:
            push = taker.verify(headers, body)
        except Forged as forged:
            log.warning("push.refused", extra={"account": name, "why": forged.why})
            return forged.answer
        try:
            self._keep(name, push)
        except FAILURES as error:
            log.warning("push.not_kept", extra={"account": name, "error": type(error).__name__})
            return taker.try_again(headers)
        for number in push.ended:
            log.warning("push.watch_ended", extra={"account": name, "number": number})
        return push.taken

    def _keep(self, name: str, push: Push) -> None:
        with transaction(engine(self._url)) as cursor:
            if push.page:
                source = Source(account=name, entity=Entity.TRACES, run_id=self._run)
                land(cursor, source, push.page, page_no=1, fetched_at=datetime.now(UTC))
            hints.save(cursor, name, push.hints)
        records = len(push.page.records) if push.page else 0
        log.info("push.kept", extra={"account": name, "records": records, "hints": len(push.hints)})
