"""Context of the header of every page, queried only if a template shows it."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from live.pages import live_context, person_topic
from notifications.queries import Counts, counts_of
from orders.visitors import visitor_pieces
from stores.access import Right, rights_of


def header(request: HttpRequest) -> dict[str, Any]:
    """The pieces in the cart, the unread notices, the rights in stores, and the live token of a user's pages.

    Both numbers are one query, which a visitor's cookie mostly spares, and the rights one more for members
    who are no owners. A view that sets topics of its own by `live_context` overrides the token made here;
    a visitor's page has none.
    """
    counts = cache(lambda: _counts(request))
    return {
        "cart_count": SimpleLazyObject(lambda: counts().cart),
        "unread_count": SimpleLazyObject(lambda: counts().unread),
        "shop_rights": SimpleLazyObject(lambda: _shop_rights(request)),
        "person_topic": SimpleLazyObject(lambda: person_topic(request.user.pk or 0)),
        "live_token": SimpleLazyObject(lambda: _live_token(request)),
        "live_url": settings.LIVE_URL,
    }


def _counts(request: HttpRequest) -> Counts:
    if request.user.is_authenticated:
        return counts_of(request.user)
    return Counts(cart=visitor_pieces(request), unread=0)


def _shop_rights(request: HttpRequest) -> frozenset[Right]:
    return rights_of(request.user) if request.user.is_authenticated else frozenset()


def _live_token(request: HttpRequest) -> str:
    return live_context(request)["live_token"] if request.user.is_authenticated else ""
