"""The store's page of an order that is over, during its refund."""

from django.urls import reverse

from core.lifecycle import move
from payments.refunds import send_due_refunds
from payments.services import confirm_payment

HTMX = {"headers": {"HX-Request": "true"}}


def test_the_page_polls_until_the_refund_was_sent(client, bea, stripe_stub, stripe_payment):
    stripe_stub.pay(stripe_payment.session)
    order = confirm_payment(stripe_payment, {}).order
    move(order, "reject", by=bea, note="Sold out")
    client.force_login(bea)
    url = reverse("orders:sold-order", args=[order.number])

    owed = client.get(url)
    send_due_refunds()
    sent = client.get(url, {"seen": owed.context["seen"]}, **HTMX).content.decode()

    assert f'data-live="order.{order.number}"' in owed.content.decode()
    assert "₩12,000 was sent back" in sent
    assert "data-live" not in sent
