"""The visitor key: identifies a browser whose user is not signed in."""

import uuid

from django.http import HttpRequest

from orders.carts import CartOwner

SESSION_KEY = "visitor_key"


def cart_owner_of(request: HttpRequest) -> CartOwner:
    """The owner of the carts of this request; a browser without a key has none."""
    if request.user.is_authenticated:
        return CartOwner(user=request.user)
    key = request.session.get(SESSION_KEY)
    return CartOwner(visitor_key=uuid.UUID(key) if key else None)


def ensure_cart_owner(request: HttpRequest) -> CartOwner:
    """The same, but creates a key for a browser without one."""
    if not request.user.is_authenticated and SESSION_KEY not in request.session:
        request.session[SESSION_KEY] = str(uuid.uuid4())
    return cart_owner_of(request)
