"""Owners see what is overdue on the pages about their bills, and on the board; nobody else does."""

from decimal import Decimal

import pytest
from django.db import connection
from django.shortcuts import resolve_url
from django.test.utils import CaptureQueriesContext

from billing.invoices.amount_due import amount_due, with_amount_due
from billing.invoices.crediting import credit
from billing.models import Invoice
from tests.billing.collection_world import collected, invoiced
from tests.billing.dunning_world import billed, fail, fail_until_given_up, on, pay
from tests.billing.factories import make_clock, make_version
from tests.billing.invoice_world import APRIL, close
from tests.factories import StoreFactory
from tests.store_factories import MemberFactory

pytestmark = pytest.mark.django_db
PAGES = ["/billing/", "/billing/plans/", "/billing/data/", "/billing/invoices/", "/billing/usage/"]


@pytest.fixture
def invoice(bea):
    StoreFactory(owner=bea)
    return billed(user=bea, clock=make_clock(on(5)))


@pytest.fixture
def here(client, bea):
    """Bea's browser."""
    client.force_login(bea)
    return client


def notice_on(client, page):
    """The text of the notice, or ""."""
    text = " ".join(client.get(resolve_url(page)).content.decode().split())
    _before, found, after = text.partition("notice-overdue")
    return after.partition("</div>")[0] if found else ""


def queries_of(client):
    with CaptureQueriesContext(connection) as queries:
        client.get("/billing/plans/")
    return len(queries)


@pytest.mark.parametrize("page", [*PAGES, "orders:board"])
def test_an_overdue_bill_is_on_each_page_with_a_button_to_pay(here, invoice, page):
    assert notice_on(here, page) == ""

    fail(invoice, on(5), reason="payment_returned")

    shown = notice_on(here, page)
    assert "₩20,000 are overdue." in shown
    assert "What was paid for it went back. We try it again on 6 Apr 2026." in shown
    assert f'href="{invoice.get_absolute_url()}"' in shown


def test_after_the_last_try_it_says_how_the_plan_comes_back(here, invoice):
    fail_until_given_up(invoice)

    shown = notice_on(here, "/billing/")
    assert "it comes back at once" in shown
    assert "We try" not in shown

    pay(invoice, on(9))
    assert notice_on(here, "/billing/") == ""


def test_who_works_for_the_store_does_not_see_it(client, invoice, dan):
    MemberFactory(store=invoice.tenant.user.stores.get(), user=dan)
    fail(invoice, on(5))
    client.force_login(dan)

    assert notice_on(client, "orders:board") == ""


def test_choosing_a_plan_with_a_debt_says_what_to_pay_first(here, invoice):
    fail_until_given_up(invoice)
    version = make_version("other", 10000)

    response = here.post("/billing/plans/other/", {"version": version.pk})

    assert response.status_code == 409
    assert "Once all overdue bills are paid" in response.content.decode()
    assert "Pay now" in notice_on(here, "/billing/plans/other/")


def test_many_overdue_bills_cost_no_more_queries_than_one(here, invoice):
    fail(invoice, on(5))
    of_one = queries_of(here)

    for month in (APRIL, APRIL.following):
        fail(close(invoice.tenant, month), on(5))

    assert queries_of(here) == of_one
    assert "₩60,000 are overdue." in notice_on(here, "/billing/plans/")


def test_what_was_credited_is_not_overdue(here, invoice):
    fail(invoice, on(5))

    credit(invoice=invoice, amount=Decimal(5000), reason="Sorry", now=on(5))

    assert "₩15,000 are overdue." in notice_on(here, "/billing/plans/")


def test_what_is_retained_of_a_payment_is_not_due(bea):
    """A dispute over a part is lost."""
    invoice = invoiced(user=bea)
    payment = collected(invoice).order.payments.get()
    payment.refunded = 8000
    payment.save(update_fields=["refunded"])

    [found] = with_amount_due(Invoice.objects.filter(pk=invoice.pk))

    assert (found.due, amount_due(invoice)) == (8000, 8000)
