"""What PostgreSQL itself refuses about tries to collect, and about what test clocks pay with."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from billing.collection.collecting import try_to_pay
from billing.models import CollectionTry, Tenant
from payments.methods import WayRefused
from payments.models import SavedMethod
from payments.services import start_payment
from tests.billing.collection_world import collected, day_of_collection, invoiced
from tests.billing.factories import make_clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(bea):
    return invoiced(user=bea)


@pytest.fixture
def of_clock():
    return invoiced(clock=make_clock())


def refused(match):
    return pytest.raises(DatabaseError, match=match)


def row(invoice, **fields):
    known = {"number": 7, "opened_at": timezone.now(), "invoice": invoice}
    return CollectionTry.objects.create(**{**known, **fields})


def order_of(invoice):
    return try_to_pay(invoice, day_of_collection(invoice))


def test_an_invoice_has_one_open_try(invoice):
    order_of(invoice)

    with refused("one_open_try_an_invoice|try_without_order"), transaction.atomic():
        row(invoice)


def test_a_cause_has_one_try(invoice):
    found = collected(invoice)

    with refused("one_try_a_cause"), transaction.atomic():
        ended = {"ended_at": timezone.now(), "result": "failed"}
        row(invoice, cause=found.cause, **ended)


def test_what_was_paid_names_its_payment(invoice):
    found = collected(invoice)

    with refused("paid_try_has_payment"), transaction.atomic():
        CollectionTry.objects.filter(pk=found.pk).update(payment=None)


@pytest.mark.parametrize("change", [{"number": 2}, {"order": None}, {"opened_at": timezone.now()}])
def test_a_try_is_frozen(invoice, change):
    found = collected(invoice)

    with refused("is frozen|violates"), transaction.atomic():
        CollectionTry.objects.filter(pk=found.pk).update(**change)


def test_a_try_is_not_deleted(invoice):
    found = collected(invoice)

    with refused("is frozen"), transaction.atomic():
        CollectionTry.objects.filter(pk=found.pk).delete()


def test_a_test_clock_pays_nothing_but_sandbox_money(of_clock):
    order = order_of(of_clock)

    with refused("nothing but sandbox money"), transaction.atomic():
        order.payments.create(gateway="transfer", amount=Decimal(20000), currency="KRW")


def test_others_pay_by_any_way(invoice):
    order = order_of(invoice)

    order.payments.create(gateway="transfer", amount=Decimal(20000), currency="KRW")


def test_a_test_clock_is_offered_the_sandbox_only(of_clock, settings):
    settings.BANK_TRANSFER_ACCOUNT = "Example Bank 1"

    with pytest.raises(WayRefused):
        start_payment(order_of(of_clock), "transfer")


def test_a_test_clock_has_sandbox_cards_only(of_clock):
    card = SavedMethod.objects.create(gateway="stripe", currency="KRW")

    with refused("sandbox cards only"), transaction.atomic():
        Tenant.objects.filter(pk=of_clock.tenant_id).update(default_method=card)
