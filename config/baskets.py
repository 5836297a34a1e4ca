"""The kinds of baskets beside carts: the page of each is /checkout/<kind>/<key>/."""

from orders.baskets import Loader

BASKETS: dict[str, Loader] = {}
