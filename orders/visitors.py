"""The owner of the carts of a request, and the number of pieces in a visitor's."""

from django.http import HttpRequest

from accounts.visitors import visitor_of
from orders.carts import CartOwner, pieces_of_visitor


def cart_owner_of(request: HttpRequest) -> CartOwner:
    """The owner of the carts of this request; a browser without a key has none."""
    if request.user.is_authenticated:
        return CartOwner(user=request.user, cookies=request.COOKIES)
    return CartOwner(visitor_key=visitor_of(request).key, cookies=request.COOKIES)


def ensure_cart_owner(request: HttpRequest) -> CartOwner:
    """The same, but creates a key for a browser without one."""
    if not request.user.is_authenticated:
        visitor_of(request).ensure_key()
    return cart_owner_of(request)


def visitor_pieces(request: HttpRequest) -> int:
    """The pieces in the visitor's carts, as their browser remembers or else by a query."""
    visitor = visitor_of(request)
    if visitor.pieces is None:
        visitor.set_pieces(pieces_of_visitor.find(visitor.key) or 0)
    return visitor.pieces or 0


def set_visitor_pieces(request: HttpRequest, pieces: int | None) -> None:
    """Set the pieces in all carts of a visitor; None: count them when they are shown next."""
    if not request.user.is_authenticated and visitor_of(request).key:
        visitor_of(request).set_pieces(pieces)


def add_visitor_pieces(request: HttpRequest, pieces: int) -> None:
    """Pieces were added to one of the carts."""
    if not request.user.is_authenticated:
        visitor_of(request).add_pieces(pieces)
