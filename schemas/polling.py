"""When couriers are asked for parcels, and what came of it."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from schemas.legs import Number
from schemas.parcels import ParcelRef
from schemas.words import ParcelStatus


class PollState(StrEnum):
    """Whether a number is asked for: yes, not for now (a reason says why), not any more, given up."""

    ACTIVE = "active"
    PAUSED = "paused"
    DONE = "done"
    EXPIRED = "expired"


class Said(StrEnum):
    """
    What an answer comes to for one parcel that was asked for.

    NOTHING: well-formed and empty, and that means "no scan yet". NOTHING_OR_NO: empty, which may as well be a refusal.
    LEFT_OUT: the answer does not name the parcel.
    """

    SCANS = "scans"
    NOTHING = "nothing"
    NOTHING_OR_NO = "nothing_or_no"
    REFUSED = "refused"
    LEFT_OUT = "left_out"


class Look(Struct, frozen=True, kw_only=True):
    """One parcel asked for and what was said. `refused`: the courier's reason in words for the operator."""

    number: Number
    with_tail: bool
    said: Said
    refused: str | None = None


class PollFacts(Struct, frozen=True, kw_only=True):
    """What the next question depends on, of a number's newest leg. `status` is the one stored, `expired` too."""

    number: Number
    status: ParcelStatus
    status_at: datetime | None
    declared_at: datetime
    last_event_at: datetime | None


class PollPlan(Struct, frozen=True, kw_only=True):
    """
    What polling knows of a number after a question.

    `looked`: whether the answer counts as a look, by which an SLA may be judged. `reason`: what the answer lacked, or
    why the parcel is given up; None = nothing. `next_poll_at` None: not asked again.
    """

    number: Number
    state: PollState
    next_poll_at: datetime | None
    looked: bool
    with_tail: bool
    reason: str | None


class Due(Struct, frozen=True, kw_only=True):
    """A parcel to ask for; `next_poll_at` None: it has been due since it is known. Also the mark of a page's end."""

    parcel: ParcelRef
    next_poll_at: datetime | None
