"""Messages of Stripe for waiting payments, each to be delivered once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from bench.client import Browser, Response
from bench.scenarios import check
from devtools.stubs.stripe import signature
from orders.models import Order, OrderLine
from payments.models import Payment
from stores.models import Product, Store

PRICE = Decimal(9000)


@dataclass
class Message:
    """One message, signed now, for a payment that waits for it."""

    bodies: Iterator[bytes]

    def __call__(self, browser: Browser) -> list[Response]:
        body = next(self.bodies)
        signed = {"Content-Type": "application/json", "Stripe-Signature": signature(body)}
        answer = browser.send("/pay/webhooks/stripe/", body, signed)
        check(answer, 200, "a message")
        return [answer]


@transaction.atomic
def load(count: int, product: Product | None = None, first: int = 0) -> list[bytes]:
    """Creates so many unpaid orders (of the product); returns for each the message that it was paid.

    `first` is the number of the first message: each may be sent once.
    """
    customer, now = User.objects.last(), timezone.now()
    store = product.section.store if product else Store.objects.first()
    orders = Order.objects.bulk_create(
        Order(
            customer=customer,
            store=store,
            fulfilment="shipping" if product else "pickup",
            email="ann@bench.example",
            phone="010-1234-5678",
            currency="KRW",
            subtotal=PRICE,
            total=PRICE,
            placed_at=now,
            pay_by=now + timedelta(hours=1),
        )
        for _number in range(count)
    )
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order, product=product, name="비빔밥", unit_price=PRICE, quantity=1, total=PRICE
        )
        for order in orders
    )
    payments = Payment.objects.bulk_create(
        Payment(order=order, gateway="stripe", amount=PRICE, currency="KRW", session=f"cs_{n}")
        for n, order in enumerate(orders, first)
    )
    return [_body(number, payment.key) for number, payment in enumerate(payments, first)]


def _body(number: int, key: str) -> bytes:
    session = {
        "id": f"cs_{number}",
        "object": "checkout.session",
        "status": "complete",
        "payment_status": "paid",
        "payment_intent": f"pi_{number}",
        "amount_total": int(PRICE),
        "currency": "krw",
        "client_reference_id": key,
        "metadata": {"payment": key},
    }
    kind = "checkout.session.completed"
    event = {"id": f"evt_{number}", "object": "event", "type": kind, "data": {"object": session}}
    return json.dumps(event).encode()
