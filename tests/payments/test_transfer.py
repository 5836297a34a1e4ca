"""A plain bank transfer, from the choice to the deposit and back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import move
from orders.models import Order
from orders.services import expire_unpaid_orders
from payments.bank_transfers import note_sent_by_hand, note_transfer
from payments.models import Refund
from payments.polling import look_up_due_payments
from payments.refunds import send_due_refunds
from payments.services import confirm_payment, start_payment
from tests.factories import UserFactory, place

ACCOUNT = "Example Bank 110-123, Jumun"


@pytest.fixture
def order(ann, noodles, settings):
    settings.BANK_TRANSFER_ACCOUNT = ACCOUNT
    return place(ann, noodles)


@pytest.fixture
def payer(client, ann):
    client.force_login(ann)
    return client


def text_of(response):
    return response.content.decode()


def promised(payer, order):
    """The payer saw the account and promised a transfer."""
    page = payer.get(start_payment(order, "transfer"))
    assert ACCOUNT in text_of(page)
    payment = order.payments.get()
    response = payer.post(reverse("payments:return", args=[payment.key]), follow=True)
    payment.refresh_from_db()
    return payment, text_of(response)


def test_a_promised_transfer_holds_the_order_for_a_day(payer, order):
    payment, page = promised(payer, order)

    assert payment.status == "waiting"
    assert f"{ACCOUNT}, with the words {order.number}" in page
    assert "Pay now" not in page
    assert expire_unpaid_orders(timezone.now() + timedelta(hours=23)) == 0
    assert expire_unpaid_orders(timezone.now() + timedelta(hours=25)) == 1


def test_who_promised_a_transfer_can_still_pay_another_way(payer, order):
    _payment, page = promised(payer, order)
    pay = reverse("payments:pay", args=[order.number])
    assert f'<a href="{pay}">Pay another way</a>' in page

    order.refresh_from_db()
    type(order).objects.update(pay_by=timezone.now() - timedelta(minutes=1))

    assert "Pay another way" not in text_of(payer.get(order.get_absolute_url()))


def test_tickets_are_valid_and_nothing_is_prepared_once_the_money_arrives(payer, order):
    Order.objects.update(fulfilment="ticket")

    page = text_of(payer.get(start_payment(order, "transfer")))

    assert "valid once the money has arrived" in page
    assert "The store begins" not in page


def test_where_to_transfer_is_read_in_the_readers_language(payer, order):
    promised(payer, order)

    page = text_of(payer.get(order.get_absolute_url(), HTTP_ACCEPT_LANGUAGE="ko"))

    assert f"{ACCOUNT} · 입금자명 {order.number}" in page


def test_an_admin_reads_where_to_transfer_in_words(payer, client, order):
    payment, _page = promised(payer, order)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    page = text_of(client.get(reverse("admin:payments_payment_change", args=[payment.pk])))

    assert f"{ACCOUNT}, with the words {order.number}" in page
    assert payment.note not in page


def test_where_to_transfer_is_shown_as_it_was_stored_before_it_had_a_code(payer, order):
    payment, _page = promised(payer, order)
    type(payment).objects.update(note="Example Bank 7, with the words ABC")

    for language in ("en", "ko"):
        page = text_of(payer.get(order.get_absolute_url(), HTTP_ACCEPT_LANGUAGE=language))
        assert "Example Bank 7, with the words ABC" in page


def test_a_second_promise_does_not_extend_the_hold(payer, order):
    promised(payer, order)
    order.refresh_from_db()
    held_until = order.pay_by

    again = payer.post(reverse("payments:pay", args=[order.number]), {"payment": "transfer"}).url
    payer.post(again.replace("transfer", "return"))

    order.refresh_from_db()
    assert order.pay_by == held_until


def test_the_deposit_pays_the_order_once(payer, order):
    payment, _page = promised(payer, order)

    note_transfer(payment)
    note_transfer(payment)

    order.refresh_from_db()
    assert (order.status, order.history.filter(verb="pay").count()) == ("paid", 1)


def test_what_never_comes_is_abandoned(payer, order):
    payment, _page = promised(payer, order)
    late = timezone.now() + timedelta(hours=25)
    order.refresh_from_db()
    type(order).objects.update(pay_by=timezone.now() - timedelta(minutes=1))

    assert look_up_due_payments(late) == 1

    payment.refresh_from_db()
    assert (payment.status, payment.look_up_at) == ("abandoned", None)


def test_a_cancelled_order_no_longer_asks_for_money(payer, order, ann):
    payment, _page = promised(payer, order)
    order.refresh_from_db()
    move(order, "cancel", by=ann)

    assert "Please transfer" not in text_of(payer.get(order.get_absolute_url()))
    assert look_up_due_payments(timezone.now() + timedelta(hours=1)) == 1
    payment.refresh_from_db()
    assert payment.status == "abandoned"


def test_an_order_that_is_over_takes_no_promise(payer, order, ann):
    page = start_payment(order, "transfer")
    payment = order.payments.get()
    move(order, "cancel", by=ann)

    assert payer.get(page).url == order.get_absolute_url()
    answer = payer.post(reverse("payments:return", args=[payment.key]), follow=True)

    payment.refresh_from_db()
    assert payment.status == "abandoned"
    assert answer.redirect_chain == [(order.get_absolute_url(), 302)]
    assert "needs no payment any more" in text_of(answer)


def test_money_for_a_cancelled_order_goes_back_by_hand(payer, order, ann):
    payment, _page = promised(payer, order)
    order.refresh_from_db()
    move(order, "cancel", by=ann)
    note_transfer(payment)
    send_due_refunds()

    refund = Refund.objects.get()
    assert (refund.status, "by hand" in refund.last_error) == ("owed", True)
    note_sent_by_hand(refund)
    note_sent_by_hand(refund)

    refund.refresh_from_db()
    assert (refund.status, Refund.objects.count()) == ("sent", 1)


def test_an_admin_notes_the_deposit_on_the_page_of_payments(payer, client, order):
    payment, _page = promised(payer, order)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    data = {"action": "deposit_arrived", "_selected_action": [payment.pk]}
    client.post(reverse("admin:payments_payment_changelist"), data)

    order.refresh_from_db()
    assert order.status == "paid"


def test_an_admin_notes_a_deposit_that_came_late(payer, client, order):
    payment, _page = promised(payer, order)
    late = timezone.now() + timedelta(hours=25)
    expire_unpaid_orders(late)
    look_up_due_payments(late)
    payment.refresh_from_db()
    assert payment.status == "abandoned"
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    data = {"action": "deposit_arrived", "_selected_action": [payment.pk]}
    client.post(reverse("admin:payments_payment_changelist"), data)

    payment.refresh_from_db()
    order.refresh_from_db()
    assert (payment.status, order.status) == ("captured", "paid")


def test_an_admin_notes_a_deposit_for_an_order_paid_another_way(payer, client, order):
    payment, _page = promised(payer, order)
    start_payment(order, "sandbox")
    confirm_payment(order.payments.get(gateway="sandbox"), {"outcome": "pay"})
    look_up_due_payments(timezone.now() + timedelta(hours=1))
    payment.refresh_from_db()
    assert payment.status == "abandoned"
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    data = {"action": "deposit_arrived", "_selected_action": [payment.pk]}
    client.post(reverse("admin:payments_payment_changelist"), data)

    refund = Refund.objects.get()
    assert (refund.payment, refund.status, refund.amount) == (payment, "owed", order.total)


@pytest.mark.parametrize("page", ["payment", "refund", "providercall", "webhookevent"])
def test_the_admin_reads_everything_about_money(client, order, page):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    assert client.get(reverse(f"admin:payments_{page}_changelist")).status_code == 200


def test_a_transfer_that_comes_after_its_day_is_owed_back(payer, order):
    payment, _page = promised(payer, order)
    Order.objects.update(pay_by=timezone.now() - timedelta(days=2))
    expire_unpaid_orders()
    look_up_due_payments(timezone.now() + timedelta(hours=1))
    payment.refresh_from_db()
    assert payment.status == "abandoned"

    note_transfer(payment)

    refund = Refund.objects.get()
    assert (payment.status, refund.status, refund.amount) == ("captured", "owed", order.total)
