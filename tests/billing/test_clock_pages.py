"""Test clocks in the admin: opening, moving, reporting usage, test cards."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission

from billing import due_work
from billing.admin import clock_pages
from billing.clocks.services import advance, begin
from billing.clocks.steps import steps_of
from billing.models import BillingClock, Meter, UsageOrigin
from jobs.models import Job
from tests.billing.clock_world import LIST, new_clock, numbers, page_of, press, subscribed_clock
from tests.billing.subscribers import new_tenant, noon, subscribed
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NEW = {
    "name": "August",
    "legal_name": "Noodle Ltd.",
    "starts": "2026-08-01",
    "zone": "Asia/Seoul",
    "currency": "KRW",
    "language": "ko",
}


def test_a_clock_is_opened_with_a_tenant(boss):
    response = boss.post(f"{LIST}add/", NEW)

    clock = BillingClock.objects.get()
    assert response.status_code == 302
    assert (clock.name, clock.now, clock.tenant.zone) == (
        "August",
        noon("2026-08-01"),
        "Asia/Seoul",
    )
    assert clock.tenant.billing_email == "tenant@clock.invalid"


def test_a_clock_is_opened_with_a_copy(boss, plans):
    real = subscribed(plans.basic, tenant=new_tenant(user=UserFactory())).tenant

    assert (
        f"?copy_of={real.number}"
        in boss.get(f"/admin/billing/tenant/{real.pk}/change/").content.decode()
    )
    boss.post(f"{LIST}add/", {**NEW, "copy_of": real.number, "legal_name": "", "starts": ""})

    copy = BillingClock.objects.get().tenant
    assert (copy.legal_name, copy.subscription.status) == (real.legal_name, "active")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("copy_of", "NOBODY", "There is no such tenant"),
        ("legal_name", "", "A new tenant needs this."),
        ("starts", "", "A new tenant needs this."),
        ("starts", "soon", "Enter a valid date."),
        ("starts", "1999-12-31", "between the years 2000 and 2099"),
        ("zone", "Asia/Soul", "There is no such time zone."),
        ("name", "", "This field is required."),
    ],
)
def test_a_wrong_clock_is_refused_at_its_field(boss, field, value, sentence):
    response = boss.post(f"{LIST}add/", {**NEW, field: value})

    errors = response.context["adminform"].form.errors
    assert sentence in str(errors[field])
    assert not BillingClock.objects.exists()


def test_a_clock_goes_a_day_and_a_month_on(boss, plans):
    clock = subscribed_clock(plans.basic)

    press(boss, clock, "advance", by="day")
    text = press(boss, clock, "advance", by="month")

    clock.refresh_from_db()
    assert clock.now == noon("2026-04-02")
    assert "It is 2 Apr 2026, 12:00 now." in text
    assert "Invoice T" in text
    assert "₩20,000" in text


def test_a_clock_goes_to_a_time_of_the_tenants_zone(boss):
    clock = new_clock()

    press(boss, clock, "advance", until="2026-05-06T12:00")

    clock.refresh_from_db()
    assert clock.now == noon("2026-05-06")


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("2026-02-01T12:00", "does not go back"),
        ("2036-02-01T12:00", "That is too far"),
        ("soon", "To this time: Enter a valid date/time."),
        ("", "To this time: This field is required."),
        ("9999-99-99T99:99", "To this time: Enter a valid date/time."),
    ],
)
def test_a_wrong_time_is_a_sentence(boss, until, sentence):
    clock = new_clock()

    assert sentence in press(boss, clock, "advance", until=until)

    clock.refresh_from_db()
    assert clock.now == noon("2026-03-01")


def test_a_long_way_goes_on_as_a_job(boss, plans, monkeypatch):
    monkeypatch.setattr(clock_pages, "SECONDS_OF_A_REQUEST", 0)
    clock = subscribed_clock(plans.basic)

    text = press(boss, clock, "advance", by="month")

    assert "The clock moves on to 1 Apr 2026, 12:00." in text
    assert '<meta http-equiv="refresh" content="2">' in text
    assert "A day on" not in text
    assert Job.objects.get(task="billing.tasks.advance_clock").args == [clock.pk]


def test_a_second_user_is_told_that_it_moves(boss):
    clock = new_clock()
    begin(clock, noon("2026-06-01"))

    assert "being moved to 1 Jun 2026, 12:00 already" in press(boss, clock, "advance", by="day")


def test_a_halt_is_shown_and_goes_on(boss, plans, monkeypatch):
    handlers = dict(due_work._handlers)
    monkeypatch.setattr(due_work, "_handlers", {**handlers, "finalize": lambda work, now: 1 / 0})
    clock = subscribed_clock(plans.basic)

    text = press(boss, clock, "advance", by="month")
    assert "What was due failed (ZeroDivisionError" in text
    monkeypatch.setattr(due_work, "_handlers", handlers)
    text = press(boss, clock, "advance", by="month")

    assert "What was due failed" not in text
    assert len(numbers(clock)) == 2  # it halted on the 1st, and stands on the next one now


def test_steps_say_what_was_due_and_what_followed(plans):
    clock = subscribed_clock(plans.basic)
    advance(clock, noon("2026-04-02"), now=noon("2026-04-02"))

    steps = steps_of(clock.tenant, 10)

    assert [step.works for step in steps] == [["The invoice of a month is made"], []]
    assert steps[0].events[0].startswith("Invoice T")
    assert steps[1].events == ["Billing begins", "Subscribed to Basic"]
    assert len(steps_of(clock.tenant, 1)) == 1


def test_usage_is_reported_once(boss, plans):
    clock = subscribed_clock(plans.basic)
    meter = Meter.objects.create(code="mails", name="Mails", unit="mails")
    data = {"key": "page 1", "meter": meter.pk, "quantity": 12, "at": "2026-03-01T09:30"}

    press(boss, clock, "usage", **data)
    press(boss, clock, "usage", **data)

    event = clock.tenant.usage_events.get()
    assert (event.quantity, event.source) == (12, UsageOrigin.STAFF)
    assert event.at == noon("2026-03-01") - timedelta(hours=2, minutes=30)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("at", "2026-03-01T12:06", "Its time has not come yet."),
        ("at", "2025-03-01T12:06", "It is older than 92 days"),
        ("quantity", "-1", "The quantity is negative."),
        ("quantity", "9" * 30, "The quantity is above"),
        ("quantity", "many", "Quantity: Enter a whole number."),
        ("meter", "99999", "Meter: Select a valid choice."),
    ],
)
def test_wrong_usage_is_a_sentence(boss, plans, field, value, sentence):
    clock = subscribed_clock(plans.basic)
    meter = Meter.objects.create(code="mails", name="Mails", unit="mails")
    data = {"key": "page 1", "meter": meter.pk, "quantity": 12, "at": "", field: value}

    assert sentence in press(boss, clock, "usage", **data)

    assert not clock.tenant.usage_events.exists()


def test_a_test_card_is_charged(boss, plans):
    clock = subscribed_clock(plans.basic)

    text = press(boss, clock, "card", card="pays")
    assert "Sandbox •••• 4242 · " in text
    press(boss, clock, "advance", until="2026-04-06T12:00")

    assert clock.tenant.invoices.get().status == "paid"


def test_a_wrong_test_card_is_a_sentence(boss):
    assert "Select a valid choice. gold is not one" in press(boss, new_clock(), "card", card="gold")


def test_going_on_after_an_unknown_payment_asks_again(boss, plans):
    clock = subscribed_clock(plans.basic)
    press(boss, clock, "card", card="lost")

    assert "It is not known yet whether invoice" in press(
        boss, clock, "advance", by="month"
    ) + press(boss, clock, "advance", by="month")
    press(boss, clock, "advance", until="2026-04-20T12:00")

    clock.refresh_from_db()
    assert (clock.halted_by, clock.tenant.invoices.get().status) == ("", "paid")


def test_an_archived_clock_is_listed_on_request(boss):
    clock = new_clock()

    text = press(boss, clock, "archive")

    assert "This test clock is archived." in text
    assert "A day on" not in text
    assert press(boss, clock, "card", card="pays").count("This test clock is archived.") > 1
    assert clock.tenant.default_method is None
    assert clock.name not in boss.get(LIST).content.decode()
    assert clock.name in boss.get(f"{LIST}?archived=yes").content.decode()
    press(boss, clock, "archive")
    assert clock.name in boss.get(LIST).content.decode()


@pytest.mark.parametrize("button", ["advance", "usage", "card", "archive", "visit", "leave"])
def test_buttons_need_the_permission(client, button):
    clock = new_clock()
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_billingclock"))
    client.force_login(user)

    response = client.post(f"{LIST}{clock.pk}/{button}/", {"by": "month"})

    clock.refresh_from_db()
    assert (response.status_code, clock.now) == (403, noon("2026-03-01"))
    assert "A day on" not in page_of(client, clock)


def test_a_page_asks_the_same_for_many_steps(boss, plans, django_assert_max_num_queries):
    clock = subscribed_clock(plans.basic)
    advance(clock, noon("2028-03-01"), now=noon("2028-03-01"))

    with django_assert_max_num_queries(20):
        page_of(boss, clock)
