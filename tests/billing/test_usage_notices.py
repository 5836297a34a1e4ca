"""A tenant is notified of its usage at 80 and at 100 percent of what is included, once each a month."""

from datetime import UTC, date, datetime, timedelta

import pytest

from billing import tasks
from billing.models import Meter, UsageCheck, UsageNotice
from billing.usage import Usage, record_usage
from billing.usage.notices import check_usage, notify_of_usage
from notifications.models import Mail, Notice
from tests.billing.factories import make_clock, make_subscription, make_tenant, make_version
from tests.racing import together

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)


@pytest.fixture
def version():
    Meter.objects.create(code="mails", name="Mails", unit="mails")
    return make_version(rates={"mails": {"included": 100, "tiers": [{"price": "5"}]}})


@pytest.fixture
def tenant(bea, version):
    tenant = make_tenant(bea)
    make_subscription(tenant, version, date(2026, 1, 1), NOW)
    return tenant


def use(tenant, quantity, now=NOW):
    event = Usage("mails", f"{now}-{quantity}", quantity, now)
    record_usage(tenant=tenant, events=[event], now=now)


def percents(tenant):
    return sorted(tenant.usage_notices.values_list("percent", flat=True))


def test_each_share_is_notified_of_once(tenant):
    notified = []
    for quantity in (79, 1, 19, 1, 50):
        use(tenant, quantity, NOW + timedelta(minutes=len(notified)))
        check_usage(NOW)
        notified.append(percents(tenant))

    assert notified == [[], [80], [80], [80, 100], [80, 100]]
    assert Notice.objects.count() == 2


def test_usage_of_days_without_a_bill_notifies_nobody(tenant):
    """As that of a trial which ends in this month."""
    tenant.subscription.changes.update(day=date(2026, 3, 31))
    use(tenant, 80)
    check_usage(NOW)

    assert not UsageNotice.objects.exists()


def test_the_next_month_has_notices_of_its_own(tenant):
    use(tenant, 80)
    check_usage(NOW)
    april = NOW + timedelta(days=30)
    use(tenant, 85, april)
    check_usage(april)

    assert [str(each.month) for each in tenant.usage_notices.order_by("pk")] == [
        "2026-03-01",
        "2026-04-01",
    ]


def test_of_two_shares_at_once_the_higher_is_notified_of(tenant):
    use(tenant, 120)
    check_usage(NOW)

    assert percents(tenant) == [80, 100]
    assert Notice.objects.count() == 1
    assert tenant.timeline.get().data == {"meter": "mails", "percent": 100, "included": 100}


def test_the_mail_is_in_the_language_of_the_tenants_bills(tenant):
    type(tenant).objects.update(language="ko", billing_email="bills@noodles.example")
    use(tenant, 80)
    check_usage(NOW)

    mail = Mail.objects.get()
    assert (mail.recipient, mail.language) == ("bills@noodles.example", "ko")
    assert "80" in mail.title
    assert "Mails" in mail.title


def test_a_tenant_with_a_test_clock_has_its_timeline_only(version, bea):
    tenant = make_tenant(bea, clock=make_clock(NOW))
    make_subscription(tenant, version, date(2026, 1, 1), NOW)

    use(tenant, 100)

    assert tenant.timeline.get().kind == "allowance_used"
    assert (percents(tenant), UsageCheck.objects.count()) == ([80, 100], 0)
    assert not Notice.objects.exists()
    assert not Mail.objects.exists()


def test_without_a_plan_nothing_is_included_and_nobody_notified():
    tenant = make_tenant()
    Meter.objects.create(code="mails", name="Mails", unit="mails")
    use(tenant, 1000)
    check_usage(NOW)

    assert not UsageNotice.objects.exists()


def test_what_was_checked_is_not_checked_again(tenant):
    use(tenant, 1)
    use(tenant, 2)

    assert [check_usage(NOW), check_usage(NOW)] == [1, 0]
    assert tasks.check_usage() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_notifies(tenant):
    use(tenant, 80)

    results = together(*[lambda: notify_of_usage(tenant, NOW)] * 3)

    assert results == [None] * 3
    assert (percents(tenant), Notice.objects.count(), tenant.timeline.count()) == ([80], 1, 1)
