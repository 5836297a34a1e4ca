"""Orders in every state: run in a checkout of the revision that is migrated from; see bench.migrations.

Prints {what it is: key of the order} as JSON. All are walked there by the verbs of that revision.
"""

import itertools
import json
import sys
from datetime import timedelta
from decimal import Decimal

import django

if __name__ == "__main__":
    django.setup()

from django.utils import timezone

from accounts.models import Role, User
from bench import data
from bench.migrations_names import (
    CANCEL_BY_STORE,
    CartOwner,
    PaymentOutcome,
    mark_failed,
    mark_unknown,
    note_transfer,
    record_outcome,
    store_webhook,
)
from config.schedules import SCHEDULES
from core.actors import SYSTEM
from core.lifecycle import move
from delivery import services as deliveries
from delivery.models import Delivery
from jobs.queue import enqueue
from notifications.models import Mail
from orders.carts import add_to_cart
from orders.models import Order
from payments.gateways.base import Failed, Webhook
from payments.refunds import refund_part, send_refund
from payments.services import confirm_payment, start_payment
from stores.models import Option, Store
from tests import factories
from tests.factories import CARRYING, WALKS, RiderFactory, actor_of, carry

BUYERS = 3000
SHOPS = 5  # stores that sell; those of bench.data besides have one owner
DAY = 24 * 60  # minutes


class Shops:
    """Places orders of three lines, each by another buyer at the next store."""

    def __init__(self):
        people = [
            User(
                email=f"ann{n}@before.example", name=f"Ann {n}", phone="010-1234-5678", password="!"
            )
            for n in range(BUYERS)
        ]
        self.buyers = itertools.cycle(User.objects.bulk_create(people))
        data.stores_of(User.objects.create_user("bea@before.example", role=Role.OWNER, name="Bea"))
        self.stores = itertools.cycle([_menu_of("KRW") for _ in range(SHOPS)])
        self.dollars = _menu_of("USD")

    def place(self, fulfilment="delivery", *, menu=None, guest=False):
        *others, counted = menu or next(self.stores)
        if guest:
            return factories.place(None, counted, fulfilment=fulfilment)
        buyer = next(self.buyers)
        for product in others:
            add_to_cart(CartOwner(user=buyer), product, _options(product), 1)
        return factories.place(buyer, counted, quantity=2, fulfilment=fulfilment)

    def walked(self, status, fulfilment="delivery", **placing):
        """An order in this status; paid ones have a captured payment."""
        order = self.place(fulfilment, **placing)
        for verb in WALKS[status]:
            if verb == "pay":
                captured(order)
            elif fulfilment == "delivery" and verb in CARRYING:
                carry(order, CARRYING[verb])
            elif verb != "dispatch":
                late = order.pay_by + timedelta(seconds=1) if verb == "expire" else None
                details = {"minutes": 20} if verb == "accept" else {}
                by = actor_of(order, verb)
                move(order, verb, by=by, note="Sold out of noodles", now=late, **details)
        return order


def _menu_of(currency):
    price = Decimal(9000) if currency == "KRW" else Decimal("12.35")
    owner = factories.UserFactory(role=Role.OWNER)
    fee = Decimal(3000) if currency == "KRW" else Decimal("3.50")
    store = factories.StoreFactory(owner=owner, currency=currency, delivery_fee=fee)
    section = factories.MenuSectionFactory(store=store)
    plain, large, counted = (
        factories.ProductFactory(section=section, price=price, stock=stock)
        for stock in (None, None, 10**6)
    )
    factories.OptionFactory(group=factories.OptionGroupFactory(product=large))
    return plain, large, counted


def _options(product):
    return list(Option.objects.filter(group__product=product).values_list("pk", flat=True))


def started(order, gateway):
    start_payment(order, gateway)
    return order.payments.get(gateway=gateway)


def captured(order):
    payment = started(order, "sandbox")
    confirm_payment(payment, {"outcome": "pay"})
    order.refresh_from_db()
    return payment


def waiting(order):
    """A hold: the buyer chose to transfer the money."""
    payment = confirm_payment(started(order, "transfer"), {})
    order.refresh_from_db()
    return payment


def delivery_of(order):
    return Delivery.objects.get(order=order)


def statuses(shops):
    """Every status, delivered and picked up, bought with and without an account."""
    for status in WALKS:
        yield f"{status} delivery", shops.walked(status)
        yield f"{status} delivery of a guest", shops.walked(status, guest=True)
        if status != "dispatched":
            yield f"{status} pickup", shops.walked(status, "pickup")


