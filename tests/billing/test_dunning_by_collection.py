"""Dunning by real collections: due work charges the tenant's card at the sandbox."""

from datetime import timedelta

import pytest
from django.utils import timezone

from billing.clocks.services import advance
from billing.collection.collecting import collect, open_tries, try_to_pay
from billing.models import Invoice
from payments.polling import look_up_open_payments
from tests.billing.clock_world import subscribed_clock
from tests.billing.collection_world import give_card, invoiced, pay_at_page
from tests.billing.dunning_world import SEOUL, at, billed, fail, on, retries, status_of
from tests.billing.factories import make_clock, make_version
from tests.billing.invoice_world import APRIL, close
from tests.billing.subscribers import told

pytestmark = pytest.mark.django_db
STEPS = ("retry_planned", "not_retried", "suspended", "restored", "settled")


def work_until(clock, moment):
    """Move the clock on; returns what was done on the way as (kind, local day)."""
    done = advance(clock, moment, now=timezone.now())
    return [(work.kind, work.at.astimezone(SEOUL).day) for work in done]


def pay_by_page(invoice, when):
    pay_at_page(try_to_pay(Invoice.objects.get(pk=invoice.pk), when))


@pytest.mark.parametrize("card", ["", "declined", "asks"])
def test_without_a_card_that_pays_the_plan_ends_on_the_8th_and_a_payment_brings_it_back(bea, card):
    clock = make_clock(on(1))
    invoice = invoiced(card, user=bea, clock=clock)

    done = work_until(clock, on(8, 9))
    assert done == [("collect", 5), ("retry", 6), ("retry", 7)]
    assert status_of(invoice) == ("past_due", "", "open")
    assert work_until(clock, on(8)) == [("retry", 8)]
    assert status_of(invoice) == ("cancelled", "unpaid", "uncollectible")

    work_until(clock, on(9))
    pay_by_page(invoice, on(9))

    assert status_of(invoice) == ("active", "", "paid")


def test_two_months_of_a_tenant_whose_card_fails_in_between():
    """Suspended and paid in April, whose bill has the days with a plan only, and is paid in time."""
    clock = subscribed_clock(make_version(base=30000))
    tenant = clock.tenant
    give_card(tenant, "declined")
    work_until(clock, on(20))
    [march] = tenant.invoices.all()
    assert status_of(march) == ("cancelled", "unpaid", "uncollectible")

    pay_by_page(march, on(20))
    give_card(tenant)
    work_until(clock, at("2026-05-05 10:00"))

    april, _march = tenant.invoices.all()
    assert int(april.total) == 30000 * 7 // 30 + 30000 * 11 // 30
    assert status_of(april) == ("active", "", "paid")
    kinds = [kind for kind in told(tenant) if kind in STEPS]
    assert kinds == [*["retry_planned"] * 3, "not_retried", "suspended", "restored", "settled"]


def test_a_new_card_on_the_way_ends_the_dunning():
    clock = make_clock(on(1))
    invoice = invoiced("declined", clock=clock)
    work_until(clock, on(6))
    assert retries(invoice) == ["04-07 10:00"]

    give_card(invoice.tenant)

    assert work_until(clock, on(8)) == [("retry", 7)]
    assert status_of(invoice) == ("active", "", "paid")


@pytest.mark.parametrize("card", ["lost", "lost-unpaid"])
def test_while_money_is_unknown_the_last_failure_ends_nothing(card):
    """That of another invoice: afterwards it goes on."""
    invoice = billed()
    for day in (5, 6, 7):
        fail(invoice, on(day))
    other = close(invoice.tenant, APRIL)
    give_card(invoice.tenant, card)
    found = collect(other, on(7, 12), "by hand")
    assert open_tries(invoice.tenant).count() == 1

    fail(invoice, on(8))
    assert (status_of(invoice), retries(invoice)[-1]) == (("past_due", "", "open"), "04-09 10:00")

    look_up_open_payments(found.order, timezone.now() + timedelta(days=1))
    fail(invoice, on(9))
    assert status_of(invoice) == ("cancelled", "unpaid", "uncollectible")
