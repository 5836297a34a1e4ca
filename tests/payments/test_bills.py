"""Bills: orders without a time by which they must be paid. They are paid or withdrawn, never expired."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import MoveRefused, move
from orders.baskets import Basket, BasketLine
from orders.carts import CartOwner
from orders.models import Order
from orders.placing import place
from orders.quotes import quote
from orders.services import expire_unpaid_orders
from payments.polling import look_up
from payments.services import start_payment
from stores.models import Store
from tests.captures import pay
from tests.factories import CONTACT

YEAR = timedelta(days=365)


@dataclass
class OneBill(Basket):
    store: Store
    time_to_pay = None
    fulfilments = ("none",)

    def lines(self):
        return [BasketLine(name="October", unit_price=Decimal(20000), quantity=1)]


@pytest.fixture
def bill(ann, store):
    basket, buyer = OneBill(store), CartOwner(user=ann)
    fingerprint = quote(basket, "none", timezone.now(), buyer).fingerprint
    options = {"fulfilment": "none", "contact": CONTACT, "checkout_token": uuid.uuid4()}
    return place(basket, buyer, fingerprint=fingerprint, **options)[0]


def test_a_bill_never_expires(bill):
    assert expire_unpaid_orders(timezone.now() + YEAR) == 0
    with pytest.raises(MoveRefused, match="still time to pay"):
        move(bill, "expire", by=SYSTEM, now=timezone.now() + YEAR)


def test_it_can_be_paid_a_year_later(bill):
    assert start_payment(bill, "sandbox", now=timezone.now() + YEAR)

    pay(bill)

    assert bill.status == "completed"


def test_its_debtor_cannot_cancel_it(client, ann, bill):
    client.force_login(ann)
    page = client.get(bill.get_absolute_url())

    client.post(reverse("orders:move", args=[bill.number, "cancel"]))

    assert "Cancel order" not in page.content.decode()
    bill.refresh_from_db()
    assert bill.status == "pending"


def test_it_can_be_withdrawn(bill):
    move(bill, "withdraw", by=SYSTEM, note="charged otherwise")

    assert bill.status == "cancelled"


def test_it_is_no_hold_of_stock(bill):
    assert not bill.is_hold
    assert not Order.objects.holding().exists()


def test_its_pages_name_no_time(client, ann, bill):
    client.force_login(ann)

    pages = [client.get(url) for url in (bill.get_absolute_url(), pay_page(bill))]

    assert "Not paid yet." in pages[0].content.decode()
    assert all("is kept" not in page.content.decode() for page in pages)


def pay_page(order):
    return reverse("payments:pay", args=[order.number])


def test_a_payment_that_was_left_is_abandoned_a_day_after_it_was_begun(bill):
    start_payment(bill, "sandbox")
    payment = bill.payments.get()

    for days, status in ((0.9, "started"), (1.1, "abandoned")):
        look_up(payment, payment.created_at + timedelta(days=days))
        payment.refresh_from_db()
        assert payment.status == status
