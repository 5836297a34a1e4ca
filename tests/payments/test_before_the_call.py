"""During a call to a provider: our key is committed, and no row is locked."""

import pytest
from django.db import connections, transaction
from django.urls import reverse

from core.lifecycle import move
from orders.carts import CartOwner, add_to_cart
from orders.models import Order
from payments.models import Payment, Refund
from payments.refunds import send_due_refunds
from payments.services import confirm_payment, start_payment
from tests.checkout.test_checkout import filled
from tests.factories import place
from tests.payments.gateways.paypal.conftest import paypal  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seen(paypal, store):  # noqa: F811
    """Whether our key was committed, read by another connection during each call that has one."""
    store.currency = "USD"
    store.save(update_fields=["currency"])
    results = []

    def check(path):
        key = paypal.asked[-1][2].get("PayPal-Request-Id", "")
        try:
            with transaction.atomic():
                for model in (Order, Payment, Refund):
                    list(model.objects.select_for_update(nowait=True))
                ours = {*Payment.objects.values_list("key"), *Refund.objects.values_list("key")}
            results.extend(
                [key in {f"{one}{end}" for (one,) in ours for end in ENDS}] if key else []
            )
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    paypal.choose = check
    return results


ENDS = ("", "-order", "-capture")


def test_paying_and_sending_back(seen, paypal, ann, noodles):  # noqa: F811
    order = place(ann, noodles)
    start_payment(order, "paypal")
    payment = order.payments.get()
    paypal.ledger.approve(payment.session)
    confirm_payment(payment, {"token": payment.session})
    move(payment.order, "cancel", by=ann)
    send_due_refunds()

    assert seen == [True, True, True]
    assert Refund.objects.get().status == "sent"


def test_ordering(seen, client, ann, noodles):
    add_to_cart(CartOwner(user=ann), noodles, [], 1)
    client.force_login(ann)
    page = reverse("checkout:checkout", args=[noodles.section.store.slug])

    client.post(page, filled(client.get(page), payment="paypal"))

    assert seen == [True]
