"""Who learns of a dispute, and where: the store, and the operators."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.services import DeletionRefused, delete_account
from notifications.models import Mail, Notice
from orders.models import Order
from payments.erasing import without_money_under_way
from payments.panels import payment_state
from payments.refunds import create_refund
from tests.payments.test_money_access import operator


def codes(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_the_store_and_the_operators_are_notified(disputing, bea, ann, dan, settings):
    money = operator("manage_money")

    disputing.open(amount=5000)
    disputing.end("lost")

    assert codes(bea)[-2:] == ["dispute", "dispute-lost"]
    assert codes(money) == ["op-dispute", "op-dispute-lost"]
    assert not {"dispute", "op-dispute"} & {*codes(ann), *codes(dan)}
    mail = Mail.objects.get(kind="op-dispute")
    due = disputing.row["id"]
    assert "₩5,000" in mail.text
    assert mail.text.endswith(f"https://dashboard.stripe.com/test/disputes/{due}")


def test_an_inquiry_is_worded_as_a_question(disputing, bea):
    disputing.open(status="warning_needs_response")

    assert codes(bea)[-1:] == ["dispute-inquiry"]


def test_the_page_of_the_sold_order_shows_it(client, disputing, bea):
    disputing.open(amount=5000)
    client.force_login(bea)
    url = reverse("orders:sold-order", args=[disputing.payment.order.number])

    page = client.get(url).text

    assert "The payer disputes ₩5,000 · Open" in page
    assert "₩5,000 is disputed by the payer" in page  # in the timeline
    assert reverse("payments:refund", args=[disputing.payment.order.number]) not in page
    assert f"/disputes/{disputing.row['id']}" in page


def test_the_buyer_reads_nothing_of_it(client, disputing, ann):
    disputing.open()
    client.force_login(ann)

    assert "disputes" not in client.get(disputing.payment.order.get_absolute_url()).text


def test_the_admin_lists_disputes_and_why_refunds_wait(admin_client, disputing):
    dispute = disputing.open()
    with transaction.atomic():
        create_refund(disputing.payment, "Cold", limit=Decimal(4000))

    disputes = admin_client.get(reverse("admin:payments_dispute_changelist"), {"status": "open"})
    page = admin_client.get(reverse("admin:payments_dispute_change", args=[dispute.pk]))
    refunds = admin_client.get(reverse("admin:payments_refund_changelist"))

    assert disputing.payment.order.number in disputes.text
    assert f"/disputes/{dispute.reference}" in page.text
    assert "disputes this payment" in refunds.text


def test_personal_data_stays_while_it_is_open(disputing, ann):
    disputing.open()

    assert not without_money_under_way(Order.objects.all()).exists()
    with pytest.raises(DeletionRefused):
        delete_account(ann)


def test_the_buyer_reads_that_an_owed_refund_waits(client, disputing, ann):
    disputing.open()
    with transaction.atomic():
        create_refund(disputing.payment, "Cold", limit=Decimal(4000))
    client.force_login(ann)
    url = disputing.payment.order.get_absolute_url()

    page, listed = client.get(url).text, client.get("/orders/").text

    assert "so the refund of ₩4,000 waits" in page
    assert "₩4,000: refund waits for the dispute" in listed
    assert "on its way" not in page + listed
    disputing.end("won")
    assert "₩4,000 is on its way back to you" in client.get(url).text
    assert "₩4,000: refund on its way" in client.get("/orders/").text


def test_an_open_page_is_shown_again_once_the_dispute_is_decided(disputing, ann):
    disputing.open()
    with transaction.atomic():
        create_refund(disputing.payment, "Cold", limit=Decimal(4000))
    order = disputing.payment.order
    frozen = payment_state([order], ann, timezone.now())[order.pk].version

    disputing.end("won")

    assert payment_state([order], ann, timezone.now())[order.pk].version != frozen
