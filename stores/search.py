"""Finding stores by their name and by what they sell, forgiving a wrong letter or space."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import FloatField, Func, JSONField, QuerySet, TextField, Value
from django.db.models.functions import Cast

from stores.models import Store
from stores.search_key import comparable

# Measured with the names of 199 real restaurants in Seoul and some Latin ones, each misspelt by a
# letter (jamo), a syllable, or one left out: at 0.3 all names of three syllables and more are found,
# and 97 % of single words within them; at 0.35 one in twenty-five is lost, at 0.2 every query brings
# ten strangers. Strangers come last, and CLOSE drops those far behind the best hit.
LIKE_ENOUGH = 0.3
CLOSE = 0.6  # of the best hit's likeness
MOST_HITS = 120
# One syllable has too few trigrams to compare: that is found as it stands.
SHORT = 3  # letters, jamo counted


@dataclass(frozen=True, slots=True)
class Hit:
    """How much a store's name or one of its dishes is like the query (1.0 is equal)."""

    store_id: int
    likeness: float
    dish: str


def search(query: str) -> dict[int, Hit]:
    """The stores that are like the query, by id, the likest first; one query to the database."""
    wanted = comparable(query)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_statement(wanted), _parameters(wanted))
        hits = [Hit(*row) for row in cursor.fetchall()]
    return {hit.store_id: hit for hit in hits if hit.likeness >= CLOSE * hits[0].likeness}


def explain(query: str) -> str:
    """PostgreSQL's plan of the search."""
    wanted = comparable(query)
    with connection.cursor() as cursor:
        cursor.execute(_statement(wanted, "EXPLAIN "), _parameters(wanted))
        return "\n".join(line for (line,) in cursor.fetchall())


def found_first(stores: QuerySet[Store], hits: Mapping[int, Hit]) -> QuerySet[Store]:
    """Only the stores found, the likest first; equals stay in the order they had."""
    table = Value({str(hit.store_id): hit.likeness for hit in hits.values()}, JSONField())
    looked_up = Func(table, Cast("pk", TextField()), function="jsonb_extract_path_text")
    found = stores.filter(pk__in=hits).annotate(likeness=Cast(looked_up, FloatField()))
    return found.order_by("-likeness", *stores.query.order_by)


def _statement(wanted: str, verb: str = "") -> str:
    test, likeness = _AS_IT_STANDS if len(wanted) <= SHORT else _ALIKE
    # Sent together, the two are one round trip and one transaction, at whose end the limit is gone.
    return f"{_LIMIT}; {verb}{_SEARCH.format(test=test, likeness=likeness)}"


def _parameters(wanted: str) -> dict[str, str | float]:
    literal = wanted.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return {
        "wanted": wanted,
        "anywhere": f"%{literal}%",
        "word": f"% {literal}%",
        "limit": LIKE_ENOUGH,
        "most": MOST_HITS,
    }


_LIMIT = "SET LOCAL pg_trgm.word_similarity_threshold = %(limit)s"
_ALIKE = ("%(wanted)s <%% named.search_key", "word_similarity(%(wanted)s, named.search_key)")
_AS_IT_STANDS = (
    "named.search_key LIKE %(anywhere)s",
    "CASE WHEN ' ' || named.search_key LIKE %(word)s THEN 1.0 ELSE 0.7 END",
)
_SEARCH = """
WITH alike AS (
    SELECT named.id AS store_id, {likeness} AS likeness, '' AS dish
    FROM stores_store named
    WHERE {test} AND archived_at IS NULL
    UNION ALL
    SELECT section.store_id, {likeness}, named.name
    FROM stores_product named
    JOIN stores_menusection section ON section.id = named.section_id
    JOIN stores_store store ON store.id = section.store_id AND store.archived_at IS NULL
    WHERE {test} AND NOT named.is_hidden AND NOT section.is_hidden
), best AS (
    SELECT DISTINCT ON (store_id) store_id, likeness, dish
    FROM alike ORDER BY store_id, likeness DESC, dish
)
SELECT store_id, round(likeness::numeric, 2)::float, dish
FROM best ORDER BY 2 DESC, 1 LIMIT %(most)s
"""
