"""How often orders may be placed: by one browser, and by all browsers of an address."""

from django.http import HttpRequest
from django.utils.translation import ngettext

from accounts.visitors import visitor_of
from core.throttle import Limit, client_address, count, count_each

ORDERS_OF_BROWSER = Limit("orders", times=5, seconds=60)
# Many people may share an address: an office, a school, a mobile network.
ORDERS_OF_ADDRESS = Limit("orders-address", times=60, seconds=60)
# The page with another choice, or with errors: cheaper than an order, and asked for more often.
OTHER_POSTS = Limit("checkout", times=40, seconds=60)


def count_order(request: HttpRequest) -> None:
    """Count an order that is about to be placed; raises TooMany."""
    count_each(
        [
            (ORDERS_OF_BROWSER, _browser(request)),
            (ORDERS_OF_ADDRESS, client_address(request)),
        ]
    )


def count_other_post(request: HttpRequest) -> None:
    """Count what places no order; raises TooMany."""
    count(OTHER_POSTS, _browser(request))


def sentence(retry_after: int) -> str:
    """What a buyer reads who placed too many; seconds."""
    return ngettext(
        "That were many orders in a short time. Please wait %(seconds)s second, then order again.",
        "That were many orders in a short time. Please wait %(seconds)s seconds, then order again.",
        retry_after,
    ) % {"seconds": retry_after}


def _browser(request: HttpRequest) -> str:
    """The user or the visitor; the address of a browser without a cookie."""
    if request.user.is_authenticated:
        return f"user-{request.user.pk}"
    return str(visitor_of(request).key or client_address(request))
