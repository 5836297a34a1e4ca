"""What becomes of an invoice with what becomes of its payments."""

from decimal import Decimal

import pytest
from django.utils import timezone

from billing.collection.collecting import collect, open_tries, try_to_pay
from billing.collection.tries import lock_collection, open_try
from billing.collection_tasks import collect_again, withdraw_paid
from billing.invoices.amount_due import amount_due
from billing.invoices.crediting import credit
from billing.models import CreditNote
from core.actors import SYSTEM
from core.lifecycle import move
from payments.disputes import record_dispute
from payments.gateways.base import PaymentOutcome
from payments.recording import record_outcome
from payments.refunds import refund_part, refund_payments
from payments.services import start_payment
from tests.billing.collection_world import (
    collected,
    day_of_collection,
    events_of,
    give_card,
    invoiced,
)
from tests.payments.disputing import reported

pytestmark = pytest.mark.django_db


def capture(payment, amount=None):
    amount = payment.amount if amount is None else Decimal(amount)
    record_outcome(payment, PaymentOutcome("captured", payment.key, amount, payment.currency))
    payment.order.refresh_from_db()


def begun(invoice):
    """A payment that the payer has begun at a page."""
    order = try_to_pay(invoice, day_of_collection(invoice))
    start_payment(order, "sandbox")
    return order.payments.latest("pk")


def fresh(invoice):
    invoice.refresh_from_db()
    return invoice


def back(payment):
    payment.refresh_from_db()
    return int(payment.refunded)


@pytest.fixture
def invoice(bea):
    return invoiced(user=bea)


@pytest.fixture
def paid(invoice):
    return collected(invoice)


def test_the_payer_pays_at_a_page(invoice):
    payment = begun(invoice)

    capture(payment)

    assert (fresh(invoice).status, invoice.tries.get().payment) == ("paid", payment)


def test_paid_late_it_is_paid_all_the_same(invoice):
    payment = begun(invoice)
    record_outcome(payment, PaymentOutcome("abandoned"))
    move(invoice, "write_off", by=SYSTEM)

    capture(payment)

    assert (fresh(invoice).status, back(payment)) == ("paid", 0)


def test_a_charge_that_failed_and_is_captured_after_all_pays(bea):
    invoice = invoiced("lost-unpaid", bea)
    found = collected(invoice)
    payment = found.order.payments.get()
    record_outcome(payment, PaymentOutcome("abandoned"))

    capture(payment)

    found.refresh_from_db()
    assert (fresh(invoice).status, found.result, found.payment) == ("paid", "paid", payment)


def test_a_second_capture_goes_back_without_a_credit_note(invoice):
    first, second = begun(invoice), None
    second = first.order.payments.create(gateway="sandbox", amount=Decimal(20000), currency="KRW")
    capture(first)

    capture(second)

    assert (back(first), back(second)) == (0, 20000)
    assert not CreditNote.objects.exists()
    assert events_of(invoice.tenant) == ["invoice_paid", "payment_returned"]


def test_what_comes_for_a_withdrawn_order_goes_back(invoice):
    payment = begun(invoice)
    credit(invoice=invoice, amount=Decimal(20000), reason="Never used")
    withdraw_paid(invoice.pk)

    capture(payment)

    assert (payment.order.status, back(payment)) == ("cancelled", 20000)
    assert CreditNote.objects.count() == 1
    assert events_of(invoice.tenant)[-1] == "payment_returned"


def test_what_was_credited_during_the_charge_goes_back(invoice):
    payment = begun(invoice)
    credit(invoice=invoice, amount=Decimal(5000), reason="Down for a day")
    withdraw_paid(invoice.pk)

    capture(payment)

    assert (fresh(invoice).status, back(payment), amount_due(invoice)) == ("paid", 5000, 0)
    assert CreditNote.objects.count() == 1
    assert [line.refundable for line in payment.order.lines.all()] == [15000]


def test_credited_entirely_during_the_charge_all_goes_back(invoice):
    payment = begun(invoice)
    credit(invoice=invoice, amount=Decimal(20000), reason="Never used")

    capture(payment)

    assert (fresh(invoice).status, back(payment)) == ("paid", 20000)
    assert invoice.tries.get().result == "withdrawn"


def test_an_invoice_credited_entirely_withdraws_its_order(invoice):
    order = try_to_pay(invoice, day_of_collection(invoice))

    credit(invoice=invoice, amount=Decimal(20000), reason="Never used")
    withdraw_paid(invoice.pk)

    order.refresh_from_db()
    assert (order.status, invoice.tries.get().result) == ("cancelled", "withdrawn")


