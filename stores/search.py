"""Finds stores by name, dish and category, tolerating a wrong letter or space."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import FloatField, Func, JSONField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Greatest

from stores import name_search
from stores.models import Store
from stores.search_key import comparable

MAX_HITS = 120
# Stores with this name are first, then those that sell it, then those of a category of this name.
DISH, CATEGORY = 0.95, 0.9  # factors of the likeness


@dataclass(frozen=True, slots=True)
class Hit:
    """The similarity of a store's name or one of its dishes to the query (1.0 is equal)."""

    store_id: int
    likeness: float
    dish: str


@dataclass(frozen=True, slots=True)
class Found:
    """The results, most similar first: stores by id, and the likeness of categories by id."""

    stores: Mapping[int, Hit] = field(default_factory=dict)
    categories: Mapping[int, float] = field(default_factory=dict)


def search(query: str) -> Found:
    """Find stores by name or dish, and categories by any of their names, in one query."""
    wanted = comparable(query)
    if not wanted:
        return Found()
    rows = name_search.find(_select(wanted), _parameters(wanted))
    least = name_search.CLOSE * max(
        (likeness for _category, _store, likeness, _dish in rows), default=0
    )
    close = [row for row in rows if row[2] >= least]
    return Found(
        {store: Hit(store, likeness, dish) for _none, store, likeness, dish in close if store},
        {category: likeness for category, _none, likeness, _dish in close if category},
    )


def explain(query: str) -> str:
    """PostgreSQL's plan of the search."""
    wanted = comparable(query)
    return name_search.explain(_select(wanted), _parameters(wanted))


def found_first(stores: QuerySet[Store], found: Found) -> QuerySet[Store]:
    """Only the found stores, the most similar first; equally similar ones in their previous order."""
    likeness = {store: hit.likeness for store, hit in found.stores.items()}
    rows = stores.filter(Q(pk__in=found.stores) | Q(category__in=found.categories)).annotate(
        # PostgreSQL's GREATEST ignores nulls.
        likeness=Greatest(_mapped("pk", likeness), _mapped("category_id", found.categories))
    )
    return rows.order_by("-likeness", *stores.query.order_by)


def _mapped(column: str, table: Mapping[int, float]) -> Cast:
    """The value in `table` for the column's value, or null."""
    values = Value({str(key): likeness for key, likeness in table.items()}, JSONField())
    found = Func(values, Cast(column, TextField()), function="jsonb_extract_path_text")
    return Cast(found, FloatField())


def _select(wanted: str) -> str:
    pattern = name_search.pattern_for(wanted)
    # By one syllable a category matches only at the start of a word, or each letter would match half of them.
    at_word = "' ' || named.search_key LIKE %(word)s"
    test_category = pattern["test"] if pattern is name_search.ALIKE else at_word
    return _SEARCH.format(**pattern, test_category=test_category)


def _parameters(wanted: str) -> dict[str, str | float]:
    own = {"most": MAX_HITS, "dish": DISH, "category": CATEGORY}
    return {**name_search.parameters_for(wanted), **own}


_SEARCH = """
WITH alike AS (
    SELECT named.id AS store_id, {likeness} AS likeness, '' AS dish
    FROM stores_store named
    WHERE {test} AND archived_at IS NULL
    UNION ALL
    SELECT section.store_id, %(dish)s * {likeness}, named.name
    FROM stores_product named
    JOIN stores_menusection section ON section.id = named.section_id
    JOIN stores_store store ON store.id = section.store_id AND store.archived_at IS NULL
    WHERE {test} AND NOT named.is_hidden AND NOT section.is_hidden
), best AS (
    SELECT DISTINCT ON (store_id) store_id, likeness, dish
    FROM alike ORDER BY store_id, likeness DESC, dish
), closest AS (
    SELECT NULL::bigint, store_id, round(likeness::numeric, 2)::float, dish
    FROM best ORDER BY 3 DESC, 2 LIMIT %(most)s
)
SELECT * FROM closest
UNION ALL (
    SELECT named.id, NULL, round((%(category)s * {likeness})::numeric, 2)::float, ''
    FROM stores_category named
    WHERE {test_category} ORDER BY 3 DESC, 1
)
"""
