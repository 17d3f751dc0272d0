"""Numbers of which nothing is stored: their only leg and its links, straight by COPY."""

from collections.abc import Collection, Sequence

from msgspec import Struct
from psycopg2.extensions import cursor as Cursor

from schemas.commerce import Instant
from schemas.legs import Number
from schemas.polling import PollState
from schemas.words import Direction, ParcelStatus
from store.copying import array, copy
from store.locks import PARCELS, take_for_transaction
from store.parcels_links import COLUMNS as LINK_COLUMNS
from store.pausing import reasons

_COLUMNS = (
    "carrier", "tracking_no", "leg", "account", "external_order_id", "since", "declared_at", "direction", "status",
    "poll_state", "poll_reason",
)  # fmt: skip
_FIRST_LEG = 1


class FirstUse(Struct, frozen=True, kw_only=True):
    """A number that one order names, and for which lines of it (`""`: for none in particular). Times as of its declaration."""

    number: Number
    external_order_id: str
    since: Instant
    declared_at: Instant
    lines: dict[str, Direction]


def unheard_of(cursor: Cursor, numbers: Collection[Number]) -> set[Number]:
    """
    Return those of these numbers of which nothing is stored: no leg, no scan, and nobody has confirmed them.

    Takes the lock under which legs are computed, so it stays so until the transaction ends.
    """
    take_for_transaction(cursor, PARCELS)
    asked = sorted(numbers)
    cursor.execute(_HEARD_OF, (array([carrier for carrier, _ in asked]), array([number for _, number in asked])))
    return set(asked).difference(cursor.fetchall())


def add_first_uses(cursor: Cursor, account: str, uses: Sequence[FirstUse]) -> None:
    """
    Write the leg and the links of numbers that `unheard_of` returned, due at once if somebody can be asked for them.

    It is what `rules.legs` makes of one order's declaration without a scan.
    """
    why = reasons(cursor, {use.number[0] for use in uses})
    copy(
        cursor,
        "core.shipment_link",
        LINK_COLUMNS,
        (
            (*use.number, _FIRST_LEG, account, use.external_order_id, line, "", direction)
            for use in uses
            for line, direction in use.lines.items()
        ),
    )
    copy(cursor, "core.shipment", _COLUMNS, (_leg(account, use, why[use.number[0]]) for use in uses))


def _leg(account: str, use: FirstUse, why: str | None) -> tuple[str | int | None, ...]:
    return (
        *use.number, _FIRST_LEG, account, use.external_order_id, use.since, use.declared_at, use.lines[min(use.lines)],
        ParcelStatus.PENDING, PollState.PAUSED if why else PollState.ACTIVE, why,
    )  # fmt: skip


# A number that has links has legs.
_HEARD_OF = """
SELECT n.carrier, n.tracking_no FROM unnest(%s::text[], %s::text[]) AS n (carrier, tracking_no)
WHERE EXISTS (SELECT FROM core.shipment s WHERE s.carrier = n.carrier AND s.tracking_no = n.tracking_no)
   OR EXISTS (SELECT FROM core.shipment_event e WHERE e.carrier = n.carrier AND e.tracking_no = n.tracking_no)
   OR EXISTS (SELECT FROM core.link_candidate c WHERE c.carrier = n.carrier AND c.tracking_no = n.tracking_no)
"""
