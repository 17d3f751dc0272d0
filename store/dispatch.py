"""
The problem of a day: who waits, who can work, and what the last batch left over.

Whoever makes assignments for a day, batch or person, takes `lock_day` first: capacity is counted and used under it.
"""

from datetime import date, datetime

from msgspec import Struct
from psycopg2.extensions import cursor as Cursor

from schemas.dispatch import Point, Problem, ReadyTicket, Skill, Technician
from store import locks

# A platform's own work order is mirrored, not dispatched; an assignment that stands is never moved by a batch.
_TICKETS = """
SELECT t.ticket_id, t.dedupe_key, t.version, t.priority, t.due_at, t.adcode, t.skill_code
FROM core.ticket t
WHERE t.status = 'ready' AND t.ticket_type IN ('install', 'repair') AND t.service_mode IS DISTINCT FROM 'platform'
  AND NOT EXISTS (SELECT FROM core.assignment a WHERE a.ticket_id = t.ticket_id AND a.status = 'active')
ORDER BY t.dedupe_key
"""

# Looked up by index technician by technician: joined as sets, freshly loaded tables without statistics took minutes.
_TECHNICIANS = """
SELECT w.code, w.base_lon, w.base_lat, w.daily_capacity,
       (SELECT count(*)::integer FROM core.assignment a
        WHERE a.service_date = %(day)s AND a.technician_id = w.technician_id AND a.status = 'active'),
       ARRAY(SELECT s.skill_code FROM core.technician_skill s
             WHERE s.technician_id = w.technician_id ORDER BY s.skill_code),
       ARRAY(SELECT s.valid_until FROM core.technician_skill s
             WHERE s.technician_id = w.technician_id ORDER BY s.skill_code),
       ARRAY(SELECT a.adcode FROM core.service_area a
             WHERE a.provider_id = w.provider_id AND a.technician_id = w.technician_id ORDER BY a.adcode),
       ARRAY(SELECT a.adcode FROM core.service_area a
             WHERE a.provider_id = w.provider_id AND a.technician_id IS NULL ORDER BY a.adcode)
FROM core.technician w
JOIN core.provider p USING (provider_id)
WHERE w.status = 'active' AND p.status = 'active'
ORDER BY w.code
"""

# A municipality is its districts' city. A province is no place to measure from.
_POINTS = """
WITH place AS (
    SELECT *, lon IS NOT NULL AND lat IS NOT NULL AS known FROM core.region
    WHERE level > 1 OR left(adcode, 2) IN ('11', '12', '31', '50')
)
SELECT r.adcode, CASE WHEN r.known THEN r.lon ELSE city.lon END, CASE WHEN r.known THEN r.lat ELSE city.lat END
FROM place r
LEFT JOIN place city ON city.adcode = r.parent_adcode
WHERE r.adcode = ANY(%s) AND (r.known OR city.known)
"""


class Reading(Struct, frozen=True, kw_only=True):
    """The problem of a day, and our own numbers of its tickets by dedupe_key."""

    problem: Problem
    ticket_ids: dict[str, int]


def lock_day(cursor: Cursor, service_date: date) -> None:
    """Wait until nobody else plans or assigns for this day; the end of the transaction frees it."""
    locks.take_for_transaction(cursor, f"dispatch:{scope_key(service_date)}")


def read(cursor: Cursor, *, service_date: date, now: datetime) -> Reading:
    """Read who waits and who can work on a day (Asia/Shanghai), by natural keys."""
    cursor.execute(_TICKETS)
    rows = cursor.fetchall()
    waiting = tuple(
        ReadyTicket(dedupe_key=key, version=version, priority=priority, due_at=due_at, adcode=adcode, skill_code=skill)
        for _, key, version, priority, due_at, adcode, skill in rows
    )
    technicians = _technicians(cursor, service_date)
    points = _points(cursor, {each.adcode for each in waiting if each.adcode})
    problem = Problem(service_date=service_date, now=now, tickets=waiting, technicians=technicians, points=points)
    return Reading(problem=problem, ticket_ids={key: ticket_id for ticket_id, key, *_ in rows})


def _technicians(cursor: Cursor, service_date: date) -> tuple[Technician, ...]:
    cursor.execute(_TECHNICIANS, {"day": service_date})
    return tuple(
        Technician(
            code=code,
            base=None if lon is None or lat is None else Point(lon=lon, lat=lat),
            daily_capacity=capacity,
            load=load,
            skills=tuple(Skill(skill_code=skill, valid_until=day) for skill, day in zip(codes, until, strict=True)),
            areas=tuple(own or shared),
        )
        for code, lon, lat, capacity, load, codes, until, own, shared in cursor.fetchall()
    )


def _points(cursor: Cursor, adcodes: set[str]) -> dict[str, Point]:
    cursor.execute(_POINTS, (sorted(adcodes),))
    return {adcode: Point(lon=lon, lat=lat) for adcode, lon, lat in cursor.fetchall()}


def scope_key(service_date: date) -> str:
    """Name what two batches may not plan at once: the day."""
    return service_date.isoformat()


def left_hash(cursor: Cursor, service_date: date) -> str | None:
    """Return the hash of what the last committed batch of a day left over; None: none yet, or it must run again."""
    cursor.execute(
        "SELECT left_hash FROM core.dispatch_batch WHERE scope_key = %s AND status = 'committed'"
        " ORDER BY batch_id DESC LIMIT 1",
        (scope_key(service_date),),
    )
    row = cursor.fetchone()
    return row[0] if row else None
