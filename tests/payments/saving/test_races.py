"""Charges against whatever else may happen at that moment: real threads on real PostgreSQL."""

import json
from functools import partial

import pytest

from devtools.stubs.stripe import signature
from orders.models import Order
from payments.charging import ChargeRefused, charge
from payments.lifecycle import OPEN
from payments.methods import PaymentRefused
from payments.models import Payment, SavedMethod
from payments.polling import look_up_due_payments
from payments.saved_methods import remove_method
from payments.services import start_payment
from payments.webhooks import receive
from tests.racing import losers, together

ROUNDS = 8
pytestmark = pytest.mark.django_db(transaction=True)


def charging(order, card):
    fresh = Order.objects.get(pk=order.pk), SavedMethod.objects.get(pk=card.pk)
    return lambda: charge(*fresh).status


def starting(order):
    fresh = Order.objects.get(pk=order.pk)
    return lambda: start_payment(fresh, "sandbox")


def kinds(results):
    return {type(error) for error in losers(results)}


def test_a_charge_against_a_payer_who_opens_a_page(bills, sandbox_card):
    for _round in range(ROUNDS):
        bill, card = bills(), sandbox_card("lost")

        results = together(charging(bill, card), starting(bill))

        assert len(losers(results)) == 1
        assert kinds(results) <= {PaymentRefused, ChargeRefused, *ChargeRefused.__subclasses__()}
        assert bill.payments.filter(status__in=OPEN).count() == 1


def test_one_bill_charged_many_times_at_once_is_charged_once(bills, stripe_card, stripe_stub):
    for _round in range(ROUNDS // 2):
        bill, card = bills(), stripe_card()

        results = together(*[charging(bill, card)] * 4)
        look_up_due_payments()

        assert kinds(results) <= {ChargeRefused}
        payment = bill.payments.get()
        assert (payment.status, payment.refunded) == ("captured", 0)
        assert stripe_stub.books()[payment.key]["captured"] == bill.total


def test_two_cards_at_once_charge_once(bills, sandbox_card):
    for _round in range(ROUNDS):
        bill = bills()

        together(charging(bill, sandbox_card()), charging(bill, sandbox_card()))

        captured = Payment.objects.filter(order=bill, status="captured", refunded=0)
        assert (bill.payments.count(), captured.count()) == (1, 1)


def test_its_message_against_its_answer_is_one_capture(bills, stripe_card, stripe_stub):
    for _round in range(ROUNDS // 2):
        bill, card = bills(), stripe_card()
        stripe_stub.misbehave("500_after", on="POST /v1/payment_intents")
        charge(bill, card)
        body = json.dumps(stripe_stub.books_of.events[-1]).encode()
        hearing = partial(receive, "stripe", body, {"Stripe-Signature": signature(body)})

        results = together(hearing, charging(bill, card), look_up_due_payments)

        assert kinds(results) <= {ChargeRefused}
        payment = bill.payments.get()
        assert (payment.captured, payment.refunded) == (bill.total, 0)
        assert list(payment.history.values_list("verb", flat=True)).count("capture") == 1


def test_a_charge_against_the_removal_of_its_card(bills, sandbox_card, ann):
    for _round in range(ROUNDS):
        bill, card = bills(), sandbox_card("lost")
        removing = partial(remove_method, SavedMethod.objects.get(pk=card.pk), by=ann)

        results = together(charging(bill, card), removing)

        assert len(losers(results)) == 1
        card.refresh_from_db()
        assert (card.status == "removed") == (not bill.payments.exists())
