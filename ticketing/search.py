"""Finds events by their title, artists and venue: one wrong letter, initial consonants, artists' other names.

Names are compared by stores.name_search. A query of initial consonants alone (ㅂㅌㅅ) is compared with those
of the names instead.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from stores import name_search
from stores.search_key import comparable

MAX_HITS = 500
ARTIST, VENUE = 0.97, 0.9  # factors of the likeness: titles first
MAX_QUERY_LENGTH = 60  # characters; the rest is ignored
INITIALS = re.compile("[\u1100-\u1112]+")  # choseong, to which NFKD takes the letters of a keyboard


@dataclass(frozen=True, slots=True)
class Found:
    """Likeness (1.0 is equal) by primary key of the event."""

    events: Mapping[int, float] = field(default_factory=dict)


def search(query: str) -> Found:
    """Public or not: the caller filters. In one query."""
    wanted = comparable(query[:MAX_QUERY_LENGTH])
    if not wanted:
        return Found()
    rows = name_search.find(_select(wanted), _parameters(wanted))
    least = name_search.CLOSE * max((likeness for _pk, likeness in rows), default=0)
    return Found({pk: likeness for pk, likeness in rows if likeness >= least})


def explain(query: str) -> str:
    """PostgreSQL's plan of the search."""
    wanted = comparable(query)
    return name_search.explain(_select(wanted), _parameters(wanted))


def _select(wanted: str) -> str:
    if INITIALS.fullmatch(wanted):
        return _SEARCH.format(**name_search.literally("initials"))
    return _SEARCH.format(**name_search.pattern_for(wanted))


def _parameters(wanted: str) -> dict[str, str | float]:
    own = {"most": MAX_HITS, "artist": ARTIST, "venue": VENUE}
    return {**name_search.parameters_for(wanted), **own}


_SEARCH = """
WITH alike AS (
  SELECT named.id AS event_id, {likeness} AS likeness FROM ticketing_event named WHERE {test}
  UNION ALL
  SELECT plays.event_id, %(artist)s * {likeness} FROM ticketing_artist named
  JOIN ticketing_event_artists plays ON plays.artist_id = named.id WHERE {test}
  UNION ALL
  SELECT event.id, %(venue)s * {likeness} FROM ticketing_venue named
  JOIN ticketing_event event ON event.venue_id = named.id WHERE {test}
)
SELECT event_id, round(max(likeness)::numeric, 2)::float FROM alike
GROUP BY event_id ORDER BY 2 DESC, 1 DESC LIMIT %(most)s
"""
