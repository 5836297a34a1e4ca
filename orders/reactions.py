"""Reactions of orders to events, connected in config/reactions/."""

from django.utils.translation import gettext as _

from accounts.events import AccountDeleted, SignedIn
from accounts.models import User
from accounts.services import DeletionRefused
from core.actors import SYSTEM
from core.lifecycle import move_locked
from live.pages import person_topic
from live.publish import invalidate
from orders.carts import CartOwner, adopt_carts, carts_of
from orders.events import OrderEvent, OrderExpired, OrderRejected
from orders.models import Order
from orders.queries import numbers_of
from orders.services import return_stock_of
from orders.statuses import OVER
from orders.topics import topics_of
from stores.models import StockCause


def tell_open_pages(event: OrderEvent) -> None:
    """After the commit, refresh the order's page, its buyer's list and its owner's board."""
    invalidate(*topics_of(event.order))
    tell_buyer(event)


def tell_buyer(event: OrderEvent) -> None:
    """Refresh the buyer's pages; a guest has only the order's own."""
    if event.order.customer_id:
        invalidate(person_topic(event.order.customer_id))


def complete_when_paid(event: OrderEvent) -> None:
    """What needs no hands, such as a ticket, is complete with its payment."""
    if event.order.kind.completes_when_paid:
        move_locked(event.order, "complete", by=SYSTEM, now=event.record.at)


# Why the stock of an order that ends is returned; any other end is a cancellation.
CAUSES_OF_RETURN: dict[type[OrderEvent], StockCause] = {
    OrderExpired: StockCause.EXPIRED,
    OrderRejected: StockCause.REJECTED,
}


def return_stock(event: OrderEvent) -> None:
    cause = CAUSES_OF_RETURN.get(type(event), StockCause.CANCELLED)
    return_stock_of(event.order, cause, event.record.at)


def adopt_visitor_carts(event: SignedIn) -> None:
    if event.visitor_key:
        adopt_carts(event.visitor_key, event.row)


def refuse_while_orders_are_open(event: AccountDeleted) -> None:
    """Refuse for orders the user bought, and for those sold by their stores, archived ones included.

    The carts must be deleted already, so that no order is being placed; the user is locked, so that
    none is added.
    """
    user = User.objects.select_for_update().get(pk=event.row.pk)
    bought = Order.objects.bought_by(user).exclude(status__in=OVER)
    if numbers := numbers_of(bought):
        raise DeletionRefused(
            _("You have open orders: %(numbers)s. Delete your account once they are over.")
            % {"numbers": numbers}
        )
    sold = Order.objects.filter(store__owner=user).exclude(status__in=OVER)
    if numbers := numbers_of(sold):
        raise DeletionRefused(
            _(
                "Customers wait for orders of your stores: %(numbers)s. Finish those first, then delete your"
                " account."
            )
            % {"numbers": numbers}
        )


def delete_carts(event: AccountDeleted) -> None:
    """Lock each cart before its lines are deleted, as placing an order does."""
    carts = carts_of(CartOwner(user=event.row))
    carts.filter(pk__in=[cart.pk for cart in carts.select_for_update().order_by("pk")]).delete()
