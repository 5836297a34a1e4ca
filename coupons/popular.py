"""What many people search for among the coupons. What a single person searched for is never shown."""

import unicodedata
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db import connection
from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.visitors import visitor_of
from coupons.listing import ListOrder, Wanted, list_campaigns
from coupons.models import Search
from coupons.models.searches import MAX_TERM_LENGTH

SALT = "coupons.search"
WINDOW = timedelta(days=7)  # older searches do not count, and are deleted
MIN_PEOPLE = 5  # who searched for a term within the window, before it is shown
MAX_SHOWN = 8
MAX_TRIED = 16  # terms of which those are shown that still find something
CACHE_KEY, CACHE_SECONDS = "coupons.popular", 300


def term_of(query: str) -> str:
    """Equal for queries that differ in case, width or spaces only."""
    return " ".join(unicodedata.normalize("NFKC", query).casefold().split())[:MAX_TERM_LENGTH]


def searcher_of(request: HttpRequest) -> str | None:
    """A user, or a browser with a visitor's cookie; None for any other, as all programs that follow links."""
    if request.user.is_authenticated:
        return f"user-{request.user.pk}"
    key = visitor_of(request).key
    return f"visitor-{key}" if key else None


def record_search(query: str, searcher: str, now: datetime) -> None:
    """Count the searcher of this day for the term, by one statement."""
    term = term_of(query)
    person = salted_hmac(SALT, f"{term}\n{searcher}", algorithm="sha256").hexdigest()[:32]
    with connection.cursor() as cursor:
        cursor.execute(RECORD, [timezone.localdate(now), term, person])


def popular_searches(now: datetime) -> list[str]:
    """Terms that several people searched for lately and that find coupons now; some minutes old."""
    popular: list[str] | None = cache.get(CACHE_KEY)
    if popular is None:
        popular = [term for term in _terms_of_many(now) if _finds_something(term, now)][:MAX_SHOWN]
        cache.set(CACHE_KEY, popular, CACHE_SECONDS)
    return popular


def purge_old_searches(now: datetime | None = None) -> int:
    """Returns the number deleted."""
    return Search.objects.filter(day__lte=_before_window(now or timezone.now())).delete()[0]


def _terms_of_many(now: datetime) -> list[str]:
    lately = Search.objects.filter(day__gt=_before_window(now)).values("term")
    counted = lately.annotate(people=Count("person", distinct=True))
    many = counted.filter(people__gte=MIN_PEOPLE).order_by("-people", "term")
    return list(many.values_list("term", flat=True)[:MAX_TRIED])


def _finds_something(term: str, now: datetime) -> bool:
    listed = list_campaigns(Wanted(ListOrder.ENDING, query=term), now)
    return bool(listed.ids) and not listed.is_corrected


def _before_window(now: datetime) -> date:
    return timezone.localdate(now) - WINDOW


RECORD = """
INSERT INTO coupons_search (day, term, person) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
"""
