"""Finds coupons by the words of their title and of their store's name, each tolerating a wrong letter.

Comparing a misspelt word with 100,000 titles takes long. So where nothing has the words as they are typed,
each is replaced by the most similar words in use, which are few; titles are found by their trigrams.
"""

from functools import reduce
from operator import and_, or_

from django.db.models import Q
from django.db.models.functions import Length

from coupons.models import SearchWord
from stores import name_search
from stores.models import Store
from stores.search_key import comparable

MAX_WORDS = 5  # of a query; the rest is ignored
MAX_SIMILAR = 5  # words beside one that was typed
MAX_STORES = 2000  # with a word in their name
SHORT = 3  # letters, jamo counted: the trigrams of fewer are only at the start of a word

NOTHING = Q(pk__in=[])


def as_typed(query: str) -> Q:
    """The campaigns that have every word of the query."""
    return reduce(and_, [_has_typed(word) for word in words_of(query)] or [NOTHING])


def corrected(query: str) -> Q:
    """The campaigns that have every word of the query, or one like it."""
    words = [[word, *similar_words(word)] for word in words_of(query)]
    return reduce(and_, [_has_any(each) | _of_store_with(each) for each in words] or [NOTHING])


def words_of(query: str) -> list[str]:
    words = dict.fromkeys(comparable(word) for word in query.split())
    return [word for word in words if word][:MAX_WORDS]


def similar_words(word: str) -> list[str]:
    """The words in use that are most similar."""
    rows = name_search.find(SIMILAR, {"word": word, "most": MAX_SIMILAR})
    return [found for found, likeness in rows if likeness >= name_search.CLOSE * rows[0][1]]


def _words_with(word: str) -> list[str]:
    """Words in use that contain a short one: titles are searched only for words that begin with it."""
    if len(word) >= SHORT:
        return []
    found = SearchWord.objects.filter(word__contains=word).exclude(word__startswith=word)
    return list(found.order_by(Length("word")).values_list("word", flat=True)[:MAX_SIMILAR])


def _has_typed(word: str) -> Q:
    return _has_any([word, *_words_with(word)]) | _of_store_with([word])


def _has_any(words: list[str]) -> Q:
    return reduce(or_, map(_has, words))


def _of_store_with(words: list[str]) -> Q:
    """Campaigns of stores in whose name one of the words is."""
    stores = Store.objects.filter(_has_any(words), archived_at=None).order_by()
    return Q(store__in=list(stores.values_list("pk", flat=True)[:MAX_STORES]))


def _has(word: str) -> Q:
    if len(word) >= SHORT:
        return Q(search_key__contains=word)
    return Q(search_key__startswith=word) | Q(search_key__contains=f" {word}")


SIMILAR = """
SELECT word, word_similarity(%(word)s, word) FROM coupons_searchword
WHERE %(word)s <%% word ORDER BY 2 DESC, 1 LIMIT %(most)s
"""
