"""Administrators see the pages of a test clock's tenant, at the clock's time."""

import pytest
from django.contrib.auth.models import Permission

from tests.billing.clock_world import new_clock, page_of, press
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_an_administrator_sees_the_pages_of_the_tenant_and_acts_there(boss, plans):
    clock = new_clock()

    text = press(boss, clock, "visit", page="plans")
    assert (
        "You see what the tenant sees at the test clock “A clock”: it is 1 Mar 2026, 12:00." in text
    )
    boss.post("/billing/plans/pro/", {"version": plans.pro.pk})
    press(boss, clock, "advance", by="month")

    number = clock.tenant.invoices.get().number
    own = ("", "plans/", "cancel/", "data/", "usage/", "card/", "credits/")
    for page in (*own, "invoices/", f"invoices/{number}/", "invoices/upcoming/"):
        response = boss.get(f"/billing/{page}")
        assert (page, response.status_code) == (page, 200)
        assert "You see what the tenant sees" in response.content.decode()
    assert "Pay now" not in boss.get(f"/billing/invoices/{number}/").content.decode()
    assert "Add a card" not in boss.get("/billing/card/").content.decode()
    assert number in boss.get("/billing/invoices/").content.decode()
    boss.post("/billing/cancel/")
    assert "Ends on 1 May 2026" in page_of(boss, clock)


def test_a_visit_ends(boss):
    clock = new_clock()
    press(boss, clock, "visit", page="overview")

    press(boss, clock, "leave")

    assert "You see what the tenant sees" not in boss.get("/billing/").content.decode()


def test_a_visit_ends_with_the_permission(client, plans):
    user, clock = UserFactory(is_staff=True), new_clock()
    user.user_permissions.set(Permission.objects.filter(codename__endswith="_billingclock"))
    client.force_login(user)
    assert press(client, clock, "visit", page="overview").count("You see what the tenant sees") == 1

    user.user_permissions.clear()

    assert client.get("/billing/").status_code == 403
