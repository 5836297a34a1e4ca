"""Whatever two want of one invoice at the same moment, it is paid once and nothing is left over."""

from decimal import Decimal
from functools import partial

import pytest

from billing.collection.collecting import collect, try_to_pay
from billing.collection_tasks import collect_again, withdraw_paid
from billing.invoices.crediting import credit
from billing.models import Invoice, Tenant
from core.actors import SYSTEM
from payments.charging import charge
from payments.gateways.base import PaymentOutcome
from payments.models import Payment, SavedMethod
from payments.polling import look_up_open_payments
from payments.recording import record_outcome
from payments.saved_methods import remove_method
from payments.services import start_payment
from tests.billing.collection_world import day_of_collection, give_card, invoiced
from tests.billing.invoice_world import APRIL, close
from tests.racing import losers, together

ROUNDS = 6
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def invoices(bea, plans):
    """Invoices of one tenant for month after month would need as many months; each round has a tenant."""

    def make(card="pays"):
        return invoiced(card, version=plans.basic)

    return make


def collecting(invoice, cause="collect"):
    fresh = Invoice.objects.select_related("tenant").get(pk=invoice.pk)
    return lambda: collect(fresh, day_of_collection(fresh), cause)


def paying(invoice):
    fresh = Invoice.objects.select_related("tenant").get(pk=invoice.pk)

    def pay():
        order = try_to_pay(fresh, day_of_collection(fresh))
        start_payment(order, "sandbox")
        payment = order.payments.latest("pk")
        record_outcome(
            payment, PaymentOutcome("captured", payment.key, payment.amount, payment.currency)
        )

    return pay


def retained(invoice):
    """What was captured for it and is not owed back."""
    tries = invoice.tries.exclude(order=None).values("order")
    payments = Payment.objects.filter(order__in=tries)
    return sum(each.captured - each.refunded for each in payments)


def is_paid_once(invoice, amount=20000):
    invoice.refresh_from_db()
    assert (invoice.status, retained(invoice)) == ("paid", amount)
    assert not invoice.tries.filter(ended_at=None).exists()


def settle(invoice):
    """As the worker does: whatever is left is looked up, and goes on."""
    for found in invoice.tries.filter(ended_at=None):
        look_up_open_payments(found.order)
        collect_again(found.pk)


def test_two_workers_collect_one_invoice(invoices):
    for _round in range(ROUNDS):
        invoice = invoices()

        results = together(*[collecting(invoice)] * 3)

        assert losers(results) == []
        is_paid_once(invoice)
        assert Payment.objects.filter(order=invoice.tries.get().order).count() == 1


def test_two_workers_for_different_causes(invoices):
    for _round in range(ROUNDS):
        invoice = invoices()

        results = together(collecting(invoice), collecting(invoice, "card 1"))

        assert losers(results) == []
        is_paid_once(invoice)


def test_the_owner_pays_while_the_worker_charges(invoices):
    for _round in range(ROUNDS):
        invoice = invoices()

        together(collecting(invoice), paying(invoice))
        settle(invoice)

        is_paid_once(invoice)


def test_the_owner_clicks_pay_twice(invoices):
    for _round in range(ROUNDS):
        invoice = invoices()
        fresh = Invoice.objects.select_related("tenant").get(pk=invoice.pk)

        first, second = together(*[partial(try_to_pay, fresh, day_of_collection(fresh))] * 2)

        assert first == second


def test_the_card_is_removed_during_the_charge(invoices):
    for _round in range(ROUNDS):
        invoice = invoices()
        card = SavedMethod.objects.get(pk=invoice.tenant.default_method_id)

        together(collecting(invoice), partial(remove_method, card, by=SYSTEM))

        found, card = invoice.tries.get(), SavedMethod.objects.get(pk=card.pk)
        charged = found.result == "paid"
        assert charged or found.reason in ("card_retired", "no_card")
        assert charged or card.status == "removed"


def test_a_credit_note_comes_during_the_charge(invoices):
    for _round in range(ROUNDS):
        invoice = invoices()
        fresh = Invoice.objects.select_related("tenant").get(pk=invoice.pk)
        crediting = partial(credit, invoice=fresh, amount=Decimal(5000), reason="Down for a day")

        results = together(collecting(invoice), crediting)
        withdraw_paid(invoice.pk)

        assert losers(results) == []
        invoice.refresh_from_db()
        # Credited after it was paid, it is for whoever credits to refund as well.
        assert (invoice.status, retained(invoice) in (15000, 20000)) == ("paid", True)


def test_a_message_against_the_worker(invoices):
    for _round in range(ROUNDS):
        invoice = invoices("lost")
        collecting(invoice)()
        payment = Payment.objects.get(order=invoice.tries.get().order)
        outcome = PaymentOutcome("captured", payment.key, payment.amount, payment.currency)

        results = together(
            partial(record_outcome, payment, outcome),
            collecting(invoice),
            collecting(invoice, "retry"),
        )

        assert losers(results) == []
        settle(invoice)
        is_paid_once(invoice)


def test_a_new_default_card_while_the_retry_runs(invoices):
    for _round in range(ROUNDS):
        invoice = invoices("declined")
        tenant = Tenant.objects.get(pk=invoice.tenant_id)

        def change(tenant=tenant, invoice=invoice):
            give_card(tenant, "pays")
            collecting(invoice, "card 1")()

        results = together(collecting(invoice, "retry"), change)
        settle(invoice)

        assert losers(results) == []
        is_paid_once(invoice)


def test_one_card_is_declined_for_good_for_two_invoices(invoices):
    """The card is locked before its tenant by both."""
    for _round in range(ROUNDS):
        first = invoices("stolen")
        second = close(first.tenant, APRIL)

        results = together(collecting(first), collecting(second))

        assert losers(results) == []
        reasons = {first.tries.get().reason, second.tries.get().reason}
        assert reasons <= {"charge_refused", "card_retired"}


def test_killed_between_the_order_and_the_charge_it_goes_on(invoices):
    invoice = invoices()
    order = try_to_pay(invoice, day_of_collection(invoice))

    found = collecting(invoice)()

    assert found.order == order
    is_paid_once(invoice)


def test_killed_after_the_charge_it_is_not_charged_again(invoices):
    invoice = invoices("lost")
    order = try_to_pay(invoice, day_of_collection(invoice))
    charge(order, invoice.tenant.default_method)

    collecting(invoice)()
    settle(invoice)

    is_paid_once(invoice)
    assert order.payments.count() == 1
