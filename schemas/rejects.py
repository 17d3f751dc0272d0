"""Which of the records set aside are meant."""

from msgspec import Struct

from schemas.words import Entity


class RejectChoice(Struct, frozen=True, kw_only=True):
    """Records of an account, of an entity, that broke a rule; None: of each."""

    account: str | None = None
    entity: Entity | None = None
    rule: str | None = None

    @property
    def is_all(self) -> bool:
        """Tell whether nothing is left out."""
        return self == RejectChoice()
