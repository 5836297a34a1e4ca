"""Finds events by their title, artists and venue: one wrong letter, initial consonants, artists' other names.

As stores.search: names are compared by the trigrams of their letters (jamo). A query of initial consonants
alone (ㅂㅌㅅ) is compared with those of the names instead.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection

from stores.search import CLOSE, LIKE_ENOUGH, SHORT
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
    with connection.cursor() as cursor:
        cursor.execute(_statement(wanted), _parameters(wanted))
        rows = cursor.fetchall()
    least = CLOSE * max((likeness for _pk, likeness in rows), default=0)
    return Found({pk: likeness for pk, likeness in rows if likeness >= least})


def explain(query: str) -> str:
    """PostgreSQL's plan of the search."""
    wanted = comparable(query)
    with connection.cursor() as cursor:
        cursor.execute(_statement(wanted, "EXPLAIN "), _parameters(wanted))
        return "\n".join(line for (line,) in cursor.fetchall())


def _statement(wanted: str, verb: str = "") -> str:
    pattern = _SHORT if len(wanted) <= SHORT else _ALIKE
    if INITIALS.fullmatch(wanted):
        pattern = _BY_INITIALS
    # Both statements in one round trip and one transaction, at whose end the SET LOCAL expires.
    return f"{_LIMIT}; {verb}{_SEARCH.format(**pattern)}"


def _parameters(wanted: str) -> dict[str, str | float]:
    literal = wanted.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return {
        "wanted": wanted,
        "anywhere": f"%{literal}%",
        "word": f"% {literal}%",
        "limit": LIKE_ENOUGH,
        "most": MAX_HITS,
        "artist": ARTIST,
        "venue": VENUE,
    }


_LIMIT = "SET LOCAL pg_trgm.word_similarity_threshold = %(limit)s"
_ALIKE = {
    "test": "%(wanted)s <%% named.search_key",
    "likeness": "word_similarity(%(wanted)s, named.search_key)",
}
_SHORT = {
    "test": "named.search_key LIKE %(anywhere)s",
    "likeness": "CASE WHEN ' ' || named.search_key LIKE %(word)s THEN 1.0 ELSE 0.7 END",
}
_BY_INITIALS = {
    "test": "named.initials LIKE %(anywhere)s",
    "likeness": "CASE WHEN ' ' || named.initials LIKE %(word)s THEN 1.0 ELSE 0.7 END",
}
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
