"""The owner's page of usage, its file, the secrets of the API, and the administrator's reversal."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from billing.models import Meter, UsageEvent
from billing.months import Month
from billing.usage import Usage, record_usage
from billing.usage import reverse as reverse_usage
from billing.usage.figures import corrections_of, figures_of, used_in
from tests.billing.factories import make_subscription, make_tenant, make_version
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)
MARCH = Month(2026, 3)
USAGE = reverse("billing:usage")
SECRETS = reverse("billing:secrets")


@pytest.fixture
def tenant(bea):
    tenant = make_tenant(bea)
    Meter.objects.create(code="mails", name="Mails", unit="mails")
    Meter.objects.create(code="seats", name="Seats", unit="seats", aggregation="peak")
    rates = {"mails": {"included": 100, "tiers": [{"price": "5"}]}}
    make_subscription(tenant, make_version(rates=rates), date(2026, 1, 1), NOW)
    tenant.subscription.changes.update(is_billed=True)
    return tenant


def use(tenant, key, quantity, meter="mails", at=NOW, now=None):
    event = Usage(meter, key, quantity, at)
    record_usage(tenant=tenant, events=[event], now=now or at)
    return UsageEvent.objects.get(tenant=tenant, key=key)


def test_the_figures_of_a_month(tenant):
    use(tenant, "a", 70)
    use(tenant, "b", 50, at=NOW - timedelta(days=2))
    use(tenant, "c", 30, at=NOW - timedelta(days=20))
    highest = use(tenant, "s", 9, "seats")
    use(tenant, "t", 4, "seats")
    reverse_usage(event=highest, reason="Wrong", now=NOW)

    mails, seats = figures_of(tenant, MARCH)

    assert (mails.used, mails.included, mails.overage, mails.cost) == (120, 100, 20, Decimal(100))
    assert [units for _day, units in mails.days if units] == [50, 70]
    assert mails.days[9] == (date(2026, 3, 10), 70)
    assert mails.months[-2:] == [(date(2026, 2, 1), 30), (date(2026, 3, 1), 120)]
    assert (seats.used, seats.included, seats.months[-1][1], seats.days[9][1]) == (4, 0, 4, 4)


def test_usage_of_days_without_a_bill_is_named_apart(tenant):
    """As that of a trial which ended in this month."""
    tenant.subscription.changes.update(day=date(2026, 3, 6))
    use(tenant, "in the trial", 3000, at=NOW - timedelta(days=5))
    use(tenant, "after it", 7)

    [figures], [in_short] = figures_of(tenant, MARCH), used_in(tenant, MARCH)

    assert (figures.used, figures.unbilled, figures.included, figures.cost) == (7, 3000, 84, 0)
    assert (in_short.used, in_short.unbilled, in_short.included) == (7, 3000, 84)
    assert "Without 3,000" in render_to_string("billing/_unbilled.html", {"units": 3000})


def test_late_and_reversed_events_are_named(tenant):
    use(tenant, "fine", 1)
    late = use(tenant, "late", 1, now=NOW + timedelta(days=30))
    reversal = reverse_usage(event=use(tenant, "wrong", 1), reason="A test", now=NOW)

    assert list(corrections_of(tenant, MARCH)) == [reversal, late]


def test_the_page_takes_as_many_queries_for_any_number_of_events(
    client, bea, tenant, django_assert_max_num_queries
):
    client.force_login(bea)
    now = timezone.now()
    use(tenant, "a", 70, at=now)
    use(tenant, "s", 1, "seats", at=now)
    reverse_usage(event=use(tenant, "b", 1, at=now), reason="A test", now=now)
    with django_assert_max_num_queries(100) as first:
        page = client.get(USAGE)
    for number in range(5):
        event = use(tenant, f"m{number}", 1, at=now)
        reverse_usage(event=event, reason="A test", now=now)
        use(tenant, f"s{number}", 1, "seats", at=now)

    with django_assert_max_num_queries(len(first)):
        again = client.get(USAGE)

    assert "A test" in page.content.decode()
    assert "Seats" in again.content.decode()


@pytest.mark.parametrize("month", ["", "2026-03", "soon", "9999-12", "0001-01", "2026-13"])
def test_any_month_has_a_page(client, bea, tenant, month):
    client.force_login(bea)

    assert client.get(USAGE, {"month": month}).status_code == 200


def test_only_a_tenant_has_these_pages(client, ann, tenant):
    stranger = UserFactory(role="owner")

    for url in (USAGE, SECRETS, reverse("billing:usage-csv")):
        client.force_login(stranger)
        assert client.get(url).status_code == 404
        client.force_login(ann)
        assert client.get(url).status_code == 403


def test_the_file_lists_each_event(client, bea, tenant):
    use(tenant, "=1+1", 70)
    client.force_login(bea)

    answer = client.get(reverse("billing:usage-csv"), {"month": "2026-03"})

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["Key"], row["Quantity"], row["At"]) == ("'=1+1", "70", "2026-03-10T12:00:00+09:00")


def test_a_secret_is_shown_once_and_revoked(client, bea, tenant):
    client.force_login(bea)

    made = client.post(SECRETS)
    secret = tenant.api_secrets.get()

    assert (made.context["new"] in made.content.decode()) is True
    assert made.context["new"] not in client.get(SECRETS).content.decode()
    assert client.post(SECRETS, {"revoke": secret.pk}).status_code == 302
    assert not tenant.api_secrets.valid_at(timezone.now()).exists()


def test_a_secret_of_another_tenant_cannot_be_revoked(client, bea, tenant):
    client.force_login(bea)
    client.post(SECRETS)
    secret = tenant.api_secrets.get()
    other = UserFactory(role="owner")
    make_tenant(other)
    client.force_login(other)

    for pk in (secret.pk, "x", "²"):
        assert client.post(SECRETS, {"revoke": pk}).status_code == 404
    assert tenant.api_secrets.valid_at(timezone.now()).exists()


def test_a_fourth_secret_is_refused_with_a_sentence(client, bea, tenant):
    client.force_login(bea)
    for _each in range(3):
        client.post(SECRETS)

    page = client.post(SECRETS, follow=True)

    assert "Revoke one of them first" in page.content.decode()


def test_an_administrator_reverses_usage_with_a_reason(admin_client, tenant):
    event = use(tenant, "a", 70, at=timezone.now())
    url = reverse("admin:billing_usageevent_reverse", args=[event.pk])

    assert (
        url
        in admin_client.get(
            reverse("admin:billing_usageevent_change", args=[event.pk])
        ).content.decode()
    )
    assert admin_client.get(url).status_code == 200
    assert admin_client.post(url, {"reason": " "}).status_code == 422
    admin_client.post(url, {"reason": "Counted twice"})
    again = admin_client.post(url, {"reason": "Counted twice"}, follow=True)

    assert UsageEvent.objects.get(reverses=event).reason == "Counted twice"
    assert "This usage is reversed already." in again.content.decode()


def test_staff_without_the_permission_cannot_reverse(client, tenant):
    event = use(tenant, "a", 70, at=timezone.now())
    client.force_login(UserFactory(is_staff=True))

    url = reverse("admin:billing_usageevent_reverse", args=[event.pk])
    assert client.post(url, {"reason": "No"}).status_code == 403
