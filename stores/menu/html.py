"""The menu as HTML: the longest part of any page, and but for one token the same for everybody."""

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from stores.fragment_cache import cached_html
from stores.menu.read import MenuRows
from stores.models import Store

TOKEN = "csrf-token-of-the-reader"  # noqa: S105 (stands where each reader's own token goes)


def menu_html(
    store: Store, rows: MenuRows, request: HttpRequest, *, takes_orders: bool
) -> SafeString:
    """The menu with its forms."""
    shown = (rows, store.slug, store.currency, takes_orders)
    words = {"store": store, "takes_orders": takes_orders, "token": TOKEN}
    context = {**words, "menu": SimpleLazyObject(rows.parts)}
    html = cached_html("stores/customer/_menu.html", shown, context)
    return SafeString(html.replace(TOKEN, get_token(request)))  # the template escaped the rest
