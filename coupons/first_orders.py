"""Whether somebody has ordered before, under any of the names by which they can be recognised."""

from django.db import connection
from django.db.models import Q

from accounts.identity import email_key, phone_key
from accounts.models import User
from orders.models import Order
from orders.queries import by_identity
from orders.statuses import CAME_TO_NOTHING
from stores.models import Store

ADVISORY_LOCK = 0x66697273  # the first number of the advisory locks of persons


def lock_person(order: Order) -> None:
    """Until the end of the transaction: of two orders of one person at once, the second sees the first.

    Ordered, so that two who share a phone and a mailbox do not wait for each other.
    """
    names = [f"user {order.customer_id}", email_key(order.email), phone_key(order.phone)]
    with connection.cursor() as cursor:
        cursor.execute(LOCK_NAMES, [ADVISORY_LOCK, [name for name in names if name]])


LOCK_NAMES = """
SELECT pg_advisory_xact_lock(%s, number)
FROM (SELECT DISTINCT hashtext(name) AS number FROM unnest(%s) name) person ORDER BY number
"""


def has_ordered(
    email: str, phone: str, *, store: Store | None, customer: User | None, but: Order | None = None
) -> bool:
    """Whether there is an order at the store (None: at any), unpaid ones included, by one of these.

    `but` is an order that does not count. Of erased personal data only the customer counts.
    """
    orders = Order.objects.exclude(status__in=CAME_TO_NOTHING).order_by()
    orders = orders.filter(pay_by__isnull=False)  # no bills
    if store is not None:
        orders = orders.filter(store=store)
    if but is not None:
        orders = orders.exclude(pk=but.pk)
    same = by_identity(email, phone)
    if customer is not None:
        same |= Q(customer=customer)
    return orders.filter(same).exists()
