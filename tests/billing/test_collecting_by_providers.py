"""Invoices are collected by cards at Stripe and Toss, whatever these answer."""

import pytest

from billing.collection.collecting import collect
from billing.models import Tenant
from payments.polling import look_up_due_payments, look_up_open_payments
from payments.saved_methods import begin_saving, confirm_saving, enter_at
from tests.billing.collection_world import collected, day_of_collection, invoiced
from tests.payments.conftest import stripe_stub  # noqa: F401
from tests.payments.disputing import deliver
from tests.payments.gateways.toss.conftest import toss  # noqa: F401

pytestmark = pytest.mark.django_db
INTENTS = "POST /v1/payment_intents"


@pytest.fixture
def stripe_invoice(bea, stripe_stub):  # noqa: F811
    """`stripe_invoice("save")`: of a tenant with that card at Stripe; "poor" and others are declined."""

    def make(how="save"):
        method = begin_saving(bea, "stripe", "KRW")
        enter_at(method)
        method.refresh_from_db()
        stripe_stub.pay(method.session, how)
        return with_card(invoiced(None, bea), confirm_saving(method, {}))

    return make


def with_card(invoice, card):
    Tenant.objects.filter(pk=invoice.tenant_id).update(default_method=card)
    return invoice


def captured_at(stub, found):
    return stub.books()[found.order.payments.get().key]["captured"]


def test_a_card_at_stripe_pays(stripe_invoice, stripe_stub):  # noqa: F811
    invoice = stripe_invoice()

    found = collected(invoice)

    assert (invoice.status, captured_at(stripe_stub, found)) == ("paid", 20000)


@pytest.mark.parametrize(
    ("how", "reason"),
    [("poor", "charge_declined"), ("stolen", "charge_refused"), ("asks", "charge_needs_owner")],
)
def test_a_card_that_stripe_declines(stripe_invoice, failed, how, reason):
    found = collected(stripe_invoice(how))

    assert (found.result, found.reason, len(failed)) == ("failed", reason, 1)


def test_stripe_charged_and_did_not_answer(stripe_invoice, stripe_stub, failed):  # noqa: F811
    invoice = stripe_invoice()
    stripe_stub.misbehave("500_after", on=INTENTS)
    found = collected(invoice)
    assert (found.is_open, failed) == (True, [])

    look_up_open_payments(found.order)

    invoice.refresh_from_db()
    assert (invoice.status, captured_at(stripe_stub, found)) == ("paid", 20000)


def test_the_message_comes_before_the_answer_is_known(stripe_invoice, stripe_stub):  # noqa: F811
    invoice = stripe_invoice()
    stripe_stub.misbehave("500_after", on=INTENTS)
    found = collected(invoice)

    for event in stripe_stub.books_of.events:
        deliver(event)
    collect(invoice, day_of_collection(invoice), "retry")
    look_up_due_payments()

    invoice.refresh_from_db()
    assert (invoice.status, invoice.tries.count()) == ("paid", 1)
    assert found.order.payments.count() == 1


def test_stripe_was_not_reached(stripe_invoice, stripe_stub, failed):  # noqa: F811
    invoice = stripe_invoice()
    stripe_stub.misbehave("500", on=INTENTS)
    found = collected(invoice)
    assert (found.is_open, failed) == (True, [])

    look_up_open_payments(found.order)

    invoice.refresh_from_db()
    assert (invoice.status, captured_at(stripe_stub, found)) == ("paid", 20000)


def test_a_card_at_a_provider_that_is_switched_off(stripe_invoice, settings, failed):
    invoice = stripe_invoice()
    settings.STRIPE_SECRET_KEY = ""

    found = collected(invoice)

    assert (found.result, failed) == ("failed", [("card_not_offered", True)])


def test_a_card_at_toss_pays(bea, toss):  # noqa: F811
    method = begin_saving(bea, "toss", "KRW")
    enter_at(method)
    method.refresh_from_db()
    card = confirm_saving(method, toss.ledger.enter_card(method.key, "save"))
    invoice = with_card(invoiced(None, bea), card)

    found = collected(invoice)

    assert (invoice.status, found.payment.gateway) == ("paid", "toss")
