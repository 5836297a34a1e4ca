"""Searching names by the trigrams of their letters (jamo), tolerating a wrong letter or space."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

# Measured with the names of 199 real restaurants in Seoul and some Latin ones, each misspelt by a
# letter (jamo), a syllable, or one left out: at 0.3 all names of three syllables and more are found,
# and 97 % of single words within them; at 0.35 one in twenty-five is lost, at 0.2 every query has ten
# false positives. Those are sorted last, and CLOSE drops hits far behind the best one.
LIKE_ENOUGH = 0.3
CLOSE = 0.6  # of the best hit's likeness: hits below it are dropped
# One syllable has too few trigrams to compare: it is searched for literally.
SHORT = 3  # letters, jamo counted

# SQL for `named`, a table with a search_key: whether a row is a hit, and how like it is (1.0 is equal).
Pattern = Mapping[str, str]
ALIKE: Pattern = {
    "test": "%(wanted)s <%% named.search_key",
    "likeness": "word_similarity(%(wanted)s, named.search_key)",
}


def literally(column: str = "search_key") -> Pattern:
    """As ALIKE, for names that contain exactly what is searched for."""
    return {
        "test": f"named.{column} LIKE %(anywhere)s",
        "likeness": f"CASE WHEN ' ' || named.{column} LIKE %(word)s THEN 1.0 ELSE 0.7 END",
    }


def pattern_for(wanted: str) -> Pattern:
    """`wanted` is comparable (stores.search_key)."""
    return literally() if len(wanted) <= SHORT else ALIKE


def parameters_for(wanted: str) -> dict[str, str]:
    """Those of both kinds of patterns."""
    literal = wanted.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return {
        "wanted": wanted,
        "anywhere": f"%{literal}%",
        "word": f"% {literal}%",
    }


def find(sql: str, parameters: Mapping[str, str | float]) -> list[Any]:
    """The rows of a SELECT with patterns, or with <% of its own."""
    with connection.cursor() as cursor:
        # Both statements in one round trip and one transaction, at whose end the SET LOCAL expires.
        cursor.execute(f"{_LIMIT}; {sql}", {**parameters, "limit": LIKE_ENOUGH})
        return list(cursor.fetchall())


def explain(sql: str, parameters: Mapping[str, str | float]) -> str:
    """PostgreSQL's plan of the SELECT."""
    return "\n".join(line for (line,) in find(f"EXPLAIN {sql}", parameters))


_LIMIT = "SET LOCAL pg_trgm.word_similarity_threshold = %(limit)s"
