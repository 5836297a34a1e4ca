"""What Ann ordered before: one order in each status, made by the same verbs as real ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Address, User
from core.actors import SYSTEM
from core.countries import KOREA
from core.lifecycle import move, start
from coupons.models import Coupon
from coupons.pricing import PART
from delivery.models import Delivery
from devtools.orders import place_cart
from orders.carts import CartOwner, add_to_cart
from orders.models import Cart, Order
from orders.placing import Contact
from payments.events import PaymentStarted
from payments.gateways.base import PaymentOutcome
from payments.models import Payment
from payments.recording import record_outcome
from stores.models import Product, Store

# How long ago it was placed, how it is fetched, and the steps it took since.
PAST = [
    (timedelta(days=9), "delivery", ["pay", "accept", "prepare", "dispatch", "complete"]),
    (timedelta(days=6), "delivery", ["pay", "reject"]),
    (timedelta(days=4), "pickup", ["pay", "accept", "prepare", "complete"]),
    (timedelta(days=3), "delivery", ["expire"]),
    (timedelta(days=2), "delivery", ["pay", "cancel"]),
    (timedelta(minutes=40), "delivery", ["pay", "accept", "prepare", "dispatch"]),
    (timedelta(minutes=25), "pickup", ["pay", "accept", "prepare"]),
    (timedelta(minutes=12), "delivery", ["pay", "accept"]),
    (timedelta(minutes=4), "delivery", ["pay"]),
    (timedelta(minutes=1), "delivery", []),
]
NOTES = {
    "reject": "육수가 떨어졌어요. Sorry, we ran out of broth.",
    "cancel": "두 번 주문했어요. I ordered twice.",
}
# What a rider does for a delivery to go on.
RIDES = {"dispatch": ["accept", "pick_up"], "complete": ["deliver"]}
PACE = timedelta(minutes=2)  # between one step and the next
TIME_OVER = timedelta(minutes=11)


def load_orders(customer: User, rider: User, stores: list[Store]) -> None:
    """Order from the stores that never close, since the demo may be loaded at night."""
    always_open = [store for store in stores if not store.hours.exists()]
    for number, (ago, fulfilment, steps) in enumerate(PAST):
        store, now = always_open[number % len(always_open)], timezone.now() - ago
        order = place_order(customer, store, fulfilment, now)
        walk(order, steps, rider, now)


def place_order(
    customer: User,
    store: Store,
    fulfilment: str,
    now: datetime,
    coupons: Sequence[Coupon] = (),
) -> Order:
    """Of two products of the store, with these coupons chosen."""
    offered = Product.objects.filter(section__store=store, is_available=True, stock=None)
    for place, product in enumerate(offered.order_by("-price")[:2]):
        groups = product.option_groups.filter(min_choices=1)
        options = [group.options.first().pk for group in groups]
        cart = add_to_cart(CartOwner(user=customer), product, options, 2 - place)
    return order_cart(cart, customer, fulfilment, now, coupons)


def order_cart(
    cart: Cart,
    customer: User,
    fulfilment: str,
    now: datetime,
    coupons: Sequence[Coupon] = (),
) -> Order:
    """To the customer's usual address."""
    return place_cart(
        cart,
        CartOwner(user=customer),
        fulfilment=fulfilment,
        contact=_contact(customer, country=KOREA if fulfilment == "shipping" else ""),
        now=now,
        choices={PART: {"chosen": coupons}},
    )


def _contact(customer: User, country: str = "") -> Contact:
    home = Address.objects.get(user=customer, is_default=True)
    return Contact(
        name=customer.name,
        email=customer.email,
        phone=customer.phone,
        postcode=home.postcode,
        address=home.full_address,
        latitude=home.latitude,
        longitude=home.longitude,
        country=country,
    )


def walk(order: Order, steps: list[str], rider: User, now: datetime) -> None:
    """One step after the other, each as the person who may take it."""
    for step in steps:
        now += TIME_OVER if step == "expire" else PACE / 4
        if step == "pay":
            _pay(order, now)
            continue
        if order.is_delivery and step in RIDES:
            _ride(order, RIDES[step], rider, now)
        else:
            by = {"expire": SYSTEM, "cancel": order.customer}.get(step, order.store.owner)
            details = {"minutes": 25} if step == "accept" else {}
            move(order, step, by=by, note=NOTES.get(step, ""), now=now, **details)
        now += PACE
    order.refresh_from_db()


def _ride(order: Order, steps: list[str], rider: User, now: datetime) -> None:
    delivery = Delivery.objects.get(order=order)
    for step in steps:
        move(delivery, step, by=rider, now=now)
    order.refresh_from_db()


def _pay(order: Order, now: datetime) -> None:
    """As the sandbox's page does, at the time of the order."""
    payment = Payment.objects.create(
        order=order, gateway="sandbox", amount=order.total, currency=order.currency
    )
    start(payment, by=SYSTEM, event=PaymentStarted, now=now)
    record_outcome(
        payment,
        PaymentOutcome("captured", f"sandbox-{payment.key}", order.total, order.currency),
        now,
    )
    order.refresh_from_db()
