"""Months are closed once, with an invoice where enough is due."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from billing.due_work import do, do_due_work
from billing.invoices import drafting
from billing.invoices.crediting import grant
from billing.invoices.drafting import draft
from billing.invoices.finalizing import InvoicingRefused, finalize, plan_finalizing
from billing.invoices.numbering import INVOICES, next_number
from billing.models import (
    ClosedMonth,
    DueKind,
    DueWork,
    Invoice,
    InvoiceSeries,
    Meter,
    Subscription,
    UsageEvent,
)
from billing.months import finalized_at
from billing.usage import Usage, figures, monthly_usage, reading, record_usage
from billing.usage.reading import peaks_of
from core.actors import SYSTEM
from tests.billing.factories import make_clock, make_version
from tests.billing.invoice_world import APRIL, MARCH, MAY, amounts, close, subscribed, use
from tests.racing import losers, together

pytestmark = pytest.mark.django_db
NOW = finalized_at(MARCH, ZoneInfo("Asia/Seoul"))


def test_a_month_becomes_an_invoice_with_its_lines():
    tenant = subscribed("2026-03-11", base=40000, business_number="123-45-67890")
    use(tenant, MARCH, 60, 60)

    invoice = close(tenant, MARCH)

    # 100 shots * 21/31 are included, rounded up: 68
    assert amounts(invoice) == [("base", 27097), ("overage", 520)]
    assert (invoice.total, invoice.vat, invoice.net) == (27617, 2511, 25106)
    assert (invoice.status, invoice.number) == ("open", "J2026-000001")
    assert (invoice.month, invoice.due_day) == (MARCH, date(2026, 4, 5))
    assert (invoice.legal_name, invoice.business_number) == ("Noodle Ltd.", "123-45-67890")
    assert (invoice.email, invoice.zone) == ("bills@example.com", "Asia/Seoul")


def test_usage_of_days_without_a_bill_costs_nothing_also_late():
    """As that of a trial: it uses up nothing of what the other days include."""
    tenant = subscribed("2026-03-16")  # 52 shots are included in its 16 days
    use(tenant, MARCH, 500)
    use(tenant, MARCH, 60, day=16)

    march = close(tenant, MARCH)
    use(tenant, MARCH, 500)
    use(tenant, MARCH, 3, day=31)
    april = close(tenant, APRIL)

    assert amounts(march) == [("base", 10323), ("overage", 80)]
    assert amounts(april) == [("base", 20000), ("late", 30)]


def test_the_preview_is_what_finalising_makes():
    tenant = subscribed()
    use(tenant, MARCH, 130)

    drafted = draft(tenant, MARCH)

    assert [(line.kind, line.amount) for line in drafted.lines] == amounts(close(tenant, MARCH))


def test_again_it_is_the_same_invoice():
    tenant = subscribed()

    assert close(tenant, MARCH) == close(tenant, MARCH)
    assert Invoice.objects.count() == 1


def test_a_month_is_not_closed_before_its_time():
    tenant = subscribed()

    with pytest.raises(InvoicingRefused):
        finalize(
            tenant=tenant, month=MARCH, now=finalized_at(MARCH, tenant.tz) - timedelta(seconds=1)
        )

    assert not ClosedMonth.objects.exists()


def test_collection_and_the_following_month_are_planned():
    tenant = subscribed()

    invoice = close(tenant, MARCH)

    planned = list(DueWork.objects.values_list("kind", "key", "at"))
    seoul = [f"{at.astimezone(tenant.tz):%m-%d %H:%M}" for _kind, _key, at in planned]
    assert [row[:2] for row in planned] == [("collect", invoice.number), ("finalize", "2026-04")]
    assert seoul == ["04-05 10:00", "05-01 06:00"]


def test_a_month_without_anything_due_is_closed_without_an_invoice():
    tenant = subscribed(base=0)

    assert close(tenant, MARCH) is None
    assert close(tenant, MARCH) is None

    closed = ClosedMonth.objects.get()
    assert (closed.month, closed.invoice, closed.amount) == (MARCH, None, 0)
    assert [work.key for work in DueWork.objects.all()] == ["2026-04"]
    assert tenant.timeline.get().kind == "month_closed"


def test_an_ended_subscription_is_billed_as_long_as_usage_may_be_late():
    tenant = subscribed()
    tenant.subscription.changes.create(
        day=date(2026, 4, 1), kind="cancel", is_billed=False, made_at=NOW
    )
    Subscription.objects.update(status="cancelled", ended_for="asked")

    plan_finalizing(tenant, MARCH)
    while work := DueWork.objects.filter(kind="finalize", done_at=None).first():
        do(work, work.at, work.at)

    assert [str(each.month) for each in ClosedMonth.objects.order_by("first_day")] == [
        "2026-03",
        "2026-04",
        "2026-05",
        "2026-06",
    ]
    assert Invoice.objects.count() == 1


def test_late_usage_is_billed_with_the_next_month_once():
    tenant = subscribed()
    use(tenant, MARCH, 100)
    close(tenant, MARCH)
    use(tenant, MARCH, 7, 5)

    april, may = close(tenant, APRIL), close(tenant, MAY)

    assert amounts(april) == [("base", 20000), ("late", 120)]
    assert april.lines.get(kind="late").month == MARCH
    assert amounts(may) == [("base", 20000)]
    assert ClosedMonth.objects.get(first_day=MARCH.first).amount == 20120


def test_usage_that_arrives_while_its_month_is_closed_is_billed_once(monkeypatch):
    """After the events were counted and added up, and before the invoice is made."""
    tenant = subscribed()
    use(tenant, MARCH, 100)

    def use_more(tenant, months, days):
        used = monthly_usage(tenant, months, days)
        if tenant.usage_events.count() == 1:
            use(tenant, MARCH, 9)
        return used

    monkeypatch.setattr(drafting, "monthly_usage", use_more)
    march, april = close(tenant, MARCH), close(tenant, APRIL)

    assert amounts(march) == [("base", 20000)]
    assert amounts(april) == [("base", 20000), ("late", 90)]


def test_a_peak_that_arrives_after_the_events_were_counted_is_billed_once(monkeypatch):
    tenant = subscribed()
    meter = Meter.objects.create(code="shots", name="Shots", unit="shots", aggregation="peak")
    use(tenant, MARCH, 100)

    def use_more(events, meters):
        if meter.pk in meters and tenant.usage_events.count() == 1:
            use(tenant, MARCH, 109)
        return peaks_of(events, meters)

    monkeypatch.setattr(reading, "peaks_of", use_more)
    march, april = close(tenant, MARCH), close(tenant, APRIL)

    assert amounts(march) == [("base", 20000), ("overage", 90)]
    assert amounts(april) == [("base", 20000)]


def test_too_little_is_carried_over_to_the_next_invoice(settings):
    settings.PAYMENT_WAYS = {"KRW": ["toss"]}
    settings.TOSS_CLIENT_KEY = settings.TOSS_SECRET_KEY = "key"
    tenant = subscribed(base=0)
    use(tenant, MARCH, 105)
    use(tenant, APRIL, 104)
    use(tenant, MAY, 106)

    march, april, may = (close(tenant, month) for month in (MARCH, APRIL, MAY))

    assert (march, april) == (None, None)
    assert amounts(may)[1:] == [("overage", 60), ("carried", 90)]
    assert tenant.balance == 0


def test_a_credit_is_used_by_the_next_invoices():
    tenant = subscribed()
    grant(tenant=tenant, amount=Decimal(30000), reason="An outage", by=SYSTEM, now=NOW)

    march, april = close(tenant, MARCH), close(tenant, APRIL)

    assert march is None
    assert amounts(april) == [("base", 20000), ("credit", -10000)]
    assert (april.total, tenant.balance) == (10000, 0)


def test_a_test_clock_has_numbers_of_its_own():
    version = make_version(base=20000)
    real, test = subscribed(version=version), subscribed(version=version, clock=make_clock())

    numbers = [close(tenant, MARCH).number for tenant in (test, real)]

    assert numbers == [f"T{test.number}-J2026-000001", "J2026-000001"]


def test_a_worker_killed_before_it_marked_its_work_as_done_leaves_one_invoice():
    tenant = subscribed()
    plan_finalizing(tenant, MARCH)
    do_due_work(finalized_at(MARCH, tenant.tz))
    DueWork.objects.filter(kind=DueKind.FINALIZE, key="2026-03").update(done_at=None)

    assert do_due_work(finalized_at(MARCH, tenant.tz)) == 1
    assert Invoice.objects.count() == 1
    assert DueWork.objects.filter(kind=DueKind.COLLECT).count() == 1


def test_closing_a_month_takes_few_queries():
    tenant = subscribed()
    use(tenant, MARCH, 130)

    with CaptureQueriesContext(connection) as queries:
        close(tenant, MARCH)

    sql = [each["sql"][:90] for each in queries if "SAVEPOINT" not in each["sql"]]
    assert len(sql) <= 13, sql


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_closes_a_month():
    tenant = subscribed()

    invoices = together(*[lambda: close(tenant, MARCH)] * 4)

    assert losers(invoices) == []
    assert len({invoice.pk for invoice in invoices}) == 1
    assert InvoiceSeries.objects.get().last == 1


@pytest.mark.django_db(transaction=True)
def test_usage_recorded_by_others_while_its_month_is_closed_is_billed_once():
    Meter.objects.create(code="shots", name="Shots", unit="shots")
    tenant, now = subscribed(), finalized_at(MARCH, ZoneInfo("Asia/Seoul"))

    def report(key):
        event = Usage("shots", key, 100, now - timedelta(days=1))
        return record_usage(tenant=tenant, events=[event], now=now)

    results = together(lambda: close(tenant, MARCH), *[partial(report, key) for key in "abcd"])
    april = close(tenant, APRIL)

    assert losers(results) == []
    lines = [*amounts(results[0]), *amounts(april)]
    assert sum(amount for kind, amount in lines if kind != "base") == 3000  # 300 beyond the 100


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_where_a_transaction_is_rolled_back():
    version = make_version(base=20000)
    tenants = [subscribed(version=version) for _each in range(5)]

    def fail():
        with transaction.atomic():
            close(tenants[4], MARCH)
            raise ValueError("killed")

    results = together(fail, *[lambda tenant=each: close(tenant, MARCH) for each in tenants[:4]])

    assert [str(each) for each in losers(results)] == ["killed"]
    assert sorted(Invoice.objects.values_list("number", flat=True)) == [
        f"J2026-00000{number}" for number in range(1, 5)
    ]


def test_a_number_is_of_the_year_in_which_it_is_given():
    tenant = subscribed("2025-12-01")
    december = MARCH.before(3)[-1]

    assert close(tenant, december).number == "J2026-000001"
    assert next_number(tenant, INVOICES, NOW - timedelta(days=365)) == "J2025-000001"


@pytest.mark.parametrize("aggregation", ["sum", "peak"])
def test_usage_at_the_edge_of_a_month_is_billed_after_a_change_of_zone(aggregation):
    Meter.objects.create(code="shots", name="Shots", unit="shots", aggregation=aggregation)
    tenant = subscribed("2026-03-16", zone="America/New_York")
    use(tenant, MARCH, 500, day=31)
    tenant.zone = "Asia/Seoul"  # where that noon was on 1 April
    tenant.save()

    march, april = close(tenant, MARCH), close(tenant, APRIL)

    assert ("overage", Decimal(4480)) in amounts(march)
    assert amounts(april) == [("base", Decimal(20000))]


def test_a_meter_that_is_used_first_between_two_reads_breaks_no_page(monkeypatch):
    tenant, read = subscribed("2026-03-16"), figures.usage_of

    def while_usage_arrives(*arguments):
        found = read(*arguments)
        if not UsageEvent.objects.exists():
            use(tenant, MARCH, 3)
        return found

    monkeypatch.setattr(figures, "usage_of", while_usage_arrives)

    assert [each.used for each in figures.figures_of(tenant, MARCH)] == [0]
