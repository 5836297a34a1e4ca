"""The menu as cached HTML: the longest part of a page, and the same for all users but for the CSRF token."""

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from stores.fragment_cache import cached_html
from stores.menu.read import MenuRows
from stores.models import Store

CSRF_PLACEHOLDER = "csrf-token-of-the-reader"  # replaced by each user's own token


def menu_html(
    store: Store, rows: MenuRows, request: HttpRequest, *, takes_orders: bool
) -> SafeString:
    """The menu with its forms."""
    shown = (rows, store.slug, store.currency, takes_orders)
    words = {"store": store, "takes_orders": takes_orders, "token": CSRF_PLACEHOLDER}
    context = {**words, "menu": SimpleLazyObject(rows.parts)}
    html = cached_html("stores/customer/_menu.html", shown, context)
    # Safe: the template escaped everything else.
    return SafeString(html.replace(CSRF_PLACEHOLDER, get_token(request)))
