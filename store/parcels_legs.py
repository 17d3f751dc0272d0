"""Computed legs → core.shipment and core.shipment_link; what is the same is not touched."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from psycopg2.extensions import cursor as Cursor

from schemas.legs import Leg, Number, NumberLegs
from schemas.polling import PollState
from schemas.words import ParcelStatus
from store.copying import Cell, copy, stage
from store.parcels_links import COLUMNS as LINK_COLUMNS
from store.parcels_links import add_links, drop_links
from store.pausing import NO_LINK, reasons

_KEY = ("carrier", "tracking_no", "leg")
_OWNER = ("account", "external_order_id", "external_after_sale_id")
_FACTS = (*_OWNER, "since", "until", "declared_at", "direction", "picked_up_at", "delivered_at", "last_event_at")
_FOLDED = ("status", "status_at", "reason_code")
_POLL = ("poll_state", "poll_reason", "next_poll_at")
_COLUMNS = (*_KEY, *_FACTS, *_FOLDED, *_POLL)

_Key = tuple[str, str, int]


class _Row(NamedTuple):
    """A leg as the table holds it, in three parts that change for reasons of their own."""

    facts: tuple[Cell, ...]
    folded: tuple[Cell, ...]
    poll: tuple[str, str | None, datetime | None]


def write_legs(cursor: Cursor, computed: Iterable[NumberLegs]) -> None:
    """
    Make these the legs and links of their numbers, in the transaction in which their facts were read.

    A new newest leg is due at once, also one that is the newest again. A number that nothing declares keeps its legs as
    they were and is paused, as is one whose carrier nobody can be asked for.
    """
    results = sorted(computed, key=lambda each: each.number)
    if not results:
        return
    stage(cursor, "core.shipment", ("carrier", "tracking_no"), [each.number for each in results], name="number")
    _write_links(cursor, results)
    before = _stored(cursor)
    why = reasons(cursor, {each.number[0] for each in results})
    after = {key: row for each in results for key, row in _rows(each, before, why[each.number[0]])}
    _drop(cursor, sorted(before.keys() - after.keys()))
    _change(cursor, {key: row for key, row in after.items() if key in before and row != before[key]})
    copy(cursor, "core.shipment", _COLUMNS, [_cells(key, row) for key, row in after.items() if key not in before])


def _write_links(cursor: Cursor, results: Sequence[NumberLegs]) -> None:
    cursor.execute(_LINKS)
    stored = set(cursor.fetchall())
    wanted = {row for each in results for row in _links(each)}
    drop_links(cursor, [row[:-1] for row in sorted(stored - wanted)])
    add_links(cursor, sorted(wanted - stored))


def _links(number: NumberLegs) -> Iterator[tuple[str | int, ...]]:
    for leg in number.legs:
        for link in leg.links:
            yield (
                *number.number, leg.leg, link.account, link.external_order_id, link.external_line_id,
                link.external_after_sale_id, str(link.direction),
            )  # fmt: skip


def _stored(cursor: Cursor) -> dict[_Key, _Row]:
    cursor.execute(_LEGS)
    first, second, third = len(_KEY), len(_KEY) + len(_FACTS), len(_KEY) + len(_FACTS) + len(_FOLDED)
    return {row[:first]: _Row(row[first:second], row[second:third], row[third:]) for row in cursor}


def _rows(number: NumberLegs, before: Mapping[_Key, _Row], why: str | None) -> Iterable[tuple[_Key, _Row]]:
    if not number.legs:
        return _undeclared(number.number, before)
    return (((*number.number, leg.leg), _row(leg, before.get((*number.number, leg.leg)), why)) for leg in number.legs)


def _undeclared(number: Number, before: Mapping[_Key, _Row]) -> Iterable[tuple[_Key, _Row]]:
    leg = 1
    while (row := before.get((*number, leg))) is not None:
        asked = row.poll[0] in (PollState.ACTIVE, PollState.PAUSED)
        nobodys = row._replace(facts=(None,) * len(_OWNER) + row.facts[len(_OWNER) :])
        yield (*number, leg), nobodys._replace(poll=(PollState.PAUSED, NO_LINK, None)) if asked else nobodys
        leg += 1


def _row(leg: Leg, before: _Row | None, why: str | None) -> _Row:
    f, owner = leg.folded, leg.links[0]
    facts = (
        owner.account, owner.external_order_id, owner.external_after_sale_id or None, leg.since, leg.until, leg.declared_at, leg.direction, f.picked_up_at, f.delivered_at, f.last_event_at,
    )  # fmt: skip
    folded: tuple[Cell, ...] = (f.status, f.status_at, f.reason_code)
    # A parcel that was given up stays so until something about it is new.
    if before is not None and before.folded[0] == ParcelStatus.EXPIRED and before.facts == facts:
        folded = before.folded
    is_new = before is None or (before.facts, before.folded) != (facts, folded)
    return _Row(facts, folded, _poll(leg, None if before is None else before.poll, is_new, why))


def _poll(
    leg: Leg, before: tuple[str, str | None, datetime | None] | None, is_new: bool, why: str | None
) -> tuple[str, str | None, datetime | None]:
    """Only the newest leg is asked for."""
    if leg.until is not None:
        return PollState.DONE, None, None
    if why is not None:
        return PollState.PAUSED, why, None
    ended = before is not None and before[0] in (PollState.DONE, PollState.EXPIRED)
    if before is None or before[0] == PollState.PAUSED or (ended and is_new):
        return PollState.ACTIVE, None, None
    return before


def _drop(cursor: Cursor, keys: Sequence[_Key]) -> None:
    if keys:
        stage(cursor, "core.shipment", _KEY, keys, name="leg_gone")
        cursor.execute(_DROP)


def _change(cursor: Cursor, rows: Mapping[_Key, _Row]) -> None:
    if rows:
        stage(cursor, "core.shipment", _COLUMNS, [_cells(key, row) for key, row in rows.items()], name="leg_now")
        cursor.execute(_CHANGE)


def _cells(key: _Key, row: _Row) -> list[Cell]:
    return [*key, *row.facts, *row.folded, *row.poll]


_LINKS = f"SELECT {', '.join(LINK_COLUMNS)} FROM pg_temp.number JOIN core.shipment_link USING (carrier, tracking_no)"
_LEGS = f"SELECT {', '.join(_COLUMNS)} FROM pg_temp.number JOIN core.shipment USING (carrier, tracking_no)"
_SAME = " AND ".join(f"t.{column} = s.{column}" for column in _KEY)
_SHOWN = (*_FACTS, *_FOLDED)
_DROP = f"DELETE FROM core.shipment t USING pg_temp.leg_gone s WHERE {_SAME}"
# What polling knows is in no view: updated_at tells of the rest.
_CHANGE = f"""
UPDATE core.shipment t
SET {", ".join(f"{column} = s.{column}" for column in (*_SHOWN, *_POLL))},
    updated_at = CASE WHEN ({", ".join(f"t.{c}" for c in _SHOWN)}) IS DISTINCT FROM ({", ".join(f"s.{c}" for c in _SHOWN)})
                      THEN greatest(now(), t.updated_at) ELSE t.updated_at END
FROM pg_temp.leg_now s WHERE {_SAME}
"""
