"""How a browser is known before its user signs in."""

import uuid

from django.http import HttpRequest

from orders.carts import CartOwner

SESSION_KEY = "visitor_key"


def cart_owner_of(request: HttpRequest) -> CartOwner:
    """Whose carts this request may see; a browser without a key holds none."""
    if request.user.is_authenticated:
        return CartOwner(user=request.user)
    key = request.session.get(SESSION_KEY)
    return CartOwner(visitor_key=uuid.UUID(key) if key else None)


def ensure_holder(request: HttpRequest) -> CartOwner:
    """The same, giving the browser a key where it has none."""
    if not request.user.is_authenticated and SESSION_KEY not in request.session:
        request.session[SESSION_KEY] = str(uuid.uuid4())
    return cart_owner_of(request)
