"""What a platform tells us unasked, and what it wants to hear back."""

from msgspec import Struct

from schemas.page import Page
from schemas.words import Entity


class Receipt(Struct, frozen=True, kw_only=True):
    """The answer to a push: exactly what the platform expects."""

    body: bytes
    content_type: str = "application/json;charset=UTF-8"
    status: int = 200


class Hint(Struct, frozen=True, kw_only=True):
    """An order or a request that is said to have changed: it is asked for by its number."""

    entity: Entity
    number: str


class Push(Struct, frozen=True, kw_only=True):
    """
    A push that is proven. `page`: to be landed; `hints`: to be asked for; `taken`: the answer once both are kept.

    `ended`: numbers of parcels whose watch ends or changes while nothing is told of them; an unreadable one is `unknown`.
    """

    taken: Receipt
    page: Page | None = None
    hints: tuple[Hint, ...] = ()
    ended: tuple[str, ...] = ()


class Forged(Exception):
    """A push that is not proven, or not readable. `why` for the operator; `answer` for whoever sent it."""

    def __init__(self, why: str, answer: Receipt) -> None:
        super().__init__(why)
        self.why, self.answer = why, answer
