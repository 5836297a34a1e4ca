"""The states of a date's places, as its open pages get them.

A seat has one character, under the index of its position; an area without numbers has the number of places
left, under "a" and its category's primary key. A version is microseconds since 1970 by the database's clock.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Min, Q

from live.messages import LiveState
from live.publish import announce_states
from ticketing.database_clock import ClockTime
from ticketing.events import PlacesChanged
from ticketing.holds.queries import changed_places
from ticketing.models import EventDate, Place, PlaceState
from ticketing.models.events import PUBLIC

FREE, HELD, SOLD, BLOCKED = ".", "h", "s", "b"
# A change has the time of its UPDATE, and is seen once its transaction commits: so much later at most.
COMMIT_MARGIN = timedelta(seconds=10)
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
VERSION_DIGITS = 16  # some 300 years after 1970


def topic_of(date: EventDate) -> str:
    """The places of the date; a public topic."""
    return f"event-date.{date.number}"


def version_of(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def milliseconds_of(at: datetime) -> int:
    return version_of(at) // 1000


def character_of(state: str, *, is_blocked: bool) -> str:
    """Pages show a lapsed hold as free themselves."""
    if state == PlaceState.SOLD:
        return SOLD
    if is_blocked:
        return BLOCKED
    return HELD if state == PlaceState.HELD else FREE


def area_key(category_id: int) -> str:
    return f"a{category_id}"


def announce_places(event: PlacesChanged) -> None:
    """Send the new states to the open pages of the date, once the transaction commits."""
    states: dict[str, LiveState] = {}
    areas: set[int] = set()
    for place in changed_places.all(list(event.places)):
        if place.seat is None:
            areas.add(place.category_id)
        else:
            character = character_of(place.state, is_blocked=place.is_blocked)
            ends = milliseconds_of(place.until) if place.until else None
            state = LiveState(character, version_of(place.changed_at), ends)
            states[str(place.seat.position)] = state
    if areas:
        states |= _area_states(event.date, areas)
    announce_states(topic_of(event.date), states)


def _area_states(date: EventDate, areas: set[int]) -> dict[str, LiveState]:
    """What other transactions do meanwhile is in their own messages, or in the next one."""
    places = Place.objects.filter(date=date, category__in=areas, seat=None).order_by()
    now = ClockTime()
    free = Q(state=PlaceState.FREE) | Q(state=PlaceState.HELD, until__lte=now)
    rows = places.values_list("category").annotate(
        left=Count("pk", filter=free & Q(is_blocked=False)),
        until=Min("until", filter=Q(state=PlaceState.HELD, until__gt=now)),
        clock=now,
    )
    return {
        area_key(category): LiveState(
            str(left), version_of(clock), milliseconds_of(until) if until else None
        )
        for category, left, until, clock in rows
    }


def changes_since(event: str, date: str, version: int) -> dict[str, object] | None:
    """What changed since that version, for a page that may have missed something; by one query.

    `event` and `date` are their numbers. None if there is no such date that readers may see.
    """
    since = max(version - COMMIT_MARGIN // MICROSECOND, 0)
    with connection.cursor() as cursor:
        cursor.execute(
            CHANGES, {"event": event, "date": date, "public": list(PUBLIC), "since": since}
        )
        rows = cursor.fetchall()
    clock = next((at for key, _state, at, _until in rows if key == "now"), None)
    if clock is None:
        return None
    states = {key: [state, at, until] for key, state, at, until in rows if key != "now"}
    return {"now": clock // 1000, "version": clock - COMMIT_MARGIN // MICROSECOND, "states": states}


CHANGES = """
WITH shown AS MATERIALIZED (
  SELECT d.id, clock_timestamp() AS now FROM ticketing_eventdate d
  JOIN ticketing_event e ON e.id = d.event_id
  WHERE d.number = %(date)s AND e.number = %(event)s AND e.status = ANY(%(public)s)
)
SELECT 'now', '', (extract(epoch FROM now) * 1000000)::bigint, NULL::bigint FROM shown
UNION ALL
SELECT s.position::text,
  CASE WHEN p.state = 'sold' THEN 's' WHEN p.is_blocked THEN 'b' WHEN p.state = 'held' THEN 'h' ELSE '.' END,
  (extract(epoch FROM p.changed_at) * 1000000)::bigint, (extract(epoch FROM p.until) * 1000)::bigint
FROM ticketing_place p JOIN ticketing_seat s ON s.id = p.seat_id
WHERE p.date_id = (SELECT id FROM shown)
  AND p.changed_at > 'epoch'::timestamptz + %(since)s * interval '1 microsecond'
UNION ALL
SELECT 'a' || p.category_id,
  count(*) FILTER (WHERE NOT p.is_blocked
    AND (p.state = 'free' OR p.state = 'held' AND p.until <= shown.now))::text,
  (extract(epoch FROM shown.now) * 1000000)::bigint,
  (extract(epoch FROM min(p.until) FILTER (WHERE p.state = 'held' AND p.until > shown.now)) * 1000)::bigint
FROM shown JOIN ticketing_place p ON p.date_id = shown.id AND p.seat_id IS NULL
GROUP BY p.category_id, shown.now
"""
