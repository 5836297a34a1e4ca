"""PayPal's messages over real HTTP to the site: once, twice, reversed, forged or never."""

from decimal import Decimal

import pytest

from orders.models import Order
from payments.models import ProviderCall, WebhookEvent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(live_server, paypal):
    paypal.messages.url = f"{live_server.url}/pay/webhooks/paypal/"
    return live_server


@pytest.mark.parametrize("delivery", ["once", "twice", "reversed"])
def test_a_payer_who_closed_the_page_has_paid_once(
    site, paypal, payment, send_back_by_hand, delivery
):
    paypal.messages.delivery = delivery

    paypal.ledger.approve(payment.session)
    paypal.messages.flush()  # the approval, on which we capture
    paypal.messages.flush()
    send_back_by_hand("12.50")
    paypal.messages.flush()

    payment.refresh_from_db()
    assert Order.objects.get().status == "paid"
    assert payment.history.filter(verb="capture").count() == 1
    assert [refund.amount for refund in payment.refunds.all()] == [Decimal("12.50")]
    assert WebhookEvent.objects.count() == len(paypal.messages.events) == 3
    assert paypal.messages.undelivered == []


def test_a_refund_message_before_its_capture_ends_consistent(
    site, paypal, approved, send_back_by_hand
):
    paypal.messages.delivery = "reversed"
    paypal.ledger.capture(approved.session)
    send_back_by_hand("2.50")

    paypal.messages.flush()

    approved.refresh_from_db()
    assert (approved.captured, approved.refunded) == (Decimal("12.50"), Decimal("2.50"))


def test_forged_messages_change_nothing(site, paypal, payment):
    paypal.messages.delivery = "forged"

    paypal.ledger.approve(payment.session)
    paypal.messages.flush()

    assert (Order.objects.get().status, WebhookEvent.objects.count()) == ("pending", 0)
    assert ProviderCall.objects.get(direction="in").status == 400


def test_what_could_not_be_verified_is_repeated_and_then_taken(site, paypal, payment):
    paypal.trouble("500", on="/verify-webhook-signature")
    paypal.ledger.approve(payment.session)
    paypal.messages.flush()
    assert len(paypal.messages.undelivered) == 1

    assert paypal.messages.resend() == 0
    assert Order.objects.get().status == "paid"
