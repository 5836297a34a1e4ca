"""Baskets: what an order can be made of. A cart is one; so are held seats, or a quantity of one product."""

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.postgresql.advisory_locks import lock_name
from orders.lifecycle import TIME_TO_PAY
from stores.models import Product, Store

if TYPE_CHECKING:
    from orders.carts import CartOwner
    from orders.models import Order
    from orders.quotes import Quote


class OrderRefused(Exception):
    """The order cannot be placed and the basket is unchanged; the text can be shown to the user as it is.

    `quote` is the current quote of the basket if that is why, so that a page need not make it again.
    """

    def __init__(self, text: str, quote: "Quote | None" = None) -> None:
        super().__init__(text)
        self.quote = quote


@dataclass(frozen=True, kw_only=True)
class BasketLine:
    """One line of what is ordered; `unit_price` in major units of the store's currency.

    `product` is None for what is not in a store's menu; pieces of a product are reserved from its stock.
    `options` are [group, option, price difference as text]. `problem` says why it cannot be ordered.
    """

    name: str
    unit_price: Decimal
    quantity: int
    product: Product | None = None
    options: Sequence[Sequence[str]] = ()
    option_ids: list[int] = field(default_factory=list)
    problem: str = ""
    discount: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        return self.unit_price * self.quantity

    @property
    def choices(self) -> str:
        return ", ".join(option for _group, option, _price in self.options)

    @property
    def former_price(self) -> Decimal | None:
        """The price of one piece when it was last shown, if it has changed since."""
        return None

    @property
    def key(self) -> str:
        """Equal for lines that order the same."""
        return f"{self.product.pk if self.product else self.name}:{self.option_ids}"


class Basket:
    """What `orders.placing.place` turns into an order, once. A kind of basket is a subclass.

    `store`, and with it the currency, is known once `load` or `lock` returned True.
    """

    store: Store
    gone: str | Promise = _("There is nothing to order here any more.")
    changed: str | Promise = _(
        "What you order changed meanwhile. Please look it over and order again."
    )
    back_label: str | Promise = _("Back")
    change_label: str | Promise = _("Change it")
    minimum = Decimal(0)  # of the lines' sum, in major units
    # Whether an order may have the token that `lock` was called with; False if `lock` has found none.
    may_have_been_placed = True
    # After which its order expires; None for a bill, which never does.
    time_to_pay: timedelta | None = TIME_TO_PAY
    # Whether placing it locks the buyer's account, which may be deleted meanwhile. Not needed where the
    # deletion locks the basket, too.
    locks_account = True
    # Whether discounts, fees and taxes are added to its lines (config/pricing.py).
    is_adjusted = True
    # Where it can be chosen again once it is gone; without one the checkout leads home.
    gone_url = ""

    @property
    def placed_order(self) -> "Order | None":
        """The order that it became, if it is gone for that reason."""
        return None

    @property
    def fulfilments(self) -> Sequence[str]:
        """The codes of the fulfilments that it can be ordered with, its usual one first."""
        raise NotImplementedError

    @property
    def back_url(self) -> str:
        """The URL of the page where it can be changed."""
        raise NotImplementedError

    @property
    def refused_ways(self) -> Collection[str]:
        """The ways of paying that its order cannot be paid by, as payments.way_rules says of that order."""
        return ()

    def lines(self) -> Sequence[BasketLine]:
        raise NotImplementedError

    def load(self) -> bool:
        """Load it without a lock; False if it no longer exists."""
        return True

    def lock(self, token: uuid.UUID) -> bool:
        """Lock and load it, so that of two calls with one token the second waits; False if it is gone.

        What has rows that placing it deletes or changes locks those instead of the token.
        """
        lock_token(token)
        return self.load()

    def problems(self, fulfilment: str, now: datetime) -> list[str]:
        """Why it cannot be ordered as a whole, as sentences for the buyer.

        A kind of basket adds its own: a cart also needs the store to be open.
        """
        if self.store.archived_at is None and self.store.owner_id is not None:
            return []
        return [gettext("%(store)s does not take orders.") % {"store": self.store}]

    def on_placed(self, order: "Order") -> None:
        """Called in the placing transaction: what becomes of it. Raises OrderRefused to undo that."""


# Finds this owner's basket by its key; None if there never was one. What became an order, or ended, is found
# as well, so that the page can say so: its `load` returns False.
Loader = Callable[["CartOwner", str], Basket | None]

_loaders: dict[str, Loader] = {}


def connect(loaders: dict[str, Loader]) -> None:
    """Install the kinds of baskets that have a checkout page, replacing those installed before."""
    _loaders.clear()
    _loaders.update(loaders)


def find_basket(kind: str, key: str, owner: "CartOwner") -> Basket | None:
    """The owner's basket of a kind listed in config/baskets.py; None for unknown kinds and keys."""
    loader = _loaders.get(kind)
    return loader(owner, key) if loader else None


def stock_problem(product: Product, quantity: int) -> str:
    """Why so many pieces of the product cannot be ordered now; "" if they can."""
    if product.is_sold_out:
        return gettext("“%(product)s” is sold out.") % {"product": product}
    if product.stock is not None and product.stock < quantity:
        return gettext("Only %(left)s of “%(product)s” are left.") % {
            "left": product.stock,
            "product": product,
        }
    return ""


def limit_problem(product: Product, quantity: int) -> str:
    """Why one order cannot have so many pieces of the product, however many are left; "" if it can."""
    most = product.max_per_order
    return "" if most is None or quantity <= most else beyond_limit(product, most)


def beyond_limit(product: Product, most: int) -> str:
    """A sentence for who orders more pieces than that."""
    return ngettext(
        "An order can have at most %(most)s piece of “%(product)s”.",
        "An order can have at most %(most)s pieces of “%(product)s”.",
        most,
    ) % {"most": most, "product": product}


def lock_token(token: uuid.UUID) -> None:
    """Wait until no other transaction places an order with this token."""
    lock_name(str(token))
