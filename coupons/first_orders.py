"""Whether somebody has ordered before, under any of the names by which they can be recognised."""

from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Right

from accounts.identity import PHONE_DIGITS, phone_key
from accounts.models import User
from orders.models import Order
from orders.statuses import CAME_TO_NOTHING
from stores.models import Store


def has_ordered(
    email: str, phone: str, *, store: Store | None, customer: User | None, but: Order | None = None
) -> bool:
    """Whether there is an order at the store (None: at any), unpaid ones included, by one of these.

    `but` is an order that does not count.
    """
    digits = Func(F("phone"), Value("[^0-9]"), Value(""), Value("g"), function="regexp_replace")
    orders = Order.objects.exclude(status__in=CAME_TO_NOTHING).order_by()
    if store is not None:
        orders = orders.filter(store=store)
    if but is not None:
        orders = orders.exclude(pk=but.pk)
    same = Q(email__iexact=email)
    if customer is not None:
        same |= Q(customer=customer)
    if phone_key(phone):
        last = Right(digits, PHONE_DIGITS, output_field=TextField())
        orders = orders.alias(phone_key=last)
        same |= Q(phone_key=phone_key(phone))
    return orders.filter(same).exists()
