"""What orders do on events; config/reactions.py says on which."""

import uuid

from django.utils.translation import gettext as _

from accounts.events import AccountDeleted, SignedIn
from accounts.services import DeletionRefused
from live.pages import person_topic
from live.publish import hint
from orders.carts import Holder, adopt_carts, carts_of
from orders.events import OrderEvent
from orders.lifecycle import OVER
from orders.models import Order
from orders.services import return_stock_of


def tell_open_pages(event: OrderEvent) -> None:
    """The order's own page, its buyer's and the store's board look again once this is committed."""
    hint(f"order.{event.order.number}", f"store.{event.order.store_id}.orders")
    tell_buyer(event)


def tell_buyer(event: OrderEvent) -> None:
    """The pages of whoever bought look again; a guest has none but the order's own."""
    if event.order.customer_id:
        hint(person_topic(event.order.customer_id))


def return_stock(event: OrderEvent) -> None:
    return_stock_of(event.order)


def adopt_visitor_carts(event: SignedIn) -> None:
    if event.visitor_key:
        adopt_carts(uuid.UUID(event.visitor_key), event.row)


def keep_owner_of_open_orders(event: AccountDeleted) -> None:
    """Also those of a store that was archived: its customers still wait, and perhaps a rider."""
    if Order.objects.filter(store__owner=event.row).exclude(status__in=OVER).exists():
        raise DeletionRefused(
            _(
                "Customers wait for orders of your stores. Finish those first, then delete your account."
            )
        )


def delete_carts(event: AccountDeleted) -> None:
    carts_of(Holder(user=event.row)).delete()
