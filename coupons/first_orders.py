"""Whether somebody has ordered before, under any of the names by which they can be recognised."""

from django.db.models import Q

from accounts.models import User
from orders.models import Order
from orders.queries import by_identity
from orders.statuses import CAME_TO_NOTHING
from stores.models import Store


def has_ordered(
    email: str, phone: str, *, store: Store | None, customer: User | None, but: Order | None = None
) -> bool:
    """Whether there is an order at the store (None: at any), unpaid ones included, by one of these.

    `but` is an order that does not count. Of erased personal data only the customer counts.
    """
    orders = Order.objects.exclude(status__in=CAME_TO_NOTHING).order_by()
    if store is not None:
        orders = orders.filter(store=store)
    if but is not None:
        orders = orders.exclude(pk=but.pk)
    same = by_identity(email, phone)
    if customer is not None:
        same |= Q(customer=customer)
    return orders.filter(same).exists()
