"""The menu as HTML. It is the longest part of any page, and the same for every reader."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from stores.menu import MenuRows, menu_rows
from stores.models import Store

KEPT = 600  # seconds
TOKEN = "csrf-token-of-the-reader"  # noqa: S105 (stands where each reader's own token goes)


def menu_html(store: Store, request: HttpRequest, *, takes_orders: bool) -> SafeString:
    """The menu with its forms, rendered anew only where anything in it changed.

    The key is made of all that is shown, so what is kept is never out of date.
    """
    rows = menu_rows(store)
    shown = (rows, store.slug, store.currency, takes_orders, get_language())
    key = f"stores.menu.{hashlib.sha256(repr(shown).encode()).hexdigest()}"
    html: str | None = cache.get(key)
    if html is None:
        html = _rendered(store, rows, takes_orders)
        cache.set(key, html, KEPT)
    return SafeString(html.replace(TOKEN, get_token(request)))  # the template escaped the rest


def _rendered(store: Store, rows: MenuRows, takes_orders: bool) -> str:
    context = {
        "menu": rows.parts(),
        "store": store,
        "takes_orders": takes_orders,
        "token": TOKEN,
    }
    return render_to_string("stores/customer/_menu.html", context)
