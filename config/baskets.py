"""The kinds of baskets beside carts: the page of each is /checkout/<kind>/<key>/."""

from orders.baskets import Loader
from ticketing.baskets import find_hold

BASKETS: dict[str, Loader] = {"tickets": find_hold}
