"""Months at a test clock: a larger plan, a card that fails, the plan ended, given back, and cancelled."""

import pytest

from billing.lifecycle import SubscriptionStatus
from billing.models import BillingClock, Subscription
from tests.billing.clock_world import numbers
from tests.billing.factories import make_version
from tests.browsing import DESKTOP, PHONE, look_over
from tests.factories import UserFactory
from tests.job_runner import run_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Clock:
    """An administrator at the page of a test clock, who visits the pages of its tenant."""

    def __init__(self, page, clock):
        self.page, self.clock = page, clock
        self.open()

    @classmethod
    def begin(cls, page, day):
        page.goto("/admin/billing/billingclock/add/")
        page.locator("[name=name]").fill("A year")
        page.locator("[name=legal_name]").fill("Noodle Ltd.")
        page.locator("[name=starts]").fill(day)
        page.locator("[name=_save]").click()
        page.wait_for_url("**/billingclock/")
        return cls(page, BillingClock.objects.get())

    def open(self):
        self.page.goto(f"/admin/billing/billingclock/{self.clock.pk}/change/")

    def press(self, path, name=""):
        selector = f"form[action$='/{path}/'] button" + (f"[value={name}]" if name else "")
        self.page.locator(selector).first.click()

    def move_to(self, day):
        self.page.locator("[name=until]").fill(f"{day}T12:00")
        self.page.locator("form[action$='/advance/'] button").last.click()
        self.page.locator(f".clock-time time[datetime^='{day}']").wait_for()
        run_jobs()

    def use_card(self, card):
        self.page.locator("select[name=card]").select_option(card)
        self.press("card")

    def visit(self, name):
        self.press("visit", name)
        look_over(self.page)

    def take(self, plan):
        self.visit("plans")
        self.page.locator(f"a[href$='/{plan}/']").click()
        look_over(self.page)
        self.page.locator("main form[method=post] .btn-primary").click()
        self.page.wait_for_url("**/billing/")
        look_over(self.page)
        self.open()

    @property
    def status(self):
        return Subscription.objects.get(tenant__clock=self.clock).status


@pytest.mark.parametrize(("viewport", "code"), [(PHONE, "ko"), (DESKTOP, "en")])
def test_months_at_a_test_clock(browse, viewport, code):
    make_version("basic", 20000)
    make_version("pro", 40000)
    admin = UserFactory(is_staff=True, is_superuser=True)
    page = browse(code, viewport, admin)
    clock = Clock.begin(page, "2026-03-01")
    clock.take("basic")
    clock.use_card("pays")

    clock.move_to("2026-03-16")
    clock.take("pro")
    clock.move_to("2026-04-06")  # 20,000 * 15/31 + 40,000 * 16/31
    assert numbers(clock.clock) == [("J2026-000001", 30322)]
    assert clock.status == SubscriptionStatus.ACTIVE

    clock.use_card("declined")
    clock.move_to("2026-05-06")
    assert clock.status == SubscriptionStatus.PAST_DUE
    clock.visit("overview")
    assert page.locator(".notice-overdue").count()
    clock.open()
    clock.move_to("2026-05-10")
    assert clock.status == SubscriptionStatus.CANCELLED

    clock.visit("overview")
    page.locator(".notice-overdue .btn").click()
    look_over(page)
    clock.open()
    clock.use_card("pays")
    page.locator(".clock-steps li").first.wait_for()
    assert clock.status == SubscriptionStatus.ACTIVE

    clock.visit("cancel")
    page.locator("main form[method=post] .btn-danger").click()
    page.wait_for_url("**/billing/")
    clock.open()
    clock.move_to("2026-06-06")  # 40,000 * 7/31 + 40,000 * 22/31, without the days between
    assert clock.status == SubscriptionStatus.CANCELLED
    assert [total for _number, total in numbers(clock.clock)] == [30322, 40000, 37419]
    look_over(page)