def payments(shops):
    """Every way of paying, open: started, unknown, waiting."""
    for gateway in ("sandbox", "transfer", "stripe"):
        order = shops.place()
        started(order, gateway)
        yield f"pending with {gateway} started", order
    order = shops.place("pickup", menu=shops.dollars)
    started(order, "paypal")
    yield "pending with paypal started", order
    order = shops.place()
    mark_unknown(started(order, "stripe"))
    yield "pending with stripe unknown", order
    order = shops.place()
    waiting(order)
    yield "hold", order
    order = shops.place()
    confirm_payment(started(order, "sandbox"), {"outcome": "decline"})
    started(order, "stripe")
    yield "pending with sandbox declined, stripe started", order
    order = shops.place()
    note_transfer(waiting(order))
    yield "paid by transfer", order
    order = shops.place()
    waiting(order)
    move(order, "release", by=order.store.owner)
    yield "released hold", order
    for what in ("expired with stripe started", "expired with stripe unknown"):
        order = shops.place()
        payment = started(order, "stripe")
        if what.endswith("unknown"):
            mark_unknown(payment)
        late = order.pay_by + timedelta(seconds=1)
        move(order, "expire", by=SYSTEM, now=late)
        yield what, order
    order = shops.walked("expired")
    payment = order.payments.create(gateway="sandbox", amount=order.total, currency=order.currency)
    outcome = PaymentOutcome("captured", f"late-{payment.key}", order.total, order.currency)
    record_outcome(payment, outcome)
    yield "revived", order


def refunds(shops):
    """Money that goes back, in every state of a refund."""
    for what in ("owed", "sent", "failed", "retried", "came back", "settled"):
        order = shops.walked("cancelled")
        refund = order.payments.get().refunds.get()
        _walk_refund(refund, what)
        yield f"cancelled, refund {what}", order
    order = shops.place()
    note_transfer(waiting(order))
    order.refresh_from_db()
    move(order, "reject", by=order.store.owner, note="Closed")
    yield "rejected, transfer owed", order
    for count, what in ((1, "partly"), (2, "twice partly")):
        order = shops.walked("accepted", "pickup")
        for line in order.lines.all()[:count]:
            owner = order.store.owner
            refund_part(
                order, line.unit_price, reason="A dish was missing", by=owner, pieces=[(line, 1)]
            )
        yield f"{what} refunded", order


def _walk_refund(refund, what):
    if what in ("sent", "came back"):
        send_refund(refund)
        refund.refresh_from_db()
    if what == "came back":
        payment = refund.payment
        failed = Failed(refund.reference, refund.key, "The account is closed")
        about = (payment.reference, payment.captured, payment.currency)
        record_outcome(payment, PaymentOutcome("captured", *about, failed=(failed,)))
    if what in ("failed", "retried", "settled"):
        mark_failed(refund, "The account is closed", timezone.now())
        refund.refresh_from_db()
    admin, _created = User.objects.get_or_create(
        email="admin@before.example", defaults={"is_staff": True, "is_superuser": True}
    )
    if what in ("retried", "settled"):
        verb = {"retried": "retry", "settled": "settle"}[what]
        move(refund, verb, by=admin, note="By cash")


def deliveries_of(shops):
    """Deliveries and orders that left the usual way."""
    order = shops.walked("accepted")
    carry(order, ["accept"])
    yield "assigned", order
    order = shops.walked("accepted")
    deliveries.decline(delivery_of(order), RiderFactory().user)
    yield "declined by a rider", order
    order = shops.walked("accepted")
    carry(order, ["accept", "release"])
    yield "given back", order
    for what in ("failed", "failed, searching again"):
        order = shops.walked("dispatched")
        delivery = delivery_of(order)
        move(delivery, "fail", by=delivery.rider.user, note="Nobody opened the door")
        if what != "failed":
            move(delivery, "retry", by=order.store.owner)
        yield f"delivery {what}", order
    for what, verb in (("turned into a pickup", ""), ("pickup refused", "refuse_pickup")):
        order = shops.walked("ready")
        later = timezone.now() + timedelta(hours=2)
        move(order, "turn_into_pickup", by=order.store.owner, now=later)
        if verb:
            move(order, verb, by=order.customer)
        yield what, order
    for status in ("accepted", "ready", "dispatched"):
        order = shops.walked(status)
        move(order, CANCEL_BY_STORE, by=order.store.owner, note="The stove broke")
        yield f"cancelled by the store when {status}", order


def messages():
    """Mails sent and queued, a webhook that came before its payment, and the jobs of every day."""
    for mail in Mail.objects.all()[::2]:
        fields = {"state": "sent", "next_try_at": None, "sent_at": timezone.now()}
        Mail.objects.filter(pk=mail.pk).update(**fields)
    for number in range(3):
        message = Webhook(
            f"evt_{number}", "checkout.session.completed", payment_key=f"gone-{number}"
        )
        store_webhook("stripe", message)
    for schedule in SCHEDULES:
        if schedule.minutes == DAY:
            enqueue(schedule.task)


def main() -> int:
    shops = Shops()
    made = [each for kind in (statuses, payments, refunds, deliveries_of) for each in kind(shops)]
    messages()
    assert len(made) == Order.objects.count(), "each order is named once"
    assert Store.objects.count() > data.STORES
    print(json.dumps({name: order.pk for name, order in made}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