def test_a_refund_makes_a_credit_note(paid, bea):
    invoice = paid.invoice

    refund_part(paid.order, Decimal(3000), reason="Down for a day", by=SYSTEM)

    note = CreditNote.objects.get()
    assert (note.amount, note.reason) == (3000, "Down for a day")
    assert (fresh(invoice).status, amount_due(invoice)) == ("paid", 0)


def test_all_refunds_together_make_notes_of_the_total(paid):
    refund_part(paid.order, Decimal(3000), reason="Down for a day", by=SYSTEM)
    refund_payments(paid.order, "Never used")

    assert [note.amount for note in CreditNote.objects.order_by("pk")] == [3000, 17000]


def disputed(paid, result, amount=20000):
    payment = paid.payment
    return record_dispute(payment, reported(result, amount, now=timezone.now()))


def test_a_lost_dispute_makes_the_invoice_due_again(paid):
    disputed(paid, "lost")

    invoice = fresh(paid.invoice)
    assert (invoice.status, amount_due(invoice)) == ("open", 20000)
    assert not CreditNote.objects.exists()
    assert events_of(invoice.tenant)[-1] == "invoice_reopened"


def test_of_a_part_that_was_lost_only_that_is_due(paid):
    disputed(paid, "lost", 7000)
    invoice = fresh(paid.invoice)

    again = collect(invoice, day_of_collection(invoice), "retry")

    assert (again.order.total, fresh(invoice).status) == (7000, "paid")


def test_won_after_it_was_lost_the_invoice_is_paid_again(paid):
    disputed(paid, "lost")

    disputed(paid, "won")

    assert (fresh(paid.invoice).status, amount_due(paid.invoice)) == ("paid", 0)


def test_won_after_it_was_paid_again_the_second_payment_goes_back(paid):
    disputed(paid, "lost")
    invoice = fresh(paid.invoice)
    collect(invoice, day_of_collection(invoice), "retry")

    disputed(paid, "won")

    assert (fresh(invoice).status, back(paid.payment)) == ("paid", 20000)
    assert not CreditNote.objects.exists()


def test_won_while_the_payer_pays_again_withdraws_that_order(paid):
    disputed(paid, "lost")
    order = try_to_pay(fresh(paid.invoice), day_of_collection(paid.invoice))

    disputed(paid, "won")
    withdraw_paid(paid.invoice.pk)

    order.refresh_from_db()
    assert order.status == "cancelled"


def test_won_before_the_card_was_charged_again_it_is_not_charged(paid):
    """The worker was killed before the charge, and its cause is run again before the order is withdrawn."""
    disputed(paid, "lost")
    invoice = fresh(paid.invoice)
    lock_collection(invoice)
    left = open_try(invoice, amount_due(invoice), day_of_collection(invoice), "retry")

    disputed(paid, "won")
    collect(fresh(invoice), day_of_collection(invoice), "retry")

    assert not left.order.payments.exists()


def test_a_dispute_that_was_never_lost_changes_nothing(paid):
    disputed(paid, "open")
    disputed(paid, "won")

    assert fresh(paid.invoice).status == "paid"
    assert events_of(paid.invoice.tenant) == ["invoice_paid"]


def test_the_card_waits_for_a_payer_at_a_page(bea, failed):
    invoice = invoiced(user=bea)
    payment = begun(invoice)
    found = collected(invoice)
    waiting = found.is_open, list(open_tries(invoice.tenant))

    record_outcome(payment, PaymentOutcome("abandoned"))
    collect_again(found.pk)

    assert waiting == (True, [found])
    found.refresh_from_db()
    assert (found.result, found.payment.method is None, failed) == ("paid", False, [])


def test_a_payer_alone_at_a_page_stops_nothing(invoice):
    begun(invoice)

    assert not open_tries(invoice.tenant).exists()


def test_a_new_default_card_is_charged_once_the_old_one_failed(bea, failed):
    invoice = invoiced("lost-unpaid", bea)
    found = collected(invoice)
    give_card(invoice.tenant, "pays")

    record_outcome(found.order.payments.get(), PaymentOutcome("abandoned"))
    collect_again(found.pk)

    found.refresh_from_db()
    assert (found.result, failed) == ("paid", [])


def test_clicked_twice_the_order_is_the_same(invoice):
    now = day_of_collection(invoice)

    assert try_to_pay(invoice, now) == try_to_pay(invoice, now)
