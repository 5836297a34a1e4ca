"""An invoice is collected by the tenant's default card, once for each cause."""

from decimal import Decimal

import pytest
from django.utils import timezone

from billing import due_work
from billing.collection.collecting import collect, open_tries, retry_key
from billing.due_work import plan_work
from billing.invoices.crediting import credit
from billing.models import DueKind, DueWork
from core.actors import SYSTEM
from core.lifecycle import move, open_moves
from orders.models import Order
from payments.polling import look_up_open_payments
from stores.platform import platform_store
from tests.billing.collection_world import (
    collected,
    day_of_collection,
    events_of,
    give_card,
    invoiced,
)
from tests.billing.factories import make_clock

pytestmark = pytest.mark.django_db
FAILS = [
    ("declined", "charge_declined", False),
    ("stolen", "charge_refused", True),
    ("asks", "charge_needs_owner", True),
]


def test_the_card_pays_the_invoice(bea):
    invoice = invoiced(user=bea)

    found = collected(invoice)

    assert (invoice.status, found.result, found.number) == ("paid", "paid", 1)
    assert found.payment.captured == found.order.total == invoice.total == 20000
    assert events_of(invoice.tenant) == ["invoice_paid"]


def test_its_order_is_a_bill_of_the_platforms_own_store(bea):
    order = collected(invoiced(user=bea)).order

    assert (order.customer, order.pay_by, order.fulfilment) == (bea, None, "none")
    assert [str(line) for line in order.lines.all()] == ["1 × Invoice J2026-000001"]
    assert (order.store.is_platform, order.store.owner, order.status) == (True, None, "completed")
    assert not order.adjustments.exists()


def test_due_work_collects(bea):
    invoice = invoiced(user=bea)
    work = DueWork.objects.get(kind=DueKind.COLLECT)

    due_work.do(work, work.at, timezone.now())

    invoice.refresh_from_db()
    assert (invoice.status, invoice.tries.get().cause) == ("paid", "collect J2026-000001")


def test_a_retry_names_its_invoice(bea):
    invoice = invoiced("declined", bea)
    collected(invoice)
    give_card(invoice.tenant, "pays")
    plan_work(invoice.tenant, DueKind.RETRY, retry_key(invoice, 1), day_of_collection(invoice))
    work = DueWork.objects.get(kind=DueKind.RETRY)

    due_work.do(work, work.at, timezone.now())

    assert list(invoice.tries.values_list("result", flat=True)) == ["failed", "paid"]
    assert Order.objects.order_by("pk").first().status == "cancelled"


def test_a_cause_charges_once_and_fails_once(bea, failed):
    invoice = invoiced("declined", bea)

    first, second = collected(invoice), collected(invoice)

    assert first == second
    assert (first.order.payments.count(), len(failed)) == (1, 1)


@pytest.mark.parametrize(("card", "reason", "needs_payer"), FAILS)
def test_a_decline_fails_the_try(bea, failed, card, reason, needs_payer):
    invoice = invoiced(card, bea)

    found = collected(invoice)

    assert (invoice.status, found.result, found.reason) == ("open", "failed", reason)
    assert failed == [(reason, needs_payer)]
    assert events_of(invoice.tenant) == ["collection_failed", "retry_planned"]


@pytest.mark.parametrize("card", ["stolen", "asks"])
def test_a_card_that_was_declined_for_good_is_not_charged_again(bea, failed, card):
    invoice = invoiced(card, bea)
    collected(invoice)

    again = collected(invoice, "retry")

    assert (again.reason, again.order.payments.count()) == ("card_retired", 0)
    assert failed[-1] == ("card_retired", True)


def test_without_a_card_it_fails_without_an_order(bea, failed):
    invoice = invoiced(None, bea)

    found = collected(invoice)

    assert (found.order, found.reason, found.is_open) == (None, "no_card", False)
    assert collected(invoice) == found
    assert failed == [("no_card", True)]


@pytest.mark.parametrize(("card", "ends"), [("lost", "paid"), ("lost-unpaid", "failed")])
def test_what_is_unknown_waits_until_it_is_known(bea, failed, card, ends):
    invoice = invoiced(card, bea)

    found = collected(invoice)
    waited = (found.is_open, failed[:], list(open_tries(invoice.tenant)))
    look_up_open_payments(found.order)

    assert waited == (True, [], [found])
    found.refresh_from_db()
    assert (found.result, list(open_tries(invoice.tenant))) == (ends, [])
    assert failed == ([] if ends == "paid" else [("charge_not_made", False)])


def test_while_it_is_unknown_nothing_else_is_charged(bea):
    invoice = invoiced("lost", bea)
    found = collected(invoice)
    give_card(invoice.tenant, "pays")

    again = collected(invoice, "retry")

    assert (again, again.cause, found.order.payments.count()) == (found, "collect", 1)


def test_credit_notes_lower_what_is_charged(bea):
    invoice = invoiced(user=bea)
    credit(invoice=invoice, amount=Decimal(5000), reason="Down for a day")

    assert collected(invoice).order.total == 15000


def test_a_paid_invoice_is_not_charged(bea):
    invoice = invoiced(user=bea)
    collected(invoice)

    assert collect(invoice, day_of_collection(invoice), "another") is None
    assert invoice.tries.count() == 1


def test_what_was_written_off_can_still_be_collected(bea):
    invoice = invoiced(user=bea)
    move(invoice, "write_off", by=SYSTEM)

    collected(invoice)

    assert invoice.status == "paid"


def test_a_tenant_without_a_user_pays_by_a_card_of_the_sandbox(failed):
    invoice = invoiced(clock=make_clock())

    found = collected(invoice)

    assert (invoice.status, found.order.customer) == ("paid", None)
    assert found.ended_at == invoice.tenant.clock.now  # not the wall's
    assert failed == []


def test_an_invoice_in_the_tenants_language_and_currency(bea):
    invoice = invoiced(user=bea, language="ko")

    order = collected(invoice).order

    assert (order.language, order.lines.get().name) == ("ko", "청구서 J2026-000001")


def test_each_currency_has_one_store_of_the_platform():
    assert platform_store("KRW") == platform_store("KRW") != platform_store("JPY")


def test_the_owner_cannot_cancel_it(bea):
    invoice = invoiced("lost", bea)
    order = collected(invoice).order

    assert "cancel" not in {each.verb for each in open_moves(order, bea)}
