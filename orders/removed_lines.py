"""The line just removed from a cart: the carts offer to add it again.

htmx gets the offer with the updated carts; for the redirect without JavaScript it is in a signed cookie.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from orders.models import CartLine

COOKIE, SALT = "removed-line", "orders.removed-line"
OFFER_AGE = timedelta(minutes=1)  # the redirect needs less


def undo_data(line: CartLine) -> dict[str, Any]:
    return {
        "name": line.product.name,
        "url": reverse("orders:add", args=[line.product_id]),
        "options": line.option_ids,
        "quantity": line.quantity,
    }


def offer_undo(response: HttpResponseBase, removed: dict[str, Any]) -> None:
    """Have the next page of the carts offer it, once."""
    response.set_cookie(
        COOKIE,
        signing.dumps(removed, salt=SALT, compress=True),
        max_age=OFFER_AGE,
        path=reverse("orders:carts"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def offered_undo(request: HttpRequest) -> dict[str, Any] | None:
    try:
        return dict(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=OFFER_AGE))
    except signing.BadSignature:
        return None


def end_offer(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, path=reverse("orders:carts"), samesite="Lax")
