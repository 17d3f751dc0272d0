"""The entries of rules.toml and policies.toml."""

from typing import Annotated

from pydantic import Field

from imports.rows import ServiceMode
from imports.words import Adcode, Code, HandedToml, Word, one_of
from schemas.service_rules import ReadyWhen, Trigger
from schemas.sla import SlaKind
from schemas.tickets import TicketType
from schemas.words import AfterSaleKind

Integer = Annotated[int, Field(ge=0, le=2_147_483_647)]
Version = Annotated[int, Field(ge=1, le=2_147_483_647)]
Minutes = Annotated[int, Field(ge=0, le=525_600)]  # a year

# Limits of the domain that this release does not watch yet: taken and kept, with a warning.
LATER_KINDS = (
    "return_not_received", "request_deadline_near", "delivered_not_installed", "respond_late", "done_late",
    "refund_during_visit", "incident",
)  # fmt: skip


class Match(HandedToml):
    """Conditions that must all hold."""

    platform: Code | None = None
    account: Code | None = None
    category_code: Code | None = None
    sku_code: Code | None = None
    region: Adcode | None = None
    service_mode: ServiceMode | None = None
    kind: Annotated[str, one_of((*AfterSaleKind, *SlaKind))] | None = None


class Action(HandedToml):
    """The ticket to make."""

    ticket_type: Annotated[str, one_of(TicketType)]
    skill: Word | None = None
    ready_when: Annotated[str, one_of(ReadyWhen)] | None = None
    priority: Annotated[int, Field(ge=1, le=4)] | None = None


class Rule(HandedToml):
    """A `[[rule]]`."""

    code: Code
    version: Version
    priority: Integer
    trigger: Annotated[str, one_of(Trigger)]
    match: Match = Match()
    action: Action
    enabled: bool = True


class Scope(HandedToml):
    """Where a policy applies."""

    platform: Code | None = None
    carrier: Code | None = None
    region: Adcode | None = None
    category_code: Code | None = None


class Policy(HandedToml):
    """A `[[policy]]`."""

    code: Code
    version: Version
    kind: Annotated[str, one_of((*SlaKind, *LATER_KINDS))]
    threshold_minutes: Minutes
    warn_minutes: Minutes | None = None
    clock: Annotated[str, one_of(("elapsed", "business"))] = "elapsed"
    severity: Annotated[int, Field(ge=1, le=3)]
    enabled: bool = True
    scope: Scope = Scope()

    @property
    def is_of_later(self) -> bool:
        """Tell whether this release keeps the policy without watching it."""
        return self.kind in LATER_KINDS or self.clock == "business"
