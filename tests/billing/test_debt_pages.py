"""Owners see what is overdue on the pages about their bills, and on the board; nobody else does."""

import pytest
from django.db import connection
from django.shortcuts import resolve_url
from django.test.utils import CaptureQueriesContext

from tests.billing.dunning_world import billed, fail, fail_until_given_up, on, pay
from tests.billing.factories import make_clock, make_version
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


def test_the_notice_costs_one_query(here, invoice):
    fail(invoice, on(5))

    with CaptureQueriesContext(connection) as queries:
        here.get("/billing/plans/")

    assert sum("billing_dunning" in each["sql"] for each in queries) == 1
