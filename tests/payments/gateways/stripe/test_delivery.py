"""Messages of Stripe to the site over HTTP, whether or not the payer returns."""

import pytest
from django.utils import timezone

from orders.models import Order
from payments.models import WEBHOOK_OVERDUE
from payments.polling import look_up_due_payments
from payments.services import start_payment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting(order, live_server, stripe_stub):
    """A payment whose payer is on Stripe's page."""
    stripe_stub.webhook_url = f"{live_server.url}/pay/webhooks/stripe/"
    start_payment(order, "stripe")
    return order.payments.get()


@pytest.mark.parametrize("how", ["once", "twice", "reordered"])
def test_the_message_pays_where_the_payer_never_comes_back(waiting, stripe_stub, how):
    stripe_stub.pay(waiting.session)

    answers = stripe_stub.deliver(how)

    assert set(answers) == {200}
    assert Order.objects.get().status == "paid"
    assert waiting.history.filter(verb="capture").count() == 1


def test_a_forged_message_changes_nothing(waiting, stripe_stub):
    stripe_stub.pay(waiting.session)

    assert stripe_stub.deliver("forged") == [400]
    assert Order.objects.get().status == "pending"


def test_a_refund_in_the_dashboard_becomes_a_refund(waiting, stripe_stub):
    stripe_stub.pay(waiting.session)
    stripe_stub.deliver()
    waiting.refresh_from_db()

    stripe_stub.books_of.refund({"payment_intent": waiting.reference, "amount": "1000"})

    assert stripe_stub.deliver("twice") == [200, 200]
    assert [(one.amount, one.status) for one in waiting.refunds.all()] == [(1000, "sent")]


def test_a_look_up_replaces_a_message_that_never_came(waiting, stripe_stub):
    stripe_stub.pay(waiting.session)
    assert stripe_stub.deliver("never") == []

    look_up_due_payments(now=timezone.now() + WEBHOOK_OVERDUE)

    assert Order.objects.get().status == "paid"
