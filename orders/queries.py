"""Queries on orders that are used in several places, or for each order."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value, Window
from django.db.models.lookups import Exact

from accounts.identity import EmailKey, PhoneKey, email_key, phone_key
from core.prepared import Prepared
from orders.models import Adjustment, Order, OrderLine, OrderMove
from orders.statuses import OVER
from stores.models import Product

MAX_NUMBERS = 5  # listed in a sentence
ORDERS_A_PAGE = 10

# The columns that a row of the buyer's list needs; a list loads many rows.
LISTED = (
    *("number", "status", "fulfilment", "placed_at"),
    *("currency", "total", "refunded", "store__name"),
)


def orders_to_list(customer_id: int) -> QuerySet[Order]:
    """The orders of a customer, for rows of their list; bills have pages of their own."""
    lines = OrderLine.objects.only("order_id", "name", "quantity")
    orders = Order.objects.bought_by(customer_id).filter(pay_by__isnull=False)
    orders = orders.select_related("store").only(*LISTED)
    return orders.prefetch_related(Prefetch("lines", lines))


@Prepared
def first_orders_of(customer_id: int) -> QuerySet[Order]:
    """The first page of them, each with `found`: the number of orders on all pages."""
    return orders_to_list(customer_id).annotate(found=Window(Count("*")))[:ORDERS_A_PAGE]


@Prepared
def order_of_guest(key: str) -> QuerySet[Order]:
    """A guest's order by its unguessable key."""
    return Order.objects.select_related("store").filter(guest_key=key)


@Prepared
def order_of_buyer(user_id: int, number: str) -> QuerySet[Order]:
    return Order.objects.bought_by(user_id).select_related("store").filter(number=number)


@Prepared
def order_of_party(user_id: int, number: str) -> QuerySet[Order]:
    """An order that the user bought or sells, and of stores where the user works also a hold."""
    orders = Order.objects.bought_by(user_id) | Order.objects.sold_by(user_id)
    orders |= Order.objects.held_for(user_id)
    return orders.select_related("store").filter(number=number)


@Prepared
def sold_order(user_id: int, number: str) -> QuerySet[Order]:
    """An order at a store on whose board the user works, with its lines."""
    orders = Order.objects.sold_by(user_id).select_related("store").prefetch_related("lines")
    return orders.filter(number=number)


@Prepared
def product_to_add(product_id: int) -> QuerySet[Product]:
    """A product with what adding it to a cart needs."""
    products = Product.objects.select_related("section__store").prefetch_related("option_groups")
    return products.filter(pk=product_id, section__store__archived_at=None)


@Prepared
def lines_of_order(order_id: int) -> QuerySet[OrderLine]:
    return OrderLine.objects.filter(order=order_id)


@Prepared
def adjustments_of_order(order_id: int) -> QuerySet[Adjustment]:
    return Adjustment.objects.filter(order=order_id)


@Prepared
def history_of_order(order_id: int) -> QuerySet[OrderMove]:
    return OrderMove.objects.filter(order=order_id)


def by_identity(email: str, phone: str) -> Q:
    """Orders of whom the e-mail or the phone identifies, each by an index; of nobody where both are empty."""
    same = Q(pk__in=[])
    if email_key(email):
        same |= Q(Exact(EmailKey("email"), EmailKey(Value(email))))
    if phone_key(phone):
        same |= Q(Exact(PhoneKey("phone"), PhoneKey(Value(phone))))
    return same


def numbers_of(orders: QuerySet[Order]) -> str:
    """The numbers of the orders for a sentence, the oldest first; empty if there are none."""
    found = list(orders.order_by("pk").values_list("number", flat=True)[: MAX_NUMBERS + 1])
    return ", ".join(found[:MAX_NUMBERS]) + (" …" if len(found) > MAX_NUMBERS else "")


def ended_since(moment: datetime, orders: QuerySet[Order]) -> QuerySet[Order]:
    """Orders that ended at `moment` or later, and were not revived."""
    ends = OrderMove.objects.filter(
        order=OuterRef("pk"), target=OuterRef("status"), target__in=OVER, at__gte=moment
    )
    return orders.filter(Exists(ends), status__in=OVER)
