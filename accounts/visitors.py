"""Visitors: browsers whose user is not signed in, known by a signed cookie and not by a session.

The cookie holds the visitor's key, which owns carts, and the number of pieces in them, so that most pages
of a guest read neither a session nor a cart. It is signed, not encrypted: a browser can read its own key and
number, but it cannot make a cookie of another key. A forged or expired cookie counts as none.

The number is for display only. It is set by every page that shows or changes all carts, dropped by
what changes a cart without counting it, and trusted for COUNT_AGE at most: so long may it be wrong after
what this browser did not do (a product was deleted, old carts were purged) or did in two tabs at once.

A signed-in user has no visitor: the cookie is deleted once they are signed in, when their carts are adopted.
So nothing of it is left for the next person after they sign out.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

SALT = "accounts.visitor"
VISITOR_AGE = timedelta(days=30)  # since the cookie was set; no cart of a visitor is older
COUNT_AGE = timedelta(minutes=5)
SESSION_KEY = "visitor_key"  # where visitors' keys were until there was a cookie


@dataclass(slots=True)
class Visitor:
    """`pieces` is the number in the visitor's carts; None if they have to be counted."""

    key: uuid.UUID | None = None
    pieces: int | None = 0
    is_new: bool = False
    is_changed: bool = False

    def ensure_key(self) -> None:
        if self.key is None:
            self.key = uuid.uuid4()
            self.is_new = self.is_changed = True

    def set_pieces(self, pieces: int | None) -> None:
        self.pieces = pieces
        self.is_changed = True

    def add_pieces(self, pieces: int) -> None:
        """To a cart. Only a new visitor is sure to have no more: others may add in two tabs at once."""
        self.set_pieces(pieces if self.is_new else None)
        self.is_new = False


class VisitorMiddleware:
    """Sets the cookie of a changed visitor, and deletes that of a signed-in user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        has_cookie = settings.VISITOR_COOKIE_NAME in request.COOKIES
        was_signed_in = has_cookie and request.user.is_authenticated
        response = self.get_response(request)
        if response.status_code >= 500:  # nothing was committed, and no session is saved either
            return response
        if has_cookie and (was_signed_in or request.user.is_authenticated):
            response.delete_cookie(settings.VISITOR_COOKIE_NAME, samesite="Lax")
        elif visitor := _known_visitor(request):
            _store(visitor, request, response)
        return response


def visitor_of(request: Any) -> Visitor:
    """The visitor of a request whose user is not signed in; without a key until it needs one."""
    visitor = _known_visitor(request)
    if visitor is None:
        visitor = request.visitor = _read_cookie(request) or _read_session(request) or Visitor()
    return visitor


def _known_visitor(request: HttpRequest) -> Visitor | None:
    return getattr(request, "visitor", None)


def _read_cookie(request: HttpRequest) -> Visitor | None:
    signed = request.COOKIES.get(settings.VISITOR_COOKIE_NAME, "")
    if not (content := _signed_content(signed, VISITOR_AGE)):
        return None
    key, pieces = content
    return Visitor(key, pieces if _signed_content(signed, COUNT_AGE) else None)


def _signed_content(signed: str, age: timedelta) -> tuple[uuid.UUID, int | None] | None:
    """None also for the content of another release."""
    try:
        key, pieces = signing.loads(signed, salt=SALT, max_age=age)
        return uuid.UUID(key), pieces
    except (signing.BadSignature, TypeError, ValueError, AttributeError):
        return None


def _read_session(request: HttpRequest) -> Visitor | None:
    """The visitor of a session from before there was a cookie.

    The key stays in the session, which expires soon: another request may be on its way with this session.
    """
    key = request.session.get(SESSION_KEY)
    return Visitor(uuid.UUID(key), pieces=None, is_changed=True) if key else None


def _store(visitor: Visitor, request: HttpRequest, response: HttpResponseBase) -> None:
    patch_vary_headers(response, ["Cookie"])
    if visitor.key is None or not visitor.is_changed or request.user.is_authenticated:
        return
    response.set_cookie(
        settings.VISITOR_COOKIE_NAME,
        signing.dumps([visitor.key.hex, visitor.pieces], salt=SALT),
        max_age=VISITOR_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
